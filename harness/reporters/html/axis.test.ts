import { expect } from "chai";
import fc from "fast-check";
import { barsAxis, firstAbove, placeText, secondsAxis, ticksOf } from "./axis.js";

describe("axis", () => {
  const clock = { tMs: [1000, 1010, 1500, 1510], bar: [1, 2, 3, 4] };

  it("puts each bar at its number, however long the source stood still before it", () => {
    const axis = barsAxis(clock, 2000);
    expect(clock.tMs.map(axis.at)).to.deep.equal([1, 2, 3, 4]);
    expect(axis.at(1255)).to.equal(2.5);
  });

  it("presses what is before the first and after the last bar into margins", () => {
    const axis = barsAxis(clock, 2000);
    expect([axis.from, axis.to, axis.at(0), axis.at(2000)]).to.deep.equal([0, 5, 0, 5]);
  });

  it("leads back to the time that it came from", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2000 }), (tMs) => {
        for (const axis of [barsAxis(clock, 2000), secondsAxis(2000)])
          expect(axis.timeAt(axis.at(tMs))).to.be.closeTo(tMs, 1e-6);
      }),
    );
  });

  it("stands on a single bar, and on none", () => {
    expect(barsAxis({ tMs: [100], bar: [1] }, 200).at(100)).to.equal(1);
    expect(barsAxis({ tMs: [], bar: [] }, 200).at(100)).to.be.a("number");
    expect(ticksOf(secondsAxis(0), 2, 0)).to.deep.equal([0, 0.0005, 0.001]);
  });

  it("ticks whole bars of the stream alone", () => {
    expect(ticksOf(barsAxis(clock, 2000), 20, 4)).to.deep.equal([1, 2, 3, 4]);
    expect(ticksOf(secondsAxis(2000), 4, 4)).to.deep.equal([0, 0.5, 1, 1.5, 2]);
  });

  it("writes as many decimals as its ticks need", () => {
    expect(placeText("seconds", 0.5, 0.5)).to.equal("0.5");
    expect(placeText("seconds", 2, 1)).to.equal("2");
    expect(placeText("bars", 60, 20)).to.equal("60");
  });

  it("finds the first number above a value", () => {
    expect([0, 1, 2, 3, 9].map((n) => firstAbove([1, 2, 2, 4], n))).to.deep.equal([0, 1, 3, 3, 4]);
  });
});
