/** Moves one direction of one connection from socket to socket, through its lane. */
import type net from "node:net";
import { now } from "./clock.js";
import { type Lane, type Next, openLane } from "./lane.js";
import { heldBytesLimit, timerMsMax } from "./limits.js";
import { markOf, type Piece } from "./piece.js";
import { resetSocket } from "./sockets.js";
import type { Seen } from "./tally.js";

export interface Flow {
  readonly lane: Lane;
  /** Read or injected, and not yet written. */
  heldBytes(): number;
  take(piece: Piece): void;
  /** The sink is connected: writing may begin. */
  open(): void;
  /** Lets go what may leave; called when a gate came or went. */
  pump(): void;
  /** Drops what is held, and whatever is read from now on. */
  swallow(): void;
}

export interface FlowEffects {
  /** Turns what was read into pieces. */
  arrive(bytes: Buffer, nowMs: number): readonly Piece[];
  /** `under` names the gates through which the bytes went. */
  see(seen: Seen, under: readonly string[] | "all"): void;
}

/** One write is under way at a time: what the sink does not take stays in the lane, where it is bounded and counted. */
export function startFlow(source: net.Socket, sink: net.Socket, effects: FlowEffects): Flow {
  const lane = openLane();
  const writer = openWriter(sink, effects, () => pump());
  let isOpen = false;
  let swallows = false;
  let timer: NodeJS.Timeout | undefined;
  const heldBytes = (): number => lane.heldBytes() + writer.busyBytes();

  source.on("data", (bytes: Buffer) => {
    const pieces = effects.arrive(bytes, now());
    if (!swallows) for (const piece of pieces) lane.take(piece);
    effects.see({ kind: "read", bytes: bytes.length }, "all");
    if (swallows) pieces.forEach(writer.drop);
    pump();
  });
  source.on("end", () => take(markOf("fin", now())));

  function take(piece: Piece): void {
    if (swallows) writer.drop(piece);
    else lane.take(piece);
    pump();
  }

  function pump(): void {
    clearTimeout(timer);
    while (isOpen && writer.busyBytes() === 0) {
      const next = lane.next(now());
      if (next.kind === "empty") break;
      if (next.kind === "wait") {
        // A timer may fire a little early; then the gate says so, and the wait begins anew.
        const waitMs = Math.min(Math.max(1, Math.ceil(next.untilMs - now())), timerMsMax);
        if (next.untilMs !== Number.POSITIVE_INFINITY) timer = setTimeout(pump, waitMs);
        break;
      }
      writer.pass(next);
    }
    if (heldBytes() < heldBytesLimit) source.resume();
    else source.pause();
  }

  return {
    lane,
    heldBytes,
    take,
    open: () => {
      isOpen = true;
      pump();
    },
    pump,
    swallow: () => {
      swallows = true;
      lane.clear().forEach(writer.drop);
      pump();
    },
  };
}

interface Writer {
  /** Of the write that is under way. */
  busyBytes(): number;
  pass(leaving: Extract<Next, { kind: "leaves" }>): void;
  drop(piece: Piece): void;
}

function openWriter(sink: net.Socket, effects: FlowEffects, done: () => void): Writer {
  let busyBytes = 0;

  function drop(piece: Piece): void {
    if (piece.bytes.length > 0) effects.see({ kind: "dropped", bytes: piece.bytes.length }, "all");
    settle(piece);
  }

  return {
    busyBytes: () => busyBytes,
    pass: ({ piece, whole, under }) => {
      if (sink.destroyed) return drop(piece);
      if (piece.mark !== null) return endAs(sink, piece.mark);
      busyBytes = piece.bytes.length;
      const delayMs = now() - piece.readAtMs;
      sink.write(piece.bytes, (error) => {
        busyBytes = 0;
        if (error) drop(piece);
        else {
          effects.see({ kind: "wrote", bytes: piece.bytes.length, delayMs }, under);
          countInserted(piece, whole);
        }
        done();
      });
    },
    drop,
  };
}

function endAs(sink: net.Socket, mark: "fin" | "reset"): void {
  if (mark === "fin") sink.end();
  else resetSocket(sink);
}

function countInserted(piece: Piece, whole: boolean): void {
  if (piece.insertion === null) return;
  piece.insertion.left.bytes += piece.bytes.length;
  if (!whole) return;
  piece.insertion.left.messages += 1;
  settle(piece);
}

/** The last part of an injected message has left, or was lost. */
export function settle({ insertion }: Piece): void {
  if (insertion === null) return;
  insertion.open -= 1;
  if (insertion.open === 0) insertion.settled();
}
