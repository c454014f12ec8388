/** When the pieces of each log were read, as marks of time and length, so that a log can be read around a moment later. */
import path from "node:path";
import { logTimesMax } from "../limits.js";

/** Up to `toByte` the log was read at `tMs`, milliseconds of the history. */
export type LogMark = readonly [tMs: number, toByte: number];

/** By base name of the log. */
export type LogMarks = Readonly<Record<string, readonly LogMark[]>>;

export interface LogTimes {
  /** @param bytes how many bytes were read at that time; with none nothing is noted */
  note(file: string, tMs: number, bytes: number): void;
  /** What was noted, in the order of time. */
  marks(): LogMarks;
}

/** Name of the file that keeps the marks, beside the logs. */
export const logTimesFile = "times.json";

export function logTimes(): LogTimes {
  const known = new Map<string, LogMark[]>();

  function note(file: string, tMs: number, bytes: number): void {
    if (bytes === 0) return;
    const name = path.basename(file);
    const marks = known.get(name) ?? [];
    known.set(name, marks);
    const last = marks.at(-1);
    const toByte = (last?.[1] ?? 0) + bytes;
    // Past the limit the last mark grows: what comes after it has no time of its own any more.
    if (marks.length < logTimesMax || last === undefined) marks.push([Math.round(tMs), toByte]);
    else marks[marks.length - 1] = [last[0], toByte];
  }

  return { note, marks: () => Object.fromEntries(known) };
}
