/** Lines on stdout and stderr that are out when the call returns, whatever the descriptor is. */
import fs from "node:fs";

/** Pause between two attempts on a descriptor that is not ready, in milliseconds. */
const retryMs = 1;
const sleeper = new Int32Array(new SharedArrayBuffer(4));

/** Writes one line to stdout at once: also when stdout is a file or a pipe, and before a crash that follows. */
export function printLine(line: string): void {
  writeAll(1, `${line}\n`);
}

/** The same for stderr. */
export function warnLine(line: string): void {
  writeAll(2, `${line}\n`);
}

/** A pipe that somebody made non-blocking answers EAGAIN when full: wait as a blocking one would. */
function writeAll(fd: number, text: string): void {
  let bytes = Buffer.from(text);
  while (bytes.length > 0) {
    try {
      bytes = bytes.subarray(fs.writeSync(fd, bytes));
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      if (code !== "EAGAIN") return; // EPIPE and the like: nobody listens any more, which is no reason to stop
      Atomics.wait(sleeper, 0, 0, retryMs);
    }
  }
}
