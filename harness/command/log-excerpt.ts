/** Reads the logs of a scheme run around one moment: the lines of every process just before and just after it. */
import fs from "node:fs";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { type LogMark, type LogMarks, logTimesFile } from "../live/log-times.js";
import { logNameOf } from "./run-folder.js";

export interface LogLine {
  /** When it was read, in milliseconds of the history; null where nothing noted that. */
  tMs: number | null;
  role: string;
  incarnation: number;
  stderr: boolean;
  text: string;
}

export interface LogFile {
  role: string;
  incarnation: number;
  stderr: boolean;
  /** Base name. */
  name: string;
  sizeBytes: number;
}

export interface LogExcerpt {
  files: readonly LogFile[];
  /** In the order of time; those without a time first. */
  before: readonly LogLine[];
  after: readonly LogLine[];
}

/** Lines of one role, and of one of its two outputs, before the moment and after it. */
const linesBefore = 6;
const linesAfter = 3;
/** Read before the place of the moment and after it, so that a log of a gigabyte costs nothing. */
const bytesBefore = 16 * 1024;
const bytesAfter = 8 * 1024;

/**
 * @param momentMs null: the last lines of all
 * @param leftOut lines that only measure, and would push out those that tell
 */
export function readExcerpt(
  logFolder: string,
  schemeId: string,
  momentMs: number | null,
  leftOut: ReadonlySet<string> = new Set(),
): LogExcerpt {
  const files = logFiles(logFolder, schemeId);
  const marks = readMarks(path.join(logFolder, logTimesFile));
  const untilMs = momentMs === null ? Number.POSITIVE_INFINITY : Math.round(momentMs);
  const lines = files
    .flatMap((file) => linesAround(path.join(logFolder, file.name), file, marks, untilMs))
    .filter(({ text }) => !leftOut.has(text));
  const isAfter = ({ tMs }: LogLine): boolean => tMs !== null && tMs > untilMs;
  const outputs = new Set(lines.map(outputOf));
  const select = (after: boolean): LogLine[] => {
    const side = lines.filter((line) => isAfter(line) === after);
    return [...outputs].flatMap((output) => {
      const own = side.filter((line) => outputOf(line) === output);
      return after ? own.slice(0, linesAfter) : own.slice(-linesBefore);
    });
  };
  const byTime = (a: LogLine, b: LogLine): number => (a.tMs ?? -1) - (b.tMs ?? -1);
  return { files, before: select(false).sort(byTime), after: select(true).sort(byTime) };
}

/** All incarnations of a role are one output: a moment may lie in the first lines of the second. */
function outputOf({ role, stderr }: LogLine): string {
  return `${role} ${stderr}`;
}

function logFiles(logFolder: string, schemeId: string): LogFile[] {
  if (!fs.existsSync(logFolder)) return [];
  return fs
    .readdirSync(logFolder)
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }))
    .flatMap((name) => {
      const named = logNameOf(name, schemeId);
      if (named === null) return [];
      const { role, incarnation, stream } = named;
      const { size } = fs.statSync(path.join(logFolder, name));
      return [{ role, incarnation, stderr: stream === "err", name, sizeBytes: size }];
    });
}

export function readMarks(file: string): LogMarks {
  try {
    const value: unknown = JSON.parse(fs.readFileSync(file, "utf8"));
    return typeof value === "object" && value !== null ? (value as LogMarks) : {};
  } catch {
    // A harness that was killed left none: the lines have no times then, and the excerpt says so.
    return {};
  }
}

function linesAround(path: string, file: LogFile, all: LogMarks, untilMs: number): LogLine[] {
  const marks = all[file.name] ?? [];
  const place = marks.length === 0 ? file.sizeBytes : (marks.findLast(([tMs]) => tMs <= untilMs)?.[1] ?? 0);
  const from = Math.max(0, place - bytesBefore);
  const buffer = readPiece(path, from, Math.min(file.sizeBytes, place + bytesAfter));
  const { role, incarnation, stderr } = file;
  const lines: LogLine[] = [];
  let mark = 0;
  for (let start = 0; start < buffer.length; ) {
    const end = buffer.indexOf(10, start);
    const stop = end === -1 ? buffer.length : end;
    const text = stripVTControlCharacters(buffer.toString("utf8", start, stop)).trimEnd();
    while (mark < marks.length - 1 && (marks[mark] ?? [0, 0])[1] < from + stop) mark += 1;
    const whole = from === 0 || start > 0;
    if (whole && text !== "") lines.push({ tMs: timeOf(marks[mark]), role, incarnation, stderr, text });
    start = stop + 1;
  }
  return lines;
}

function timeOf(mark: LogMark | undefined): number | null {
  return mark === undefined ? null : mark[0];
}

function readPiece(file: string, from: number, to: number): Buffer {
  const buffer = Buffer.alloc(Math.max(0, to - from));
  const descriptor = fs.openSync(file, "r");
  try {
    return buffer.subarray(0, fs.readSync(descriptor, buffer, 0, buffer.length, from));
  } finally {
    fs.closeSync(descriptor);
  }
}
