/** Check `leftovers`: when it was asked to stop, every role did, with all that it had started. */
import type { Event, HarnessEvent } from "../event.js";
import { neverStarted } from "../evidence/absence.js";
import { isComplete, roleEvents } from "../evidence/progress.js";
import { type Check, finding } from "../finding.js";

export const leftovers: Check = {
  summary: "each role ends on its stop signal and leaves no process behind",
  applies: () => true,
  judge: ({ history }) => {
    const left = history.filter(
      (event): event is HarnessEvent =>
        event.type === "harness" && (event.problem === "leftover" || event.problem === "stop-ignored"),
    );
    const [first] = left;
    if (first !== undefined) {
      const more = left.length > 1 ? ` (and ${left.length - 1} more)` : "";
      return finding(
        "leftovers",
        "fail",
        `${first.reason}${more}`,
        left.map(({ n }) => n),
      );
    }
    return notStopped(history) ?? finding("leftovers", "pass", "every role ended and left nothing behind");
  },
};

function notStopped(history: readonly Event[]): ReturnType<Check["judge"]> | null {
  const states = roleEvents(history);
  const spawned = states.filter(({ state }) => state === "spawned");
  if (spawned.length === 0) {
    return finding("leftovers", "inconclusive", neverStarted(history));
  }
  if (!isComplete(history)) {
    return finding("leftovers", "inconclusive", "the history stops before the roles were stopped; run again");
  }
  const open = spawned.find(
    ({ role, incarnation }) =>
      !states.some(
        (other) => other.role === role && other.incarnation === incarnation && other.state === "exited",
      ),
  );
  if (open === undefined) return null;
  const reason = `the end of ${open.role}.${open.incarnation} was never seen; look whether it still runs`;
  return finding("leftovers", "inconclusive", reason, [open.n]);
}
