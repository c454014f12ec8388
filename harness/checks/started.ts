/** Check `started`: there is evidence that the system ran at all. */

import type { Event } from "../event.js";
import { excuse } from "../evidence/absence.js";
import { roleEvents, sightings } from "../evidence/progress.js";
import { type Check, finding } from "../finding.js";
import type { Plan } from "../planning/plan.js";

export const started: Check = {
  summary: "every role became ready, the source published, and at least one bar was taken",
  applies: () => true,
  judge: ({ plan, history }) => {
    const missing = [...neverReady(plan, history), ...neverSeen(plan, history)];
    const [first] = missing;
    if (first !== undefined) {
      const because = excuse(plan, history);
      const reason = because === null ? first : `${first}: ${because}`;
      return finding("started", "inconclusive", `${reason}; nothing was measured, look at the logs`);
    }
    const events = [
      ...plan.roles.map(({ name }) => roleEvents(history, name).find(({ state }) => state === "ready")),
      ...["published", "taken"].map((what) =>
        history.find((event) => event.type === "seen" && event.what === what),
      ),
    ].flatMap((event) => (event === undefined ? [] : [event.n]));
    return finding(
      "started",
      "pass",
      `${plan.roles.length} of ${plan.roles.length} roles ready, bars flowed`,
      events,
    );
  },
};

function neverReady(plan: Plan, history: readonly Event[]): string[] {
  return plan.roles
    .filter(({ name }) => !roleEvents(history, name).some(({ state }) => state === "ready"))
    .map(({ name }) => `${name} never became ready`);
}

function neverSeen(plan: Plan, history: readonly Event[]): string[] {
  const declared = (["published", "taken"] as const).filter((what) => plan.observed.includes(what));
  if (declared.length === 0) {
    return ['nothing tells whether bars flow: the system file declares neither "published" nor "taken"'];
  }
  return declared
    .filter((what) => sightings(history, what).length === 0)
    .map((what) => (what === "published" ? "no bar was seen published" : "no bar was seen taken"));
}
