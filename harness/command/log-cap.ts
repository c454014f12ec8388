/** Caps the logs of a scheme run that has ended: of a long one the head and the tail stay, and what is left out is said. */
import fs from "node:fs";
import path from "node:path";
import { logHeadBytes, logTailBytes } from "../limits.js";
import { type LogMark, type LogMarks, logTimesFile } from "../live/log-times.js";
import { readMarks } from "./log-excerpt.js";

/** Copied at once, in bytes. */
const chunkBytes = 1024 * 1024;

/** Caps every file of the folder; the marks of times go with what is left. Nobody writes to the logs any more. */
export function capLogs(logFolder: string): void {
  if (!fs.existsSync(logFolder)) return;
  const timesFile = path.join(logFolder, logTimesFile);
  const marks = readMarks(timesFile);
  const capped: Record<string, readonly LogMark[]> = { ...marks };
  let changed = false;
  for (const name of fs.readdirSync(logFolder)) {
    if (!name.endsWith(".log")) continue;
    const gap = capLog(path.join(logFolder, name));
    if (gap === null) continue;
    changed = true;
    capped[name] = moved(marks[name] ?? [], gap);
  }
  if (changed) fs.writeFileSync(timesFile, JSON.stringify(capped satisfies LogMarks), { mode: 0o600 });
}

/** What was left out of a log: from the one place to the other, and how many bytes of a note stand there instead. */
interface Gap {
  from: number;
  to: number;
  noteBytes: number;
}

/** Null where the log is short enough. Cuts at the ends of lines, where there are any. */
function capLog(file: string): Gap | null {
  const { size } = fs.statSync(file);
  if (size <= logHeadBytes + logTailBytes) return null;
  const source = fs.openSync(file, "r");
  const draft = `${file}.part`;
  const target = fs.openSync(draft, "w", 0o600);
  try {
    const from = lineEndAfter(source, logHeadBytes, size);
    const to = lineEndAfter(source, size - logTailBytes, size);
    const note = `[faultline: ${to - from} bytes of this log were left out here]\n`;
    copy(source, target, 0, from);
    fs.writeSync(target, note);
    copy(source, target, to, size);
    fs.renameSync(draft, file);
    return { from, to, noteBytes: Buffer.byteLength(note) };
  } finally {
    fs.closeSync(source);
    fs.closeSync(target);
  }
}

/** The place after the next newline; the place itself where none comes within a chunk. */
function lineEndAfter(descriptor: number, place: number, size: number): number {
  const chunk = Buffer.alloc(Math.min(chunkBytes, size - place));
  const count = fs.readSync(descriptor, chunk, 0, chunk.length, place);
  const end = chunk.subarray(0, count).indexOf(10);
  return end === -1 ? place : place + end + 1;
}

function copy(source: number, target: number, from: number, to: number): void {
  const chunk = Buffer.alloc(chunkBytes);
  for (let place = from; place < to; ) {
    const count = fs.readSync(source, chunk, 0, Math.min(chunkBytes, to - place), place);
    if (count === 0) return;
    fs.writeSync(target, chunk, 0, count);
    place += count;
  }
}

/** Marks within the gap are gone; those behind it move to where their bytes are now. */
function moved(marks: readonly LogMark[], { from, to, noteBytes }: Gap): LogMark[] {
  const shift = to - from - noteBytes;
  return marks.flatMap(([tMs, toByte]): LogMark[] => {
    if (toByte <= from) return [[tMs, toByte]];
    return toByte <= to ? [] : [[tMs, toByte - shift]];
  });
}
