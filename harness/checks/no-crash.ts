/** Check `no-crash`: no role ended, failed to start or failed to become ready without being asked to. */

import type { Event, RoleEvent } from "../event.js";
import { firstStranger, neverStarted, strangerText } from "../evidence/absence.js";
import { countAt, publishedCurve, roleEvents } from "../evidence/progress.js";
import { type Check, type Finding, finding } from "../finding.js";

/** A line that probably says why a program ended. */
const telling = /error|panic|traceback|exception|fatal|usage|cannot|refused|denied|in use|not found/i;
/** Longest piece of a log line in a reason, in characters: it must fit one sentence. */
const lineLimit = 160;

export const noCrash: Check = {
  summary: "no role exits unasked (with any code), fails to start or to become ready",
  applies: () => true,
  judge: ({ history }) => {
    const states = roleEvents(history);
    if (!states.some(({ state }) => state === "spawned" || state === "spawn-failed")) {
      return finding("no-crash", "inconclusive", neverStarted(history));
    }
    const crashes = crashesIn(states);
    const [first] = crashes;
    if (first === undefined) {
      const starts = states.filter(({ state }) => state === "spawned").length;
      return finding("no-crash", "pass", `none of ${starts} incarnations ended unasked`);
    }
    return crashFinding(first, crashes, history);
  },
};

/** One event an incarnation: of a role that died before it was ready, the exit says more than the wait. */
function crashesIn(states: readonly RoleEvent[]): RoleEvent[] {
  const bad = states.filter(
    ({ state, asked }) =>
      state === "spawn-failed" || state === "not-ready" || (state === "exited" && asked !== true),
  );
  const sameAs = (a: RoleEvent, b: RoleEvent) => a.role === b.role && a.incarnation === b.incarnation;
  return bad.filter(
    (event) =>
      event.state !== "not-ready" ||
      !bad.some((other) => other.state !== "not-ready" && sameAs(event, other)),
  );
}

function crashFinding(first: RoleEvent, crashes: readonly RoleEvent[], history: readonly Event[]): Finding {
  const evidence = crashes.map(({ n }) => n);
  const more = crashes.length > 1 ? ` (and ${crashes.length - 1} more)` : "";
  const text = `${crashText(first, history)}${more}`;
  const stranger = firstStranger(history);
  if (stranger !== undefined && crashes.every((crash) => !wasReady(crash, history))) {
    const reason = `${text}; but ${strangerText(stranger)}: end that process and run again`;
    return finding("no-crash", "inconclusive", reason, [...evidence, stranger.n]);
  }
  return finding("no-crash", "fail", text, evidence);
}

function crashText(event: RoleEvent, history: readonly Event[]): string {
  const who = `${event.role}.${event.incarnation}`;
  const said = essence(event.lastLines ?? []);
  const quote = said === null ? "" : `; it said: "${said}"`;
  const because = event.reason === undefined ? "" : ` (${event.reason})`;
  if (event.state === "spawn-failed") return `${who} could not be started${because}${quote}`;
  if (event.state === "not-ready") return `${who} did not become ready in time${because}${quote}`;
  const how = event.signal ? `on ${event.signal}` : `with code ${event.code ?? "unknown"}`;
  const bar = countAt(publishedCurve(history), event.n);
  const where = wasReady(event, history) ? `when bar ${bar} was published` : "before it was ready";
  return `${who} exited unasked ${how} ${where}${because}${quote}`;
}

function wasReady({ role, incarnation, n }: RoleEvent, history: readonly Event[]): boolean {
  return roleEvents(history, role).some(
    (other) => other.incarnation === incarnation && other.state === "ready" && other.n < n,
  );
}

/** The line that probably tells the cause: the last that looks like an error, else the last that is not empty. */
function essence(lines: readonly string[]): string | null {
  const filled = lines.map((line) => line.trim()).filter((line) => line !== "");
  const line = filled.findLast((text) => telling.test(text)) ?? filled.at(-1);
  if (line === undefined) return null;
  return line.length > lineLimit ? `${line.slice(0, lineLimit)}...` : line;
}
