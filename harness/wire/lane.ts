/** One direction of one connection as a queue with gates: what was read and has not left. Pure; the caller has the clock. */
import type { Insertion, Piece } from "./piece.js";

/** What a gate says of the head of the queue: at most so many bytes now, or nothing before a time (Infinity: until the lift). */
export type Answer = { bytes: number } | { notBeforeMs: number };

/** What a toxic does to one lane. The head keeps its identity while it leaves in parts. */
export interface Gate {
  ask(head: Piece, nowMs: number): Answer;
  left(bytes: number, nowMs: number): void;
}

export type Next =
  | { kind: "empty" }
  | { kind: "wait"; untilMs: number }
  | { kind: "leaves"; piece: Piece; whole: boolean; under: readonly string[] };

export interface Lane {
  heldBytes(): number;
  take(piece: Piece): void;
  /** Takes off what may leave now. Several gates compose: the strictest time, the smallest size. */
  next(nowMs: number): Next;
  add(id: string, gate: Gate): void;
  /** What the gate held may leave from now on. */
  remove(id: string): void;
  /** Takes off everything. */
  clear(): Piece[];
  /** Takes off the pieces of an injection that have not begun to leave. */
  withdraw(insertion: Insertion): Piece[];
}

/** Nothing ever overtakes: only the head leaves, whatever the gates say, so a stream is never reordered. */
export function openLane(): Lane {
  const gates = new Map<string, Gate>();
  let queue: Piece[] = [];
  let heldBytes = 0;

  function remove(gone: (piece: Piece) => boolean): Piece[] {
    const removed = queue.filter(gone);
    queue = queue.filter((piece) => !gone(piece));
    heldBytes -= removed.reduce((sum, { bytes }) => sum + bytes.length, 0);
    return removed;
  }

  return {
    heldBytes: () => heldBytes,
    take: (piece) => {
      queue.push(piece);
      heldBytes += piece.bytes.length;
    },
    next: (nowMs) => {
      const head = queue[0];
      if (head === undefined) return { kind: "empty" };
      const answer = strictest([...gates.values()].map((gate) => gate.ask(head, nowMs)));
      if ("notBeforeMs" in answer) return { kind: "wait", untilMs: answer.notBeforeMs };
      const piece = cut(head, answer.bytes);
      const whole = piece === head;
      if (whole) queue.shift();
      heldBytes -= piece.bytes.length;
      for (const gate of gates.values()) gate.left(piece.bytes.length, nowMs);
      return { kind: "leaves", piece, whole, under: [...gates.keys()] };
    },
    add: (id, gate) => gates.set(id, gate),
    remove: (id) => gates.delete(id),
    clear: () => remove(() => true),
    withdraw: (insertion) => remove((piece) => piece.insertion === insertion && !piece.begun),
  };
}

function strictest(answers: readonly Answer[]): Answer {
  let bytes = Number.POSITIVE_INFINITY;
  let notBeforeMs = Number.NEGATIVE_INFINITY;
  for (const answer of answers) {
    if ("bytes" in answer) bytes = Math.min(bytes, answer.bytes);
    else notBeforeMs = Math.max(notBeforeMs, answer.notBeforeMs);
  }
  return notBeforeMs === Number.NEGATIVE_INFINITY ? { bytes } : { notBeforeMs };
}

/** The head itself when all of it may leave; else its first bytes, and the head keeps the rest. */
function cut(head: Piece, bytesMax: number): Piece {
  if (bytesMax >= head.bytes.length) return head;
  const part = { ...head, bytes: head.bytes.subarray(0, bytesMax), begun: true };
  head.bytes = head.bytes.subarray(bytesMax);
  head.begun = true;
  return part;
}
