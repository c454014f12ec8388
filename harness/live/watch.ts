/** Reads the logs of all live incarnations on a tick, and turns lines into events: ready, seen, trouble. */

import type { Tail } from "../children/tail.js";
import type { History } from "../history.js";
import { drainBytesMax, tickMs } from "../limits.js";
import type { Plan } from "../planning/plan.js";
import { type InBars, inBars } from "../probes/in-bars.js";
import { type LineProbe, lineProbe } from "../probes/line.js";
import type { ObservationName, System } from "../system.js";
import type { Crew } from "./crew.js";
import { becomeReady, type Incarnation, remember } from "./incarnation.js";
import { type LogTimes, logTimes } from "./log-times.js";

export interface Watch {
  /** Reads all that is new, now. */
  tick(): void;
  /** Reads all that one incarnation wrote, its unterminated last line included. */
  drain(incarnation: Incarnation): void;
  stop(): void;
  /** When each piece of each log was read, for those who read the logs later. */
  readonly times: LogTimes;
}

interface NamedProbe {
  what: ObservationName;
  probe: LineProbe;
  /** Absent where what is read is no count of bars. */
  convert: InBars | undefined;
}

interface NewLines {
  incarnation: Incarnation;
  lines: readonly string[];
}

/** Longest line that an event keeps, in characters: 200,000 events of it must not fill the disk. */
const lineChars = 1_000;

function shortLine(line: string): string {
  return line.length > lineChars ? `${line.slice(0, lineChars)}...` : line;
}

/** Between one tick and the next at the most a quarter of a bar, and never less than the shortest tick. */
export function tickOf(speedMs: number): number {
  return Math.min(10, Math.max(tickMs, Math.floor(speedMs / 4)));
}

function probesOf({ observe }: System, plan: Plan): NamedProbe[] {
  const everyBars = observe.snapshot?.kind === "line" ? (observe.snapshot.everyBars ?? 1) : 1;
  return Object.entries(observe).flatMap(([name, observation]) => {
    if (observation?.kind !== "line") return [];
    const what = name as ObservationName;
    const isCount = what === "published" || what === "taken";
    const convert = isCount ? inBars(observation, plan, everyBars) : undefined;
    return [{ what, probe: lineProbe(observation), convert }];
  });
}

/**
 * The role that publishes is read last and recorded first. A bar that is seen taken was published before it was read, so
 * its line is already there when the publisher's log is read: an effect is never recorded before its cause.
 */
function readingOrder(crew: Crew, sourceRole: string): Incarnation[] {
  const rank = ({ role }: Incarnation): number => (role.name === sourceRole ? 1 : 0);
  return crew.incarnations.filter(({ exit }) => exit === null).sort((a, b) => rank(a) - rank(b));
}

export function startWatch(plan: Plan, system: System, crew: () => Crew, history: History): Watch {
  const probes = probesOf(system, plan);
  const readyPatterns = new Map(
    system.roles.flatMap(({ name, ready }) =>
      ready.kind === "line" ? [[name, new RegExp(ready.line, "u")] as const] : [],
    ),
  );

  const times = logTimes();

  function take(incarnation: Incarnation, line: string, atMs: number): void {
    remember(incarnation, line);
    const { role, number } = incarnation;
    if (readyPatterns.get(role.name)?.test(line) === true) {
      becomeReady(incarnation, history, atMs, shortLine(line));
    }
    for (const { what, probe, convert } of probes) {
      const sight = probe(role.name, line);
      if (sight === null) continue;
      const value = sight.value === null || convert === undefined ? sight.value : convert(sight.value);
      const { fields } = sight;
      const body = { what, role: role.name, incarnation: number, value, fields, line: shortLine(line) };
      history.append({ type: "seen", ...body }, atMs);
    }
  }

  function noteRead({ ownLog }: Incarnation, { file }: Tail, bytes: number): void {
    times.note(file === ownLog?.file ? ownLog.keptAs : file, history.now(), bytes);
  }

  function readNew(incarnation: Incarnation): NewLines {
    const { logs, role, number } = incarnation;
    const lines: string[] = [];
    for (const log of logs) {
      const news = log.read();
      noteRead(incarnation, log, news.bytes);
      lines.push(...news.lines);
      if (news.shrank) {
        const reason = `the log of ${role.name}.${number} became shorter while it was read`;
        history.append({ type: "harness", problem: "log-shrank", reason });
      }
    }
    return { incarnation, lines };
  }

  function tick(): void {
    const news = readingOrder(crew(), plan.sourceRole).map(readNew).reverse();
    const atMs = history.now();
    for (const { incarnation, lines } of news) for (const line of lines) take(incarnation, line, atMs);
  }

  /** A program that wrote faster than its log could be read leaves more behind than there is time for. */
  function skipFlood(incarnation: Incarnation): void {
    const { logs, role, number } = incarnation;
    for (const log of logs) {
      const bytes = log.skipTo(drainBytesMax);
      noteRead(incarnation, log, bytes);
      if (bytes === 0) continue;
      const reason = `${role.name}.${number} wrote faster than its log could be read: ${bytes} bytes were not looked at`;
      history.append({ type: "harness", problem: "log-unreadable", reason });
    }
  }

  function drain(incarnation: Incarnation): void {
    tick();
    skipFlood(incarnation);
    for (;;) {
      const { lines } = readNew(incarnation);
      if (lines.length === 0) break;
      for (const line of lines) take(incarnation, line, history.now());
    }
    for (const log of incarnation.logs) {
      const rest = log.rest();
      if (rest !== null && rest !== "") take(incarnation, rest, history.now());
    }
  }

  const timer = setInterval(tick, tickOf(plan.speedMs));
  return { tick, drain, stop: () => clearInterval(timer), times };
}
