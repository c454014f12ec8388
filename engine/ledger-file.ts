/** The ledger on disk: appended one bar at a time, repaired and folded again when an engine starts on it. */
import fs from "node:fs";
import type { Book } from "./book.js";
import type { Checkpoint } from "./checkpoint.js";
import { exitCodes, FatalError } from "./exit.js";
import { failpoint, failpointIsDue } from "./failpoint.js";
import { headerLine } from "./ledger.js";
import { type ByteSource, resume } from "./ledger-resume.js";

export interface LedgerFile {
  /** Appends one bar's lines in one write; they are the kernel's when it returns. */
  append(text: string, hasOrders: boolean): void;
  /** Everything that the ledger held when it was opened. */
  readonly book: Book;
  /** Bytes of a half-written end that were cut off; 0 when the ledger was whole. */
  readonly repairedBytes: number;
}

/**
 * Opens or makes a ledger. What is there is folded again, from the checkpoint's anchor on when there is one, and must
 * come out byte for byte; a torn end is cut off.
 * @throws FatalError 65 when it is not a ledger of this strategy, 73 when it cannot be written
 */
export function openLedgerFile(file: string, checkpoint: Checkpoint | undefined, fsync: boolean): LedgerFile {
  const descriptor = openForUpdate(file);
  const found = byteSource(file, descriptor);
  const { book, wholeBytes } = resume(file, found, checkpoint);
  if (wholeBytes < found.size) fs.ftruncateSync(descriptor, wholeBytes);
  failpoint("ledger.truncated");
  let size = wholeBytes;
  const write = (text: string) => {
    size = writeAt(file, descriptor, text, size);
  };
  if (wholeBytes === 0) write(headerLine);
  return {
    book,
    repairedBytes: found.size - wholeBytes,
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

function openForUpdate(file: string): number {
  try {
    return fs.openSync(file, fs.constants.O_RDWR | fs.constants.O_CREAT, 0o600);
  } catch (error) {
    throw cannotWrite(file, error);
  }
}

function byteSource(file: string, descriptor: number): ByteSource {
  const stat = fs.fstatSync(descriptor);
  if (!stat.isFile()) throw new FatalError(exitCodes.cannotWrite, `the ledger ${file} is not a regular file`);
  return {
    size: stat.size,
    read(offset, length) {
      const bytes = Buffer.allocUnsafe(Math.min(length, Math.max(0, stat.size - offset)));
      let size = 0;
      while (size < bytes.length) {
        const read = fs.readSync(descriptor, bytes, size, bytes.length - size, offset + size);
        if (read === 0) break;
        size += read;
      }
      return bytes.subarray(0, size);
    },
  };
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

function cannotWrite(file: string, cause: unknown): FatalError {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
  return new FatalError(exitCodes.cannotWrite, `cannot write the ledger ${file} (${code})`, { cause });
}
