/** What a rogue publisher sends: messages that look like the real ones from outside. Pure. */
import type { Draw } from "../draw.js";
import type { Message } from "./follower.js";

export type Garbage = "malformed" | "huge" | "binary" | "half" | "foreign";

/** Text of a `huge` message, in bytes. */
export const hugeBytes = 1024 * 1024;
/** Random bytes of a `binary` message, between its marks. */
const binaryBytes = 256;
/** A topic is short: what has no space in so many bytes has none. */
const prefixBytesMax = 256;

const hugeText = Buffer.alloc(hugeBytes, "x");
const space = 0x20;
const newline = 0x0a;
/** With these begins JSON, in which a space ends no topic. */
const jsonStarts = [0x22, 0x5b, 0x7b];

/** The frames before the last are those of the model: they say to whom it goes, and then the last is all body. */
export function garbageLike(model: Message, what: Garbage, draw: Draw): Message {
  const last = model.at(-1) ?? Buffer.alloc(0);
  const prefix = model.length > 1 ? Buffer.alloc(0) : prefixOf(last);
  return [...model.slice(0, -1), Buffer.concat([prefix, bodyOf(what, last.subarray(prefix.length), draw)])];
}

/** The topic and the space behind it; nothing when the message begins with its body. */
export function prefixOf(frame: Buffer): Buffer {
  const start = frame.subarray(0, prefixBytesMax);
  const end = start.indexOf(space);
  const prefix = start.subarray(0, end + 1);
  return prefix.some((byte) => jsonStarts.includes(byte)) ? Buffer.alloc(0) : prefix;
}

function bodyOf(what: Garbage, real: Buffer, draw: Draw): Buffer {
  switch (what) {
    case "malformed":
      return Buffer.from(`{"symbol":"${draw.below(1_000)}","open":,"high":]}`);
    case "huge":
      return hugeText;
    case "binary":
      return binaryBody(draw);
    case "half":
      return real.subarray(0, Math.floor(real.length / 2));
    case "foreign":
      return Buffer.from(JSON.stringify({ station: draw.below(1_000), weather: ["rain", null], wind: {} }));
    default:
      return what satisfies never;
  }
}

/** NULs and bytes that no UTF-8 has, whatever is drawn between; no newline, which would make two lines of it. */
function binaryBody(draw: Draw): Buffer {
  const drawn = Array.from({ length: binaryBytes }, () => draw.below(256));
  return Buffer.from([0x00, 0xff, 0xfe, ...drawn.map((byte) => (byte === newline ? 0 : byte)), 0xc3, 0x00]);
}
