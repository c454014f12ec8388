/** A stream of lines, or one of which nothing is known: a message is a line. Pure. */
import type { Message, Reader } from "./follower.js";
import { recordedMessageBytesMax } from "./limits.js";

const newline = 0x0a;

export function followLines(record: (message: Message) => void): Reader {
  let parts: Buffer[] = [];
  let lineBytes = 0;
  let between = true;
  let any = false;

  function take(part: Buffer): void {
    lineBytes += part.length;
    if (lineBytes <= recordedMessageBytesMax) parts.push(Buffer.from(part));
    else parts = [];
  }

  function endLine(): void {
    if (lineBytes <= recordedMessageBytesMax) record([Buffer.concat(parts)]);
    parts = [];
    lineBytes = 0;
  }

  return {
    follow: (bytes) => {
      if (bytes.length === 0) return null;
      any = true;
      let from = 0;
      let first: number | null = null;
      for (let at = bytes.indexOf(newline); at !== -1; at = bytes.indexOf(newline, from)) {
        take(bytes.subarray(from, at));
        endLine();
        from = at + 1;
        first ??= from;
      }
      if (from < bytes.length) take(bytes.subarray(from));
      between = from === bytes.length;
      return first;
    },
    between: () => between,
    ready: () => any,
    encode: (message) => Buffer.concat([...message, Buffer.from("\n")]),
    uncertain: true,
  };
}
