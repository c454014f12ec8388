import { expect } from "chai";
import fc from "fast-check";
import { decimate } from "./decimate.js";

const value = fc.oneof(
  { weight: 8, arbitrary: fc.double({ noNaN: true, min: -1e6, max: 1e6 }) },
  { weight: 1, arbitrary: fc.constant(null) },
);
const series = fc
  .array(fc.tuple(fc.double({ noNaN: true, min: 0, max: 50 }), value), { maxLength: 400 })
  .map((steps) => {
    let at = 0;
    const x = steps.map(([step]) => {
      at += step;
      return at;
    });
    return { x, y: steps.map(([, height]) => height) };
  });
const numbers = (y: readonly (number | null)[]): number[] => y.filter((height) => height !== null);

describe("decimate", () => {
  it("leaves a series alone that is short enough", () => {
    expect(decimate({ x: [1, 2, 3], y: [5, 5, 5] }, 3)).to.deep.equal({ kept: [0, 1, 2], leftOut: 0 });
  });

  it("keeps a peak of one point among ten thousand", () => {
    const x = Array.from({ length: 10_000 }, (_, index) => index);
    const y = x.map((index) => (index === 6_543 ? 1_000 : index === 6_544 ? -1_000 : 1));
    const { kept, leftOut } = decimate({ x, y }, 100);
    expect(kept).to.include.members([0, 6_543, 6_544, 9_999]);
    expect(kept.length + leftOut).to.equal(10_000);
  });

  it("keeps the extremes, both ends and the order, and never more than it may", () => {
    fc.assert(
      fc.property(series, fc.integer({ min: 5, max: 120 }), (points, pointsMax) => {
        const { kept, leftOut } = decimate(points, pointsMax);
        const heights = numbers(kept.map((index) => points.y[index] ?? null));
        const all = numbers(points.y);
        expect(kept.length).to.be.at.most(Math.max(pointsMax, 0));
        expect(kept.length + leftOut).to.equal(points.x.length);
        expect(kept).to.deep.equal([...new Set(kept)].sort((a, b) => a - b));
        expect(Math.max(...heights)).to.equal(Math.max(...all));
        expect(Math.min(...heights)).to.equal(Math.min(...all));
        if (points.x.length > 0) expect([kept[0], kept.at(-1)]).to.deep.equal([0, points.x.length - 1]);
        expect(points.y.includes(null)).to.equal(kept.some((index) => points.y[index] === null));
      }),
    );
  });
});
