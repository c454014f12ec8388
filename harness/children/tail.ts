/** Follows a log file: hands out the lines that were appended since the last look. */
import fs from "node:fs";
import { stripVTControlCharacters } from "node:util";

export interface TailRead {
  /** Complete lines without their ends, colours and invalid bytes (those become U+FFFD). */
  lines: string[];
  /** The file is shorter than what was already read: somebody truncated it, and lines are lost. */
  shrank: boolean;
  /** Bytes read by this call. */
  bytes: number;
  /** More bytes are there: the limit of one call was reached. */
  more: boolean;
}

export interface Tail {
  file: string;
  read(): TailRead;
  /**
   * Leaves out what was not read yet but for that many bytes at the end, from the beginning of a line on. Returns how
   * many bytes were left out.
   */
  skipTo(lastBytes: number): number;
  /** The last line when it lacks its end (of a program that was killed in it), and forgets it; else null. */
  rest(): string | null;
  /** Whether its name still leads to the file that is read; also while there is no file of that name. */
  isCurrent(): boolean;
  close(): void;
}

/** One read of the file, bytes. */
const chunkBytes = 64 * 1024;
/** Most bytes taken by one call, so that a program that floods its log cannot starve the rest of the harness. */
export const readBytesMax = 1024 * 1024;
/** A longer line is cut here; it is no line that an observation could mean. */
export const lineBytesMax = 64 * 1024;
/** Stands at the end of a line that was cut. */
export const cutMark = ` [cut: longer than ${lineBytesMax} bytes]`;

/** The file need not exist yet. */
export function openTail(file: string): Tail {
  const lines = lineAssembler();
  const chunk = Buffer.allocUnsafe(chunkBytes);
  let descriptor: number | null = null;
  let position = 0;

  const read = (): TailRead => {
    descriptor ??= openIfThere(file);
    if (descriptor === null) return { lines: [], shrank: position > 0, bytes: 0, more: false };
    const size = fs.fstatSync(descriptor).size;
    const shrank = size < position;
    if (shrank) {
      position = 0;
      lines.reset();
    }
    const found: string[] = [];
    const from = position;
    const end = Math.min(size, from + readBytesMax);
    while (position < end) {
      const count = fs.readSync(descriptor, chunk, 0, Math.min(chunkBytes, end - position), position);
      if (count === 0) break;
      position += count;
      lines.take(chunk.subarray(0, count), found);
    }
    return { lines: found, shrank, bytes: position - from, more: position < size };
  };
  const skipTo = (lastBytes: number): number => {
    descriptor ??= openIfThere(file);
    const size = descriptor === null ? 0 : fs.fstatSync(descriptor).size;
    if (descriptor === null || size - position <= lastBytes) return 0;
    const from = position;
    position = size - lastBytes;
    const count = fs.readSync(descriptor, chunk, 0, Math.min(chunkBytes, lastBytes), position);
    position += chunk.subarray(0, count).indexOf(10) + 1;
    lines.reset();
    return position - from;
  };
  const close = (): void => {
    if (descriptor !== null) fs.closeSync(descriptor);
    descriptor = null;
  };
  const isCurrent = (): boolean => {
    const named = fs.statSync(file, { throwIfNoEntry: false });
    if (descriptor === null || named === undefined) return true;
    const read = fs.fstatSync(descriptor);
    return named.ino === read.ino && named.dev === read.dev;
  };
  return { file, read, skipTo, rest: () => lines.rest(), isCurrent, close };
}

function openIfThere(file: string): number | null {
  try {
    return fs.openSync(file, "r");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

/** Joins chunks to lines; cutting at the byte 0x0A is safe in UTF-8. */
function lineAssembler(): {
  take(chunk: Buffer, found: string[]): void;
  rest(): string | null;
  reset(): void;
} {
  let partial: Buffer[] = [];
  let partialBytes = 0;

  const keep = (piece: Buffer): void => {
    const room = lineBytesMax - Math.min(partialBytes, lineBytesMax);
    // Copied, because the chunk is used again for the next read.
    if (room > 0 && piece.length > 0) partial.push(Buffer.from(piece.subarray(0, room)));
    partialBytes += piece.length;
  };
  const finish = (): string => {
    const text = cleanLine(Buffer.concat(partial));
    const line = partialBytes > lineBytesMax ? `${text}${cutMark}` : text;
    partial = [];
    partialBytes = 0;
    return line;
  };
  const lineOf = (piece: Buffer): string => {
    // Nearly every line lies in one chunk: no need to copy it.
    if (partialBytes === 0 && piece.length <= lineBytesMax) return cleanLine(piece);
    keep(piece);
    return finish();
  };
  return {
    take: (chunk, found) => {
      let start = 0;
      for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
        found.push(lineOf(chunk.subarray(start, end)));
        start = end + 1;
      }
      keep(chunk.subarray(start));
    },
    rest: () => (partialBytes === 0 ? null : finish()),
    reset: () => {
      partial = [];
      partialBytes = 0;
    },
  };
}

/** A line as the observations see it: without CR, colours and invalid bytes. */
export function cleanLine(bytes: Buffer): string {
  const text = bytes.toString("utf8");
  const line = text.endsWith("\r") ? text.slice(0, -1) : text;
  return line.includes("\u001b") || line.includes("\u009b") ? stripVTControlCharacters(line) : line;
}
