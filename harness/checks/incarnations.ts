/** Check `incarnations`: at no moment two of anything that there may be only one of, and no stranger. */

import type { Event, HoldersEvent, RoleEvent } from "../event.js";
import { neverStarted, strangerText } from "../evidence/absence.js";
import { roleEvents } from "../evidence/progress.js";
import { type Check, finding } from "../finding.js";

export const incarnations: Check = {
  summary:
    "one live incarnation a role, one reader and one writer of the FIFO, one listener on the port, no stranger",
  applies: () => true,
  judge: ({ history }) => {
    const states = roleEvents(history);
    if (!states.some(({ state }) => state === "spawned")) {
      return finding("incarnations", "inconclusive", neverStarted(history));
    }
    // An end that nobody holds explains a stall; it is no second of anything.
    const held = history.filter(
      (event): event is HoldersEvent => event.type === "holders" && event.problem !== "nobody",
    );
    const doubled = held.find(({ problem }) => problem !== "stranger");
    if (doubled !== undefined) {
      return finding("incarnations", "fail", doubledText(doubled), [doubled.n]);
    }
    const stranger = held[0];
    if (stranger !== undefined) {
      const reason = `${strangerText(stranger)}; end that process and run again`;
      return finding("incarnations", "inconclusive", reason, [stranger.n]);
    }
    const ours = startedTwice(states);
    if (ours !== null) {
      const reason = `the harness started ${ours.role}.${ours.incarnation} while an older one was alive; run again`;
      return finding("incarnations", "inconclusive", reason, [ours.n]);
    }
    const starts = states.filter(({ state }) => state === "spawned").length;
    return finding("incarnations", "pass", `${starts} incarnations, never two of a role at once`);
  },
};

const named: Readonly<Record<HoldersEvent["problem"], string>> = {
  stranger: "a stranger",
  "two-readers": "two readers",
  "two-writers": "two writers",
  "two-listeners": "two listeners",
  "two-incarnations": "two live incarnations",
  nobody: "nobody",
};

function doubledText({ resource, problem, holders }: HoldersEvent): string {
  const who = holders.map(({ role, pid, command }) => `${role ?? "stranger"} pid ${pid} (${command})`);
  return `${resource} had ${named[problem]}: ${who.join(", ")}`;
}

function startedTwice(states: readonly RoleEvent[]): Extract<Event, { type: "role" }> | null {
  const alive = new Map<string, Set<number>>();
  for (const event of states) {
    const living = alive.get(event.role) ?? new Set();
    alive.set(event.role, living);
    if (event.state === "exited" || event.state === "spawn-failed") living.delete(event.incarnation);
    if (event.state !== "spawned") continue;
    if (living.size > 0) return event;
    living.add(event.incarnation);
  }
  return null;
}
