/** Writes the bars of a source that nothing observes into the history, as its clock says. */
import type { History } from "../history.js";
import type { Plan } from "../planning/plan.js";
import { sourceClock } from "./source-clock.js";
import { tickOf } from "./watch.js";

/** Returns what stops it. */
export function startClock(plan: Plan, history: History): () => void {
  const { sourceRole: role, speedMs } = plan;
  const clock = sourceClock(plan);
  history.onEvent(clock.note);

  function tick(): void {
    for (const bar of clock.due(history.now())) {
      const line = `bar ${bar} is due by the clock of ${role}`;
      history.append({
        ...{ type: "seen", what: "published", role, incarnation: clock.incarnation(), value: bar },
        ...{ fields: { by: "clock" }, line },
      });
    }
  }

  const timer = setInterval(tick, tickOf(speedMs));
  return () => clearInterval(timer);
}
