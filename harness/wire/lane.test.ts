/** Tests that no toxic, applied and lifted whenever, makes a stream lose, double or reorder a byte. */
import { expect } from "chai";
import fc from "fast-check";
import { type Lane, openLane } from "./lane.js";
import { type Insertion, markOf, type Piece, pieceOf } from "./piece.js";
import type { Toxic } from "./toxic.js";
import { gatesOf } from "./toxics/index.js";

const direction = "down" as const;
const toxics: fc.Arbitrary<Toxic> = fc.oneof(
  fc
    .record({ delayMs: fc.nat(40), jitterMs: fc.nat(40), seed: fc.string() })
    .map(({ delayMs, jitterMs, seed }) => ({
      kind: "latency" as const,
      direction,
      delayMs: delayMs + jitterMs,
      jitterMs,
      seed,
    })),
  fc
    .integer({ min: 1, max: 5_000 })
    .map((bytesPerSecond) => ({ kind: "bandwidth" as const, direction, bytesPerSecond })),
  fc.constant({ kind: "partition" as const, direction }),
  fc
    .record({ sliceBytes: fc.integer({ min: 1, max: 30 }), pauseMs: fc.nat(9) })
    .map((slicer) => ({ kind: "slicer" as const, direction, ...slicer })),
);

type Action = { take: number } | { apply: Toxic } | { liftIndex: number } | { passMs: number };
const actions: fc.Arbitrary<Action[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ take: fc.integer({ min: 1, max: 100 }) }) },
    { weight: 2, arbitrary: fc.record({ apply: toxics }) },
    { weight: 1, arbitrary: fc.record({ liftIndex: fc.nat(5) }) },
    { weight: 3, arbitrary: fc.record({ passMs: fc.nat(30) }) },
  ),
  { maxLength: 80 },
);

/** Takes off what may leave now. */
function drain(lane: Lane, nowMs: number): Piece[] {
  const pieces: Piece[] = [];
  for (let next = lane.next(nowMs); next.kind === "leaves"; next = lane.next(nowMs)) pieces.push(next.piece);
  return pieces;
}

/** Byte n of the stream is n modulo 251: a prime, so that no chunk looks like another. */
function streamBytes(from: number, count: number): Buffer {
  return Buffer.from(Array.from({ length: count }, (_, index) => (from + index) % 251));
}

interface Outcome {
  taken: Buffer;
  left: Buffer;
  /** The mark of the piece that left last. */
  lastMark: Piece["mark"];
  stillHeld: number;
}

function simulate(steps: readonly Action[]): Outcome {
  const lane = openLane();
  const left: Piece[] = [];
  const active: string[] = [];
  let nowMs = 0;
  let taken = 0;
  for (const [index, step] of steps.entries()) {
    if ("take" in step) {
      lane.take(pieceOf(streamBytes(taken, step.take), nowMs));
      taken += step.take;
    } else if ("apply" in step) {
      lane.add(`${index}`, gatesOf(step.apply)("1/down"));
      active.push(`${index}`);
    } else if ("liftIndex" in step) {
      const [id] = active.splice(step.liftIndex, 1);
      if (id !== undefined) lane.remove(id);
    } else nowMs += step.passMs;
    left.push(...drain(lane, nowMs));
    const leftBytes = left.reduce((sum, { bytes }) => sum + bytes.length, 0);
    expect(leftBytes + lane.heldBytes(), "left and held").to.equal(taken);
  }
  lane.take(markOf("fin", nowMs));
  for (const id of active) lane.remove(id);
  left.push(...drain(lane, nowMs));
  return {
    taken: streamBytes(0, taken),
    left: Buffer.concat(left.map(({ bytes }) => bytes)),
    lastMark: left.at(-1)?.mark ?? null,
    stillHeld: lane.heldBytes(),
  };
}

const forever = { bytes: 1_000_000 };

describe("wire/lane", () => {
  it("lets out exactly what was taken, in order and its end last, whatever toxics come and go", () => {
    fc.assert(
      fc.property(actions, (steps) => {
        const { taken, left, lastMark, stillHeld } = simulate(steps);
        expect(left.equals(taken)).to.equal(true);
        expect({ lastMark, stillHeld }).to.deep.equal({ lastMark: "fin", stillHeld: 0 });
      }),
      { numRuns: 1_000 },
    );
  });

  it("takes the smallest size and the latest time of several gates", () => {
    const lane = openLane();
    lane.take(pieceOf(Buffer.from("abcdef"), 0));
    for (const [id, answer] of Object.entries({ a: { bytes: 4 }, b: { bytes: 3 }, c: forever })) {
      lane.add(id, { ask: () => answer, left: () => undefined });
    }
    const next = lane.next(0);
    expect(next.kind === "leaves" && [next.piece.bytes.toString(), next.whole, next.under]).to.deep.equal([
      "abc",
      false,
      ["a", "b", "c"],
    ]);
    lane.add("d", { ask: () => ({ notBeforeMs: 5 }), left: () => undefined });
    lane.add("e", { ask: () => ({ notBeforeMs: 7 }), left: () => undefined });
    expect(lane.next(0)).to.deep.equal({ kind: "wait", untilMs: 7 });
    expect(lane.heldBytes()).to.equal(3);
  });

  it("withdraws of an injection what has not begun to leave, and nothing else", () => {
    const lane = openLane();
    const insertion: Insertion = { open: 2, left: { bytes: 0, messages: 0 }, settled: () => undefined };
    lane.add("slicer", { ask: () => ({ bytes: 1 }), left: () => undefined });
    lane.take(pieceOf(Buffer.from("12"), 0, insertion));
    lane.take(pieceOf(Buffer.from("real"), 0));
    lane.take(pieceOf(Buffer.from("34"), 0, insertion));
    lane.next(0);
    expect(lane.withdraw(insertion).map(({ bytes }) => bytes.toString())).to.deep.equal(["34"]);
    const rest = drain(lane, 0).map(({ bytes }) => bytes.toString());
    expect(rest.join("")).to.equal("2real");
  });

  it("is empty after it was cleared", () => {
    const lane = openLane();
    lane.take(pieceOf(Buffer.from("x"), 0));
    expect(lane.clear().length).to.equal(1);
    expect([lane.next(0), lane.heldBytes()]).to.deep.equal([{ kind: "empty" }, 0]);
  });
});
