/** What happened on a link while a toxic was on it, counted at the reads and writes of sockets. */

export interface Tally {
  /** Bytes whose write was done under it. */
  passedBytes: number;
  /** Bytes that were read, or injected, and whose write is not done; what the kernel has not yet given is not seen. */
  heldBytes: number;
  heldBytesMax: number;
  /** Bytes that were read and will never be written: swallowed, or held for a connection that ended. */
  droppedBytes: number;
  /** Reads that brought bytes. */
  chunks: number;
  /** Writes that took bytes on, and the largest. */
  slices: number;
  sliceBytesMost: number;
  /** From the read of bytes to the start of their write; null when nothing was written. */
  delayMsLeast: number | null;
  delayMsMost: number | null;
  /** Connections of which it saw bytes, or which it severed. */
  connections: number;
  /** How long it has been applied. */
  sinceMs: number;
}

export type Seen =
  | { kind: "read"; bytes: number }
  | { kind: "wrote"; bytes: number; delayMs: number }
  | { kind: "dropped"; bytes: number };

export interface Account {
  see(seen: Seen): void;
  /** A connection that it had not yet touched. */
  touch(): void;
  hold(bytes: number): void;
  tally(nowMs: number): Tally;
}

export function openAccount(appliedAtMs: number): Account {
  const tally: Tally = {
    passedBytes: 0,
    heldBytes: 0,
    heldBytesMax: 0,
    droppedBytes: 0,
    chunks: 0,
    slices: 0,
    sliceBytesMost: 0,
    delayMsLeast: null,
    delayMsMost: null,
    connections: 0,
    sinceMs: 0,
  };
  return {
    see: (seen) => count(tally, seen),
    touch: () => {
      tally.connections += 1;
    },
    hold: (bytes) => {
      tally.heldBytes = bytes;
      tally.heldBytesMax = Math.max(tally.heldBytesMax, bytes);
    },
    tally: (nowMs) => ({ ...tally, sinceMs: nowMs - appliedAtMs }),
  };
}

function count(tally: Tally, seen: Seen): void {
  switch (seen.kind) {
    case "read":
      tally.chunks += 1;
      return;
    case "dropped":
      tally.droppedBytes += seen.bytes;
      return;
    case "wrote":
      tally.passedBytes += seen.bytes;
      tally.slices += 1;
      tally.sliceBytesMost = Math.max(tally.sliceBytesMost, seen.bytes);
      tally.delayMsLeast = Math.min(tally.delayMsLeast ?? seen.delayMs, seen.delayMs);
      tally.delayMsMost = Math.max(tally.delayMsMost ?? seen.delayMs, seen.delayMs);
      return;
    default:
      seen satisfies never;
  }
}
