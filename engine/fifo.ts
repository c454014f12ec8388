/** Opening FIFOs without ever blocking: a blocking open would occupy one of four threads until a peer comes. */
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { exitCodes, FatalError } from "./exit.js";

/** Capacity of a FIFO in bytes (Linux default, pipe(7)): about 320 symbol bars, 27 bars of 12. */
export const fifoCapacityBytes = 65_536;
/** Writes up to this many bytes are all or nothing (PIPE_BUF on Linux, pipe(7)). */
export const atomicBytes = 4096;
/** How often a path is looked at, in milliseconds: a recreated FIFO and a gone reader are noticed within this. */
export const watchMs = 50;

/** Tells one FIFO from another that was made anew at the same path; undefined when there is none. */
export function fifoIdentity(path: string): string | undefined {
  const stat = fs.statSync(path, { throwIfNoEntry: false });
  return stat?.isFIFO() ? `${stat.dev}:${stat.ino}` : undefined;
}

/** The same for an open descriptor. */
export function openIdentity(fd: number): string {
  const stat = fs.fstatSync(fd);
  return `${stat.dev}:${stat.ino}`;
}

/** @throws FatalError 69 with the command to type, when there is no FIFO at the path */
export function requireFifo(path: string): void {
  const stat = fs.statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) {
    throw new FatalError(exitCodes.unavailable, `there is no FIFO at ${path}; make one with: mkfifo ${path}`);
  }
  if (!stat.isFIFO()) {
    throw new FatalError(
      exitCodes.unavailable,
      `${path} is not a FIFO; remove it and make one with: rm ${path} && mkfifo ${path}`,
    );
  }
}

/** Makes the FIFO unless there is one; two processes may do this at the same time. @throws FatalError 69 */
export function makeFifo(path: string): void {
  if (fifoIdentity(path) !== undefined) return;
  const made = spawnSync("mkfifo", ["-m", "600", path], { encoding: "utf8" });
  if (fifoIdentity(path) !== undefined) return;
  const reason = made.error?.message ?? made.stderr.trim();
  throw new FatalError(exitCodes.unavailable, `cannot make the FIFO ${path}: ${reason}`);
}

/** Opens for writing; undefined when nobody has it open for reading (ENXIO) or it does not exist. */
export function openForWriting(path: string): number | undefined {
  try {
    return fs.openSync(path, fs.constants.O_WRONLY | fs.constants.O_NONBLOCK);
  } catch (error) {
    if (hasCode(error, "ENXIO", "ENOENT")) return undefined;
    throw error;
  }
}

/**
 * Opens for reading so that there is never an end of file, whoever writes or leaves; undefined when there is none.
 * Only the consumer may do this: it makes the FIFO readable for as long as it is open.
 */
export function openForReading(path: string): number | undefined {
  try {
    return fs.openSync(path, fs.constants.O_RDWR | fs.constants.O_NONBLOCK);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

/** True when somebody holds the FIFO open for reading. */
export function hasReader(path: string): boolean {
  const fd = openForWriting(path);
  if (fd === undefined) return false;
  fs.closeSync(fd);
  return true;
}

/** `written`, `full` (nothing was written), or `gone` (no reader). Bytes must be at most PIPE_BUF to be atomic. */
export function writeAtomic(fd: number, bytes: Uint8Array): "written" | "full" | "gone" {
  try {
    const count = fs.writeSync(fd, bytes);
    if (count !== bytes.length) throw new Error(`FIFO took ${count} of ${bytes.length} bytes: not atomic`);
    return "written";
  } catch (error) {
    if (hasCode(error, "EAGAIN")) return "full";
    if (hasCode(error, "EPIPE")) return "gone";
    throw error;
  }
}

export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && "code" in error && codes.some((code) => code === error.code);
}
