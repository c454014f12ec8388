/** Cuts what is read from a FIFO into lines, and follows a FIFO that is removed and made anew at its path. */
import net from "node:net";
import { fifoIdentity, openForReading, openIdentity, watchMs } from "./fifo.js";

/** A longer line is garbage and is thrown away while it is read: memory stays bounded whatever is written. */
export const lineBytesMax = 8192;

/** Returns a function that takes chunks and hands over whole lines without their newline. */
export function lineCutter(line: (text: string) => void): (chunk: Buffer) => void {
  let rest = "";
  let overlong = false;
  return (chunk) => {
    // latin1 keeps bytes apart, so that a character cut by a chunk's end is whole again when the line is.
    const parts = (rest + chunk.toString("latin1")).split("\n");
    rest = parts.pop() ?? "";
    for (const part of parts) {
      if (!overlong) line(Buffer.from(part, "latin1").toString("utf8"));
      overlong = false;
    }
    if (rest.length > lineBytesMax) {
      rest = "";
      overlong = true;
    }
  };
}

export interface LineReaderEffects {
  line(text: string): void;
  /** The FIFO was (re)opened after it was made anew; what stood in the old one is gone. */
  reopened(): void;
}

/** Reads lines from the FIFO at `path` until closed. The FIFO must exist at the start; later it may come and go. */
export function readLines(path: string, effects: LineReaderEffects): { close(): void } {
  let socket: net.Socket | undefined;
  let identity: string | undefined;
  const open = (): boolean => {
    const fd = openForReading(path);
    if (fd === undefined) return false;
    identity = openIdentity(fd);
    socket = new net.Socket({ fd, readable: true, writable: false });
    socket.on("data", lineCutter(effects.line));
    socket.on("error", () => socket?.destroy());
    return true;
  };
  open();
  const watch = setInterval(() => {
    const now = fifoIdentity(path);
    if (now === undefined || now === identity) return;
    socket?.destroy();
    if (open()) effects.reopened();
  }, watchMs);
  return {
    close() {
      clearInterval(watch);
      socket?.destroy();
    },
  };
}
