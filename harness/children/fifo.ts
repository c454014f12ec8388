/** Makes and removes named FIFOs, and tells who holds which end. */
import fs from "node:fs";
import { execa } from "execa";
import { FaultlineError } from "../errors.js";
import { holders, type Inode, type InodeHolder } from "./proc-fifo.js";
import { hasProgram } from "./programs.js";

export { type Inode, inodeOf } from "./proc-fifo.js";

/**
 * Makes a FIFO that only we can open. One that is there already (at a fixed path) is replaced when nobody holds it:
 * it may have bytes of an earlier run in it only as long as somebody does.
 */
export async function makeFifo(path: string): Promise<void> {
  requireMkfifo(path);
  clearPath(path);
  // Left by a run that was killed while the path was taken away.
  clearPath(awayOf(path));
  const made = await execa("mkfifo", ["-m", "600", path], { reject: false });
  if (!made.failed) return;
  const reason = made.stderr.trim() || made.shortMessage;
  throw new FaultlineError("PREREQUISITE_MISSING", `${path}: the FIFO could not be made: ${reason}`);
}

/** @param what that needs a FIFO, for the message; throws PREREQUISITE_MISSING where none can be made */
export function requireMkfifo(what: string): void {
  if (hasProgram("mkfifo")) return;
  throw new FaultlineError(
    "PREREQUISITE_MISSING",
    `${what}: a named FIFO is needed, and there is no program mkfifo in the PATH. Install coreutils.`,
  );
}

/** Removes a FIFO that an earlier run left; refuses whatever else is there. */
function clearPath(path: string): void {
  const stat = fs.lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return;
  if (!stat.isFIFO()) {
    throw new FaultlineError(
      "PREREQUISITE_MISSING",
      `${path}: a FIFO is to be made here, and there is something else. Move it away, or give another path.`,
    );
  }
  const held = holders(path)?.map(({ pid, command }) => `pid ${pid} (${command})`) ?? [];
  if (held.length > 0) {
    throw new FaultlineError(
      "PREREQUISITE_MISSING",
      `${path}: the FIFO is still held by ${[...new Set(held)].join(", ")}. End it, or give another path.`,
    );
  }
  fs.rmSync(path);
}

/** Where the FIFO of a path waits while the path is to lead nowhere: in the same folder, by a name of ours. */
export function awayOf(path: string): string {
  return `${path}.faultline-away`;
}

/** Removes the FIFO; one that is already gone is fine. */
export function removeFifo(path: string): void {
  fs.rmSync(path, { force: true });
}

/** Who can read from it (O_RDWR counts); null where the kernel does not tell. Looks at all processes or the given ones. */
export function readers(file: string | Inode, pids?: readonly number[]): InodeHolder[] | null {
  return holders(file, pids)?.filter(({ end }) => end !== "write") ?? null;
}

/** Who can write to it (O_RDWR counts); null as above. */
export function writers(file: string | Inode, pids?: readonly number[]): InodeHolder[] | null {
  return holders(file, pids)?.filter(({ end }) => end !== "read") ?? null;
}
