/** The checkpoint: where the engine stands, written beside the ledger and replaced by a rename. */
import fs from "node:fs";
import path from "node:path";
import { crc32 } from "node:zlib";
import type { Anchor, Book } from "./book.js";
import { exitCodes, FatalError } from "./exit.js";
import { failpoint, failpointIsDue } from "./failpoint.js";
import { ledgerFormat } from "./ledger.js";
import { strategyVersion } from "./strategy/strategy.js";

/** The ledger is the truth; a checkpoint spares a restart most of its fold. */
export interface Checkpoint extends Anchor {
  format: number;
  strategy: string;
  /** The seq of the next symbol bar at the anchor, where none was lost. */
  next: number;
}

const fileName = "engine.checkpoint";

export interface CheckpointFile {
  /** Writes the book's anchor, when it is not the one that was written last. */
  write(book: Book): void;
}

/** @throws FatalError 73 when the folder cannot be made */
export function openCheckpointFile(folder: string, fsync: boolean): CheckpointFile {
  const file = path.join(folder, fileName);
  const temporary = `${file}.tmp`;
  let written: Anchor | undefined;
  try {
    fs.mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw cannotWrite(folder, error);
  }
  return {
    write({ anchor }) {
      if (anchor === written) return;
      written = anchor;
      try {
        writeWhole(temporary, checkpointText(anchor), fsync);
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

/** The last checkpoint; undefined when there is none that can be used, which costs a longer fold and nothing else. */
export function readCheckpoint(folder: string): Checkpoint | undefined {
  let text: string;
  try {
    text = fs.readFileSync(path.join(folder, fileName), "utf8");
  } catch {
    return undefined;
  }
  const json = text.slice(9, -1);
  // A machine that crashes may leave anything behind; what carries its own checksum was written by us.
  if (text !== sealed(json)) return undefined;
  const value = JSON.parse(json) as Checkpoint;
  return value.format === ledgerFormat && value.strategy === strategyVersion ? value : undefined;
}

/** The checksum (CRC-32, 8 hex digits), a blank, the JSON. */
function sealed(json: string): string {
  return `${crc32(json).toString(16).padStart(8, "0")} ${json}\n`;
}

function checkpointText(anchor: Anchor): string {
  const next = anchor.state.symbolBars;
  const checkpoint: Checkpoint = { format: ledgerFormat, strategy: strategyVersion, next, ...anchor };
  return sealed(JSON.stringify(checkpoint));
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
