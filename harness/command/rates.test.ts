/** Bounds against values that can be computed by hand or stand in tables. */
import { expect } from "chai";
import { lowerBound, upperBound } from "./rates.js";

describe("rates", () => {
  it("proves less than 14 % by 0 of 20", () => {
    expect(upperBound(0, 20)).to.be.closeTo(1 - 0.05 ** (1 / 20), 1e-9);
    expect(upperBound(0, 20)).to.be.below(0.14);
  });

  it("proves nothing by no attempt", () => {
    expect(upperBound(0, 0)).to.equal(1);
    expect(lowerBound(0, 0)).to.equal(0);
  });

  it("mirrors: the lower bound of k is one minus the upper bound of the rest", () => {
    for (const [k, n] of [
      [1, 20],
      [5, 20],
      [20, 20],
      [3, 200],
    ] as const) {
      expect(lowerBound(k, n)).to.be.closeTo(1 - upperBound(n - k, n), 1e-9);
    }
  });

  it("gives 21.6 % as the upper bound of 1 in 20", () => {
    expect(upperBound(1, 20)).to.be.closeTo(0.2161, 0.0001);
  });

  it("does not overflow at many attempts", () => {
    expect(upperBound(0, 1_000_000)).to.be.closeTo(2.9957e-6, 1e-9);
  });
});
