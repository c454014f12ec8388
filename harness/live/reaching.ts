/** Delivers a signal that a role lives through, so that the kernel shows both its coming and its going. */
import { procAvailable, stateOf } from "../children/proc.js";
import { signalState } from "../children/proc-signals.js";
import { probeMs } from "../limits.js";
import type { Stage } from "../stage.js";
import type { Crew } from "./crew.js";
import { holdsWithin, nameOf, notSeen, seen, unavailable } from "./proof.js";

/**
 * A signal to a running process is gone before anybody can look. To a stopped one it is pending until the process goes
 * on (signal(7)); one that is ignored is never pending.
 */
export function reaching(crew: Crew): Pick<Stage, "reach" | "handled"> {
  async function reach(role: string, signal: NodeJS.Signals): Promise<string> {
    const incarnation = crew.signal(role, "SIGSTOP");
    const who = nameOf(incarnation);
    const { identity } = incarnation;
    try {
      await holdsWithin(probeMs, () => stateOf(identity) === "T");
      crew.signal(role, signal);
      if (procAvailable() && signalState(identity, signal)?.pending !== true) {
        throw new Error(`${signal} was not pending at ${who} while it was stopped: the role ignores it`);
      }
      return `${signal} sent to ${who}, pending while it was stopped for that`;
    } finally {
      incarnation.child.signal("SIGCONT");
    }
  }

  async function handled(role: string, signal: NodeJS.Signals) {
    const incarnation = crew.last(role);
    if (incarnation === null) throw new Error(`${role} was never started`);
    const who = nameOf(incarnation);
    if (!procAvailable()) return unavailable(`the kernel does not tell what ${who} does with ${signal} here`);
    const look = () => signalState(incarnation.identity, signal);
    await holdsWithin(probeMs, () => look()?.pending !== true);
    const state = look();
    if (state === null) return notSeen(`${who} was gone after ${signal}`);
    if (state.pending) return notSeen(`${signal} was still pending at ${who} after ${probeMs} ms`);
    return state.caught
      ? seen(`${signal} is pending no more at ${who}, which has a handler for it and lives`)
      : notSeen(`${who} has no handler for ${signal}`);
  }

  return { reach, handled };
}
