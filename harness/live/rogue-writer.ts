/** A rogue writer of a FIFO: lines that are no bars among those of the true writer. */
import fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { drawFrom } from "../draw.js";
import { type Garbage, garbageLike } from "../wire/garbage.js";
import type { Sent } from "../wire/wire.js";

/** The kernel takes at most so many bytes in one piece, and no other writer's come between (PIPE_BUF, pipe(7)). */
const pieceBytes = 4096;
/** Pause before a full FIFO is tried again, milliseconds. */
const retryMs = 2;
/** What a half line is half of: whoever reads does not know it from a real one. */
const likeness = Buffer.from(
  '{"symbol":"TQQQ","timestamp_ms":1761330540000,"open":1,"high":1,"low":1,"close":1,"volume":1}',
);

/**
 * Without a newline at its end a `half` line is glued to the next real one, as after a writer that died.
 * @throws Error where nobody reads, or the FIFO stays full for the limit
 */
export async function soilFifo(path: string, what: Garbage, count: number, limitMs: number): Promise<Sent> {
  const draw = drawFrom(path);
  const fd = openToWrite(path);
  try {
    let bytes = 0;
    for (let sent = 0; sent < count; sent += 1) {
      const [body = Buffer.alloc(0)] = garbageLike([likeness], what, draw);
      const line = what === "half" ? body : Buffer.concat([body, Buffer.from("\n")]);
      await writeAll(fd, line, limitMs);
      bytes += line.length;
    }
    return { bytes, messages: count, connections: 1 };
  } finally {
    fs.closeSync(fd);
  }
}

function openToWrite(path: string): number {
  try {
    return fs.openSync(path, fs.constants.O_WRONLY | fs.constants.O_NONBLOCK);
  } catch (error) {
    throw new Error(`nobody reads ${path}, so that nothing can be written to it`, { cause: error });
  }
}

async function writeAll(fd: number, line: Buffer, limitMs: number): Promise<void> {
  const untilMs = performance.now() + limitMs;
  let at = 0;
  while (at < line.length) {
    const wrote = writeSome(fd, line.subarray(at, at + pieceBytes));
    at += wrote;
    if (wrote > 0) continue;
    if (performance.now() > untilMs) throw new Error(`the FIFO stayed full for ${limitMs} ms`);
    await sleep(retryMs);
  }
}

/** 0 where it is full. */
function writeSome(fd: number, piece: Buffer): number {
  try {
    return fs.writeSync(fd, piece);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EAGAIN") return 0;
    throw error;
  }
}
