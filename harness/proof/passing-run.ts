/** A run of ten bars in which nothing went wrong, for tests of what reads run folders. */
import { digestOf } from "../command/run-folder.js";
import type { EventBody } from "../event.js";
import type { Plan } from "../planning/plan.js";
import { at, planOf, seen, state, wholeHistory } from "./literals.js";

/** What is expected of it, and of no ledger. */
export const passingPlan = planOf({
  bars: 10,
  observed: ["published", "taken", "snapshot"],
  expect: { snapshots: { min: 10, possible: 10, everyBars: 1 } },
  stream: { ...planOf({ bars: 10 }).stream },
});

/**
 * The text of its history.
 * @param snapshots one less than ten is a failure
 */
export function passing(plan: Plan = passingPlan, snapshots = 10): string {
  const bars = Array.from({ length: 10 }, (_, index) => index + 1);
  const phase = (name: Extract<EventBody, { type: "phase" }>["phase"]): EventBody => ({
    type: "phase",
    phase: name,
  });
  const asked = { code: 0, signal: null, asked: true };
  const events = wholeHistory([
    at(0, phase("starting")),
    at(1, state("publisher", 1, "spawned")),
    at(1, state("engine", 1, "spawned")),
    at(2, state("publisher", 1, "ready")),
    at(2, state("engine", 1, "ready")),
    at(3, phase("streaming")),
    ...bars.flatMap((bar) => [
      at(bar * 10, seen("published", bar, { role: "publisher" })),
      at(bar * 10 + 1, seen("taken", bar, { role: "engine" })),
      ...(bar <= snapshots ? [at(bar * 10 + 1, seen("snapshot", bar, { role: "engine" }))] : []),
    ]),
    at(110, phase("settling")),
    at(111, phase("stopping")),
    at(112, state("engine", 1, "exited", asked)),
    at(112, state("publisher", 1, "exited", asked)),
  ]).map((event) =>
    event.type === "start" ? { ...event, planDigest: digestOf(JSON.stringify(plan)) } : event,
  );
  return events.map((event) => `${JSON.stringify(event)}\n`).join("");
}
