/** Sets injected messages between those of a stream. Pure. */
import { type Message, openFollower, type Reader } from "./follower.js";
import { type Insertion, type Piece, pieceOf } from "./piece.js";

export interface Splice {
  /** What was read, with what waits for a place set at the first one in it. */
  arrive(bytes: Buffer, nowMs: number): Piece[];
  /** What goes at once: all of it when this is a place between messages, else nothing. */
  insert(pieces: readonly Piece[]): Piece[];
  /** What still waits, wherever this is, in a stream that may never show a place; else nothing. */
  force(): Piece[];
  withdraw(insertion: Insertion): Piece[];
  ready(): boolean;
  encode(message: Message): Buffer;
}

export function openSplice(record: (message: Message) => void): Splice {
  const reader: Reader = openFollower(record);
  let waiting: Piece[] = [];
  const all = (): Piece[] => waiting.splice(0);
  return {
    arrive: (bytes, nowMs) => {
      const place = reader.follow(bytes);
      if (place === null || waiting.length === 0) return [pieceOf(bytes, nowMs)];
      return [bytes.subarray(0, place), ...all(), bytes.subarray(place)]
        .map((part) => (Buffer.isBuffer(part) ? pieceOf(part, nowMs) : part))
        .filter((piece) => piece.bytes.length > 0);
    },
    insert: (pieces) => {
      waiting.push(...pieces);
      return reader.between() ? all() : [];
    },
    force: () => (reader.uncertain ? all() : []),
    withdraw: (insertion) => {
      const gone = waiting.filter((piece) => piece.insertion === insertion);
      waiting = waiting.filter((piece) => piece.insertion !== insertion);
      return gone;
    },
    ready: () => reader.ready(),
    encode: (message) => reader.encode(message),
  };
}
