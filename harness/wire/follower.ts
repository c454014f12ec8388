/** Follows the bytes of one direction, so that whole messages can be recorded and others set between them. Pure. */
import { followLines } from "./lines.js";
import { followFrames, greetingBytes, mechanismOf, signatureBytes } from "./zmtp.js";

/** A message as its frames; a line is a message of one frame. */
export type Message = readonly Buffer[];

/** Follows a stream whose kind is known. */
export interface Reader {
  /** The first offset in these bytes behind which a message may stand, or null. */
  follow(bytes: Buffer): number | null;
  /** Whether a message may stand behind the last byte. */
  between(): boolean;
  /** Whether the receiver takes messages: it is past the handshake. */
  ready(): boolean;
  encode(message: Message): Buffer;
  /** Whether a place between messages may never come. */
  uncertain: boolean;
}

/** Mechanisms whose messages go in the clear; a message set between encrypted ones would only end the connection. */
const clearMechanisms: readonly string[] = ["NULL", "PLAIN"];
/** Where the greeting says the major version of ZMTP; before 3 it is another protocol. */
const majorAt = 10;
const majorLeast = 3;

/** Waits for enough bytes to tell ZMTP from lines, then reads on as that. */
export function openFollower(record: (message: Message) => void): Reader {
  let reader: Reader | null = null;
  let head = Buffer.alloc(0);
  return {
    follow: (bytes) => {
      if (reader !== null) return reader.follow(bytes);
      const before = head.length;
      head = Buffer.concat([head, bytes]);
      const found = readerFor(head, record);
      if (found === null) return null;
      reader = found.reader;
      const offset = reader.follow(head.subarray(found.from));
      return offset === null ? null : Math.max(0, found.from + offset - before);
    },
    between: () => reader?.between() ?? false,
    ready: () => reader?.ready() ?? false,
    encode: (message) => reader?.encode(message) ?? Buffer.alloc(0),
    get uncertain() {
      return reader?.uncertain ?? false;
    },
  };
}

/** The reader and where its bytes begin, or null while too few have come: never more than a greeting. */
function readerFor(
  head: Buffer,
  record: (message: Message) => void,
): { reader: Reader; from: number } | null {
  if (head[0] !== 0xff) return { reader: followLines(record), from: 0 };
  if (head.length < signatureBytes) return null;
  if (head[signatureBytes - 1] !== 0x7f) return { reader: followLines(record), from: 0 };
  if (head.length <= majorAt) return null;
  if ((head[majorAt] ?? 0) < majorLeast) return { reader: closedReader, from: 0 };
  if (head.length < greetingBytes) return null;
  const clear = clearMechanisms.includes(mechanismOf(head));
  return { reader: clear ? followFrames(record) : closedReader, from: greetingBytes };
}

/** A stream between whose messages nothing can be set. */
const closedReader: Reader = {
  follow: () => null,
  between: () => false,
  ready: () => false,
  encode: () => Buffer.alloc(0),
  uncertain: false,
};
