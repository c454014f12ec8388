/** Shards: disjoint, complete, balanced, and the same on every machine. */
import { expect } from "chai";
import fc from "fast-check";
import { planOf, planStep } from "../proof/literals.js";
import { plannedMs, shardOfEach, type Weighed } from "./shard.js";

const items = fc.array(fc.record({ ms: fc.nat(100_000), name: fc.string({ maxLength: 3 }) }), {
  maxLength: 60,
});
const count = fc.integer({ min: 1, max: 20 });

function loadsOf(weighed: readonly Weighed[], shards: readonly number[], parts: number): number[] {
  return Array.from({ length: parts }, (_, index) =>
    weighed.reduce((sum, { ms }, at) => sum + (shards[at] === index + 1 ? ms : 0), 0),
  );
}

describe("shard", () => {
  it("gives each item exactly one shard that there is", () => {
    fc.assert(
      fc.property(items, count, (weighed, parts) => {
        const shards = shardOfEach(weighed, parts);
        expect(shards).to.have.length(weighed.length);
        expect(shards.every((shard) => Number.isInteger(shard) && shard >= 1 && shard <= parts)).to.equal(
          true,
        );
      }),
    );
  });

  it("leaves no two shards further apart than the longest item that the fuller one holds", () => {
    fc.assert(
      fc.property(items, count, (weighed, parts) => {
        const shards = shardOfEach(weighed, parts);
        const loads = loadsOf(weighed, shards, parts);
        const least = Math.min(...loads);
        for (const [index, load] of loads.entries()) {
          const own = weighed.flatMap(({ ms }, at) => (shards[at] === index + 1 && ms > 0 ? [ms] : []));
          if (own.length > 0) expect(load - Math.min(...own)).to.be.at.most(least);
        }
      }),
    );
  });

  it("is at most a third over the best that any division could do", () => {
    fc.assert(
      fc.property(items, count, (weighed, parts) => {
        const loads = loadsOf(weighed, shardOfEach(weighed, parts), parts);
        const sorted = weighed.map(({ ms }) => ms).sort((a, b) => b - a);
        const sum = sorted.reduce((total, ms) => total + ms, 0);
        // No division is better than the longest item, the mean, or two of the parts + 1 longest in one shard.
        const twoOfThem = (sorted[parts - 1] ?? 0) + (sorted[parts] ?? 0);
        const atBest = Math.max(sorted[0] ?? 0, sum / parts, sorted.length > parts ? twoOfThem : 0);
        expect(Math.max(...loads)).to.be.at.most((4 / 3) * atBest + sum * 1e-9);
      }),
    );
  });

  it("divides alike whatever the order in which the items are given", () => {
    const named = fc.uniqueArray(fc.record({ ms: fc.nat(50), name: fc.string() }), {
      selector: ({ name }) => name,
      maxLength: 30,
    });
    fc.assert(
      fc.property(named, count, fc.infiniteStream(fc.nat()), (weighed, parts, draws) => {
        const shuffled = weighed
          .map((one) => ({ one, at: draws.next().value ?? 0 }))
          .sort((a, b) => a.at - b.at)
          .map(({ one }) => one);
        const byName = (list: readonly Weighed[]) =>
          Object.fromEntries(shardOfEach(list, parts).map((shard, at) => [list[at]?.name ?? "", shard]));
        expect(byName(shuffled)).to.deep.equal(byName(weighed));
      }),
    );
  });

  it("puts the longest first and the rest where there is least to do", () => {
    const weighed = [3, 9, 4, 2, 4].map((ms, index) => ({ ms, name: `${index}` }));
    expect(shardOfEach(weighed, 2)).to.deep.equal([2, 1, 2, 1, 2]);
  });

  it("counts the stream, what holds it up, and the starts", () => {
    expect(plannedMs(planOf({ bars: 40, speedMs: 10 }))).to.equal(50 * 10 + 200);
    const killed = planOf({ bars: 40, speedMs: 10, steps: [planStep({ target: "publisher", forMs: 50 })] });
    expect(plannedMs(killed)).to.equal(50 * 10 + 50 + 300);
  });
});
