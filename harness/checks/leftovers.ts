/** Check `leftovers`: when it was asked to stop, every role did, with all that it had started. */
import type { Event, HarnessEvent, RoleEvent } from "../event.js";
import { type Check, finding } from "../finding.js";
import { isComplete, lastOf, roleEvents } from "../progress.js";

export const leftovers: Check = {
  summary: "each role ends on its stop signal and leaves no process behind",
  applies: () => true,
  judge: ({ history }) => {
    const left = history.filter(
      (event): event is HarnessEvent => event.type === "harness" && event.problem === "leftover",
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
    const deaf = deafRole(history);
    if (deaf !== undefined) {
      const who = `${deaf.role}.${deaf.incarnation}`;
      const reason = `${who} did not end on its stop signal and had to be killed`;
      return finding("leftovers", "fail", reason, [deaf.n]);
    }
    return notStopped(history) ?? finding("leftovers", "pass", "every role ended and left nothing behind");
  },
};

/** A role that the harness had to kill at the end of a run that was not cut. */
function deafRole(history: readonly Event[]): RoleEvent | undefined {
  if (lastOf(history, "cut") !== undefined) return undefined;
  const stopping = history.find((event) => event.type === "phase" && event.phase === "stopping");
  if (stopping === undefined) return undefined;
  return roleEvents(history).find(
    ({ n, state, asked, signal }) =>
      n > stopping.n && state === "exited" && asked === true && signal === "SIGKILL",
  );
}

function notStopped(history: readonly Event[]): ReturnType<Check["judge"]> | null {
  const states = roleEvents(history);
  const spawned = states.filter(({ state }) => state === "spawned");
  if (spawned.length === 0) {
    return finding("leftovers", "inconclusive", "no role was ever started; look at the log of the harness");
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
