/** What a publisher remembers over its death: its epoch, durable before it binds, and its cursor, after each bar. */
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { wallClockMs } from "./clock.js";
import { exitCodes, FatalError } from "./exit.js";

export interface PublisherState {
  readonly epoch: number;
  /** Bars that are out already. */
  readonly published: number;
  /** Remembers that so many bars are out. */
  advance(published: number): void;
}

/** Digest by which a state folder knows its stream: another file's seqs mean other bars. */
export function streamDigest(resultsFile: string): string {
  return createHash("sha256").update(fs.readFileSync(resultsFile)).digest("hex").slice(0, 16);
}

/**
 * Without a folder nothing is remembered: every start begins at bar 1, and the epoch is the wall clock in ms, which is
 * what rises from start to start when nothing is kept. The epoch is never part of what the ledger is computed from.
 */
export function forgetfulState(): PublisherState {
  return { epoch: wallClockMs(), published: 0, advance: () => undefined };
}

/**
 * Opens (and makes) the state folder and takes the next epoch; when this returns, the epoch is on the disk.
 * @throws FatalError 65 when the folder belongs to another stream or is damaged, 73 when it cannot be written
 */
export function openState(folder: string, stream: string): PublisherState {
  const epochFile = path.join(folder, "publisher.json");
  const cursorFile = path.join(folder, "cursor");
  try {
    fs.mkdirSync(folder, { recursive: true });
    const epoch = readEpoch(epochFile, stream) + 1;
    writeDurably(epochFile, `${JSON.stringify({ stream, epoch })}\n`);
    const fd = fs.openSync(cursorFile, fs.constants.O_RDWR | fs.constants.O_CREAT, 0o600);
    return {
      epoch,
      published: readCursor(fd, cursorFile),
      advance: (published) => writeCursor(fd, published, cursorFile),
    };
  } catch (error) {
    if (error instanceof FatalError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new FatalError(exitCodes.cannotWrite, `cannot use --state ${folder}: ${reason}`, { cause: error });
  }
}

function readEpoch(file: string, stream: string): number {
  if (!fs.existsSync(file)) return 0;
  const text = fs.readFileSync(file, "utf8");
  const match = /^\{"stream":"([0-9a-f]{16})","epoch":(\d{1,15})\}\n$/.exec(text);
  if (match === null) throw damaged(file);
  if (match[1] !== stream) {
    throw new FatalError(
      exitCodes.data,
      `${path.dirname(file)} holds the state of another stream; remove it, or choose another --state`,
    );
  }
  return Number(match[2]);
}

/** Two 32-bit numbers, the count and its complement: eight aligned bytes in one page are never torn by a SIGKILL. */
function readCursor(fd: number, file: string): number {
  const bytes = Buffer.alloc(9);
  const length = fs.readSync(fd, bytes, 0, 9, 0);
  if (length === 0) return 0;
  const published = bytes.readUInt32LE(0);
  if (length !== 8 || (bytes.readUInt32LE(4) ^ published) >>> 0 !== 0xffff_ffff) throw damaged(file);
  return published;
}

function writeCursor(fd: number, published: number, file: string): void {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32LE(published, 0);
  bytes.writeUInt32LE(~published >>> 0, 4);
  try {
    fs.writeSync(fd, bytes, 0, 8, 0);
  } catch (error) {
    throw new FatalError(exitCodes.cannotWrite, `cannot write ${file}: ${error}`, { cause: error });
  }
}

function writeDurably(file: string, text: string): void {
  const temporary = `${file}.tmp`;
  const fd = fs.openSync(temporary, "w", 0o600);
  fs.writeSync(fd, text);
  fs.fsyncSync(fd);
  fs.closeSync(fd);
  fs.renameSync(temporary, file);
  const folder = fs.openSync(path.dirname(file), "r");
  fs.fsyncSync(folder);
  fs.closeSync(folder);
}

function damaged(file: string): FatalError {
  return new FatalError(exitCodes.data, `${file} is damaged; remove the folder to begin at bar 1 again`);
}
