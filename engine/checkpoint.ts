/** The checkpoint: where the engine stands, written beside the ledger and replaced by a rename. */
import fs from "node:fs";
import path from "node:path";
import type { Book, SessionStart } from "./book.js";
import { exitCodes, FatalError } from "./exit.js";
import { failpoint, failpointIsDue } from "./failpoint.js";
import { ledgerFormat } from "./ledger.js";
import { strategyVersion } from "./strategy/strategy.js";

/**
 * The ledger is the truth; a checkpoint says how much of it was whole, and from where a restart must fold it again.
 */
export interface Checkpoint {
  format: number;
  strategy: string;
  /** The seq of the next symbol bar. */
  next: number;
  bars: number;
  /** Length of the ledger when this was written, in bytes, and the digest of its last bar. */
  ledgerBytes: number;
  digest: string;
  session: SessionStart;
}

const fileName = "engine.checkpoint.json";

export interface CheckpointFile {
  write(book: Book): void;
}

/** @throws FatalError 73 when the folder cannot be made */
export function openCheckpointFile(folder: string, fsync: boolean): CheckpointFile {
  const file = path.join(folder, fileName);
  const temporary = `${file}.tmp`;
  try {
    fs.mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw cannotWrite(folder, error);
  }
  return {
    write(book) {
      try {
        writeWhole(temporary, checkpointText(book), fsync);
        failpoint("checkpoint.before-rename");
        fs.renameSync(temporary, file);
        if (fsync) syncFolder(folder);
        failpoint("checkpoint.after-rename");
      } catch (error) {
        throw cannotWrite(file, error);
      }
    },
  };
}

/** The last checkpoint; undefined when there is none that this engine can use, which costs a longer fold and nothing else. */
export function readCheckpoint(folder: string): Checkpoint | undefined {
  try {
    const value = JSON.parse(fs.readFileSync(path.join(folder, fileName), "utf8")) as Checkpoint;
    return value.format === ledgerFormat && value.strategy === strategyVersion ? value : undefined;
  } catch {
    return undefined;
  }
}

function checkpointText(book: Book): string {
  const { state, ledgerBytes, digest, session } = book;
  const checkpoint: Checkpoint = {
    format: ledgerFormat,
    strategy: strategyVersion,
    next: state.symbolBars,
    bars: state.bars,
    ledgerBytes,
    digest,
    session,
  };
  return `${JSON.stringify(checkpoint)}\n`;
}

function writeWhole(file: string, text: string, fsync: boolean): void {
  const descriptor = fs.openSync(file, "w", 0o600);
  try {
    if (failpointIsDue("checkpoint.mid-write")) fs.writeSync(descriptor, text.slice(0, text.length / 2), 0);
    failpoint("checkpoint.mid-write");
    fs.writeSync(descriptor, text, 0);
    if (fsync) fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}

function syncFolder(folder: string): void {
  const descriptor = fs.openSync(folder, "r");
  try {
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}

function cannotWrite(file: string, cause: unknown): FatalError {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
  return new FatalError(exitCodes.cannotWrite, `cannot write the checkpoint ${file} (${code})`, { cause });
}
