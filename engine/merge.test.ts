/** Tests of the gap and duplicate rule. */
import { expect } from "chai";
import fc from "fast-check";
import { aheadMax, createMerge } from "./merge.js";

const total = 60;

/** A consumer with a log of what it took and how often it asked. */
function consumer(start = 0, room: () => boolean = () => true) {
  const taken: number[] = [];
  const stale: number[] = [];
  let asks = 0;
  const merge = createMerge<number>(start, {
    take(seq) {
      if (!room()) return false;
      taken.push(seq);
      return true;
    },
    ask() {
      asks += 1;
    },
    stale: (epoch) => stale.push(epoch),
  });
  return {
    merge,
    taken,
    stale,
    asks: () => asks,
    live: (seq: number, epoch = 1) => merge.live(seq, { seq, epoch }),
    history: (from: number, count: number, head: number, epoch = 1) =>
      merge.history(
        Array.from({ length: count }, (_, index) => ({
          item: from + index,
          seqOf: { seq: from + index, epoch },
        })),
        { epoch, head, total },
      ),
  };
}

const upTo = (end: number) => Array.from({ length: end }, (_, seq) => seq);

describe("merge", () => {
  it("takes what comes in order and asks nothing", () => {
    const { live, taken, asks } = consumer();
    for (const seq of upTo(5)) live(seq);
    expect(taken).to.deep.equal(upTo(5));
    expect(asks()).to.equal(0);
  });

  it("drops what is below the cursor", () => {
    const { live, history, taken } = consumer();
    for (const seq of [0, 1, 0, 1, 2, 2]) live(seq);
    history(0, 3, 3);
    expect(taken).to.deep.equal([0, 1, 2]);
  });

  it("asks when something is missing and takes what came early after the answer", () => {
    const { live, history, taken, asks } = consumer();
    live(0);
    live(3);
    live(4);
    expect(taken).to.deep.equal([0]);
    expect(asks()).to.equal(2);
    history(1, 2, 3);
    expect(taken).to.deep.equal(upTo(5));
  });

  it("asks for a lost tail when a heartbeat tells of it", () => {
    const { live, merge, asks } = consumer();
    live(0);
    merge.heard({ epoch: 1, head: 3, total });
    expect(asks()).to.equal(1);
    expect(merge.total).to.equal(total);
  });

  it("drops a lower epoch and takes a higher one, whose head may be lower", () => {
    const { live, merge, taken, stale } = consumer();
    live(0, 2);
    live(1, 1);
    expect(taken).to.deep.equal([0]);
    expect(stale).to.deep.equal([1]);
    merge.heard({ epoch: 2, head: 9, total });
    merge.heard({ epoch: 3, head: 1, total });
    expect(merge.head).to.equal(1);
  });

  it("stands still without room and goes on where it stood", () => {
    let room = false;
    const { live, history, merge, taken, asks } = consumer(0, () => room);
    live(0);
    live(1);
    expect(taken).to.deep.equal([]);
    expect(asks()).to.equal(0);
    room = true;
    merge.resume();
    expect(asks()).to.equal(1);
    history(0, 2, 2);
    expect(taken).to.deep.equal([0, 1]);
  });

  it("moves its cursor where a consumer wants it", () => {
    const { live, merge, taken } = consumer();
    live(0);
    merge.resume(0);
    live(0);
    expect(taken).to.deep.equal([0, 0]);
  });

  it("keeps a bounded number of early records", () => {
    const { live, history, taken, merge } = consumer();
    for (let seq = 1; seq <= aheadMax * 3; seq += 1) live(seq);
    history(0, 1, aheadMax * 3 + 1);
    expect(taken.length).to.equal(aheadMax + 1);
    expect(merge.next).to.equal(aheadMax + 1);
  });

  it("delivers each seq once and in order, whatever is lost, doubled, late, refused, or of an older epoch", () => {
    const step = fc.oneof(
      fc.record({
        kind: fc.constant("live" as const),
        seq: fc.nat({ max: total - 1 }),
        epoch: fc.integer({ min: 1, max: 3 }),
      }),
      fc.record({
        kind: fc.constant("history" as const),
        from: fc.nat({ max: total - 1 }),
        count: fc.nat({ max: 20 }),
      }),
      fc.record({ kind: fc.constant("heard" as const), head: fc.nat({ max: total }) }),
      fc.record({ kind: fc.constant("room" as const), room: fc.boolean() }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), fc.nat({ max: 20 }), (steps, start) => {
        let room = true;
        const { live, history, merge, taken } = consumer(start, () => room);
        for (const s of steps) {
          if (s.kind === "live") live(s.seq, s.epoch);
          else if (s.kind === "history") history(s.from, Math.min(s.count, total - s.from), total, 3);
          else if (s.kind === "heard") merge.heard({ epoch: 3, head: s.head, total });
          else {
            room = s.room;
            if (room) merge.resume();
          }
        }
        room = true;
        merge.resume();
        history(merge.next, total - merge.next, total, 3);
        expect(taken).to.deep.equal(upTo(total).slice(start));
      }),
      { numRuns: 500 },
    );
  });
});
