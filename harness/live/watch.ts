/** Reads the logs of all live incarnations, and the files beside them, on a tick, and turns lines into events: ready, seen, trouble. */
import type { History } from "../history.js";
import { drainBytesMax, tickMs } from "../limits.js";
import type { Plan } from "../planning/plan.js";
import type { System } from "../system.js";
import type { Crew } from "./crew.js";
import { becomeReady, type Incarnation, remember } from "./incarnation.js";
import { type LogTimes, logTimes } from "./log-times.js";
import { type Readable, readables, type Sources } from "./readable.js";
import { shortLine } from "./short-line.js";

export interface Watch {
  /** Reads all that is new, now. */
  tick(): void;
  /** Reads all that one incarnation wrote, its unterminated last line included. */
  drain(incarnation: Incarnation): void;
  stop(): void;
  /** When each piece of each log was read, for those who read the logs later. */
  readonly times: LogTimes;
}

interface NewLines {
  readable: Readable;
  lines: readonly string[];
}

/** Between one tick and the next at the most a quarter of a bar, and never less than the shortest tick. */
export function tickOf(speedMs: number): number {
  return Math.min(10, Math.max(tickMs, Math.floor(speedMs / 4)));
}

export function startWatch(
  plan: Plan,
  system: System,
  sources: Sources,
  crew: () => Crew,
  history: History,
): Watch {
  const readyPatterns = new Map(
    system.roles.flatMap(({ name, ready }) =>
      ready.kind === "line" ? [[name, new RegExp(ready.line, "u")] as const] : [],
    ),
  );

  const times = logTimes();

  function take({ incarnation, probes, file }: Readable, line: string, atMs: number): void {
    const { role, number } = incarnation;
    if (file === null) {
      remember(incarnation, line);
      if (readyPatterns.get(role.name)?.test(line) === true) {
        becomeReady(incarnation, history, atMs, shortLine(line));
      }
    }
    for (const { what, probe, convert } of probes) {
      const sight = probe(role.name, line);
      if (sight === null) continue;
      const value = sight.value === null || convert === undefined ? sight.value : convert(sight.value);
      const fields = file === null ? sight.fields : { ...sight.fields, by: file.name };
      const body = { what, role: role.name, incarnation: number, value, fields, line: shortLine(line) };
      history.append({ type: "seen", ...body }, atMs);
    }
  }

  function noteRead(
    { incarnation: { ownLog }, file: observed }: Readable,
    file: string,
    bytes: number,
  ): void {
    if (observed === null) times.note(file === ownLog?.file ? ownLog.keptAs : file, history.now(), bytes);
  }

  function readNew(readable: Readable): NewLines {
    const lines: string[] = [];
    for (const tail of readable.tails) {
      const news = tail.read();
      noteRead(readable, tail.file, news.bytes);
      lines.push(...news.lines);
      if (news.shrank) {
        const reason = `${nameOf(readable)} became shorter while it was read`;
        history.append({ type: "harness", problem: "log-shrank", reason });
      }
    }
    return { readable, lines };
  }

  /** What is read in one round has one time; returns whether there was anything. */
  function round(all: readonly Readable[]): boolean {
    const news = all.map(readNew).reverse();
    const atMs = history.now();
    for (const { readable, lines } of news) for (const line of lines) take(readable, line, atMs);
    return news.some(({ lines }) => lines.length > 0);
  }

  const all = (): Readable[] => readables(sources, crew(), plan.sourceRole);
  const tick = (): void => void round(all());

  /** A program that wrote faster than its log could be read leaves more behind than there is time for. */
  function skipFlood(readable: Readable): void {
    const { incarnation, tails, file } = readable;
    for (const tail of tails) {
      const bytes = tail.skipTo(drainBytesMax);
      noteRead(readable, tail.file, bytes);
      if (bytes === 0) continue;
      const what = file === null ? "its log" : `the file ${file.name}`;
      const who = `${incarnation.role.name}.${incarnation.number}`;
      const reason = `${who} wrote faster than ${what} could be read: ${bytes} bytes were not looked at`;
      history.append({ type: "harness", problem: "log-unreadable", reason });
    }
  }

  function drain(incarnation: Incarnation): void {
    tick();
    const own = all().filter((readable) => readable.incarnation === incarnation);
    for (const readable of own) skipFlood(readable);
    while (round(own));
    const atMs = history.now();
    for (const readable of own.reverse()) {
      for (const tail of readable.tails) {
        const rest = tail.rest();
        if (rest !== null && rest !== "") take(readable, rest, atMs);
      }
    }
  }

  const timer = setInterval(tick, tickOf(plan.speedMs));

  function stop(): void {
    clearInterval(timer);
    for (const { tail } of sources.files) tail.close();
  }

  return { tick, drain, stop, times };
}

function nameOf({ incarnation: { role, number }, file }: Readable): string {
  return file === null ? `the log of ${role.name}.${number}` : `the file ${file.name} of ${role.name}`;
}
