/** The ledger on disk: appended one bar at a time, repaired and folded again when an engine starts on it. */
import fs from "node:fs";
import { type Book, firstSession, openBook, type SessionStart } from "./book.js";
import type { Checkpoint } from "./checkpoint.js";
import { exitCodes, FatalError } from "./exit.js";
import { failpoint, failpointIsDue } from "./failpoint.js";
import { headerFault, headerLine, isOrderLine, parseBarLine } from "./ledger.js";

export interface LedgerFile {
  /** Appends one bar's lines in one write; they are the kernel's when it returns. */
  append(text: string, hasOrders: boolean): void;
  /** Everything that the ledger held when it was opened. */
  readonly book: Book;
  /** Bytes of a half-written end that were cut off; 0 when the ledger was whole. */
  readonly repairedBytes: number;
}

/** A complete line longer than this is no ledger line: 10,000 symbols need half of it. */
const lineBytesMax = 1024 * 1024;
const newline = 0x0a;

/**
 * Opens or makes a ledger. What is there is folded again, from the last session's start when there is a checkpoint,
 * and must come out byte for byte; a torn end is cut off.
 * @throws FatalError 65 when it is not a ledger of this strategy, 73 when it cannot be written
 */
export function openLedgerFile(file: string, checkpoint: Checkpoint | undefined, fsync: boolean): LedgerFile {
  const descriptor = openForUpdate(file);
  const bytes = readAll(file, descriptor);
  const { book, wholeBytes } = resume(file, bytes, checkpoint);
  if (wholeBytes < bytes.length) fs.ftruncateSync(descriptor, wholeBytes);
  failpoint("ledger.truncated");
  let size = wholeBytes;
  const write = (text: string) => {
    size = writeAt(file, descriptor, text, size);
  };
  if (wholeBytes === 0) write(headerLine);
  return {
    book,
    repairedBytes: bytes.length - wholeBytes,
    append(text, hasOrders) {
      failpoint("ledger.before-line");
      if (hasOrders) failpoint("engine.before-order");
      if (failpointIsDue("ledger.mid-line")) writeAt(file, descriptor, text.slice(0, text.length / 2), size);
      failpoint("ledger.mid-line");
      write(text);
      failpoint("ledger.after-line");
      if (!fsync) return;
      fs.fdatasyncSync(descriptor);
      failpoint("ledger.after-fsync");
    },
  };
}

/** Folds what a ledger holds. `wholeBytes`: its length up to the last whole bar. @throws FatalError 65 */
export function resume(
  file: string,
  bytes: Buffer,
  checkpoint: Checkpoint | undefined,
): { book: Book; wholeBytes: number } {
  const headerEnd = bytes.indexOf(newline);
  if (headerEnd === -1) {
    if (Buffer.from(headerLine).subarray(0, bytes.length).equals(bytes)) {
      return { book: openBook(), wholeBytes: 0 };
    }
    throw refused(file, "it does not begin with a ledger header");
  }
  const wrong = headerFault(bytes.toString("utf8", 0, headerEnd));
  if (wrong !== undefined) throw refused(file, wrong);
  if (checkpoint !== undefined && checkpoint.ledgerBytes <= bytes.length) {
    const fast = fold(bytes, checkpoint.session);
    if (fast.fault === undefined && fast.passed.get(checkpoint.ledgerBytes) === checkpoint.digest) return fast;
  }
  const full = fold(bytes, firstSession());
  if (full.fault !== undefined) throw refused(file, full.fault);
  return full;
}

interface Fold {
  book: Book;
  wholeBytes: number;
  /** The digest at each end of a bar. */
  passed: ReadonlyMap<number, string>;
  fault: string | undefined;
}

/** Takes one bar after the other from `start` on, and compares what the strategy makes of it with what stands there. */
function fold(bytes: Buffer, start: SessionStart): Fold {
  const book = openBook(start);
  const passed = new Map<number, string>([[start.ledgerBytes, start.digest]]);
  let groupStart = start.ledgerBytes;
  let lineStart = groupStart;
  for (;;) {
    const lineEnd = bytes.indexOf(newline, lineStart);
    if (lineEnd === -1) return { book, wholeBytes: groupStart, passed, fault: undefined };
    const line = lineEnd - lineStart > lineBytesMax ? "" : bytes.toString("utf8", lineStart, lineEnd);
    const bar = parseBarLine(line);
    lineStart = lineEnd + 1;
    if (bar === undefined && isOrderLine(line)) continue;
    const after = book.state.bars === 0 ? "its header" : `bar ${book.lastBar?.bar ?? "?"}`;
    if (bar === undefined) return faulty(book, passed, `after ${after} stands a line that is no bar and no order`);
    const expected = Buffer.from(book.take(bar).text);
    if (!expected.equals(bytes.subarray(groupStart, lineStart))) {
      return faulty(book, passed, `its bar ${bar.bar} is not what this strategy makes of the bars before it`);
    }
    groupStart = lineStart;
    passed.set(groupStart, book.digest);
  }
}

function faulty(book: Book, passed: ReadonlyMap<number, string>, fault: string): Fold {
  return { book, wholeBytes: 0, passed, fault };
}

function openForUpdate(file: string): number {
  try {
    return fs.openSync(file, fs.constants.O_RDWR | fs.constants.O_CREAT, 0o600);
  } catch (error) {
    throw cannotWrite(file, error);
  }
}

function readAll(file: string, descriptor: number): Buffer {
  const stat = fs.fstatSync(descriptor);
  if (!stat.isFile()) throw new FatalError(exitCodes.cannotWrite, `the ledger ${file} is not a regular file`);
  const bytes = Buffer.allocUnsafe(stat.size);
  let size = 0;
  while (size < bytes.length) {
    const read = fs.readSync(descriptor, bytes, size, bytes.length - size, size);
    if (read === 0) break;
    size += read;
  }
  return bytes.subarray(0, size);
}

/** Writes all of text at the offset; returns the offset behind it. */
function writeAt(file: string, descriptor: number, text: string, offset: number): number {
  const bytes = Buffer.from(text);
  let written = 0;
  try {
    while (written < bytes.length) {
      written += fs.writeSync(descriptor, bytes, written, bytes.length - written, offset + written);
    }
  } catch (error) {
    throw cannotWrite(file, error);
  }
  return offset + written;
}

function refused(file: string, why: string): FatalError {
  return new FatalError(
    exitCodes.data,
    `the ledger ${file} cannot be continued: ${why}; move it away, or give another --ledger and --state`,
  );
}

function cannotWrite(file: string, cause: unknown): FatalError {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
  return new FatalError(exitCodes.cannotWrite, `cannot write the ledger ${file} (${code})`, { cause });
}
