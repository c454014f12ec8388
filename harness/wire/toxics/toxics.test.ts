/** Tests what each gate lets through and when. */
import { expect } from "chai";
import fc from "fast-check";
import { openLane } from "../lane.js";
import { pieceOf } from "../piece.js";
import type { Toxic } from "../toxic.js";
import { quantumBytesOf, quantumMs } from "./bandwidth.js";
import { gatesOf } from "./index.js";

interface Left {
  atMs: number;
  bytes: number;
  delayMs: number;
}

/** Lets a lane with one toxic run empty, waking it as late as it asks for and `lateMs` more. */
function runEmpty(toxic: Toxic, chunks: readonly { atMs: number; bytes: number }[], lateMs = 0): Left[] {
  const lane = openLane();
  lane.add("toxic", gatesOf(toxic)("1/down"));
  for (const { atMs, bytes } of chunks) lane.take(pieceOf(Buffer.alloc(bytes), atMs));
  const left: Left[] = [];
  let nowMs = 0;
  for (let next = lane.next(nowMs); next.kind !== "empty"; next = lane.next(nowMs)) {
    if (next.kind === "wait") {
      expect(next.untilMs, "wait").to.be.within(nowMs, Number.MAX_SAFE_INTEGER);
      nowMs = next.untilMs + lateMs;
    } else {
      const { bytes, readAtMs } = next.piece;
      left.push({ atMs: nowMs, bytes: bytes.length, delayMs: nowMs - readAtMs });
    }
  }
  return left;
}

const latency = { kind: "latency", direction: "down", delayMs: 50, jitterMs: 0, seed: "s" } as const;

describe("wire/toxics", () => {
  it("latency lets each chunk go its delay after it was read", () => {
    const left = runEmpty(latency, [
      { atMs: 0, bytes: 1 },
      { atMs: 10, bytes: 2 },
      { atMs: 200, bytes: 3 },
    ]);
    expect(left.map(({ atMs }) => atMs)).to.deep.equal([50, 60, 250]);
  });

  it("latency draws from the seed, within the jitter and over all of it", () => {
    // So far apart that no chunk waits behind another.
    const chunks = Array.from({ length: 500 }, (_, index) => ({ atMs: index * 1_000, bytes: 1 }));
    const drawn = (seed: string): number[] =>
      runEmpty({ ...latency, jitterMs: 20, seed }, chunks).map(({ delayMs }) => delayMs);
    const delays = drawn("a");
    expect(Math.min(...delays)).to.be.within(30, 31);
    expect(Math.max(...delays)).to.be.within(69, 70);
    expect(drawn("a")).to.deep.equal(delays);
    expect(drawn("b")).to.not.deep.equal(delays);
  });

  it("bandwidth gives no window more than its rate and two quanta, and wastes no time", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100_000 }),
        fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 6 }),
        fc.nat(3),
        (bytesPerSecond, sizes, lateMs) => {
          const toxic = { kind: "bandwidth", direction: "down", bytesPerSecond } as const;
          const left = runEmpty(
            toxic,
            sizes.map((bytes) => ({ atMs: 0, bytes })),
            lateMs,
          );
          const quantum = Math.max(quantumBytesOf(bytesPerSecond), (bytesPerSecond * quantumMs) / 1_000);
          for (const [first, { atMs: fromMs }] of left.entries()) {
            let sum = 0;
            for (const { atMs, bytes } of left.slice(first, first + 50)) {
              sum += bytes;
              const most = ((atMs - fromMs) * bytesPerSecond) / 1_000 + 2 * quantum;
              if (sum > most + 1e-6) expect.fail(`${sum} bytes in ${atMs - fromMs} ms`);
            }
          }
          if (lateMs > 0) return;
          const total = sizes.reduce((sum, bytes) => sum + bytes, 0);
          expect(left.at(-1)?.atMs).to.be.at.most((total / bytesPerSecond) * 1_000 + 1e-6);
        },
      ),
      { numRuns: 100 },
    );
  });

  it("partition lets nothing go, ever", () => {
    const lane = openLane();
    lane.add("toxic", gatesOf({ kind: "partition", direction: "down" })("1/down"));
    lane.take(pieceOf(Buffer.alloc(1), 0));
    expect(lane.next(1e12)).to.deep.equal({ kind: "wait", untilMs: Number.POSITIVE_INFINITY });
  });

  it("slicer lets a slice go, and the next after the pause", () => {
    const toxic = { kind: "slicer", direction: "down", sliceBytes: 4, pauseMs: 3 } as const;
    const left = runEmpty(toxic, [{ atMs: 0, bytes: 10 }]);
    expect(left.map(({ atMs, bytes }) => [atMs, bytes])).to.deep.equal([
      [0, 4],
      [3, 4],
      [6, 2],
    ]);
  });

  it("half-open lets all go: it harms only connections that lived before it", () => {
    expect(runEmpty({ kind: "half-open" }, [{ atMs: 0, bytes: 9 }])).to.deep.equal([
      { atMs: 0, bytes: 9, delayMs: 0 },
    ]);
  });

  it("refuses numbers out of bounds, and names them", () => {
    const direction = "down";
    const wrong: [Toxic, string][] = [
      [
        { kind: "bandwidth", direction, bytesPerSecond: 0 },
        "bandwidth.bytesPerSecond: must be a finite number of at least 1, got 0",
      ],
      [{ ...latency, jitterMs: 51 }, "latency.delayMs: must be a finite number of at least 51, got 50"],
      [
        { kind: "slicer", direction, sliceBytes: Number.NaN, pauseMs: 1 },
        "slicer.sliceBytes: must be a finite number of at least 1, got NaN",
      ],
    ];
    for (const [toxic, message] of wrong) expect(() => gatesOf(toxic)).to.throw(RangeError, message);
  });
});
