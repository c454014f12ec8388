/** What waits in a lane: some bytes of a stream, or its end. */

/** What became of the messages that one injection put into one connection. */
export interface Insertion {
  /** Messages that have neither left nor been lost. */
  open: number;
  /** What left the proxy, messages only when whole. */
  left: { bytes: number; messages: number };
  /** Called once, when none is open. */
  settled(): void;
}

export interface Piece {
  bytes: Buffer;
  /** When it was read from the socket, or injected. */
  readAtMs: number;
  /** A piece without bytes can mark how its sender ended the stream; it keeps its place behind the bytes. */
  mark: "fin" | "reset" | null;
  insertion: Insertion | null;
  /** Whether a part of it has left already. */
  begun: boolean;
}

export function pieceOf(bytes: Buffer, readAtMs: number, insertion: Insertion | null = null): Piece {
  return { bytes, readAtMs, mark: null, insertion, begun: false };
}

export function markOf(mark: "fin" | "reset", readAtMs: number): Piece {
  return { bytes: Buffer.alloc(0), readAtMs, mark, insertion: null, begun: false };
}
