/** Tests of the turns of a slow role. */
import { expect } from "chai";
import { barsOfStop, slowCycle } from "./slow-cycle.js";

describe("slow-cycle.ts", () => {
  it("takes ten bars for a turn", () => {
    expect(slowCycle(20, 20)).to.deep.equal({ runMs: 40, stopMs: 160 });
    expect(barsOfStop(slowCycle(20, 20), 20)).to.equal(8);
  });

  it("takes no less than 100 ms and no more than 2 s", () => {
    expect(slowCycle(50, 1)).to.deep.equal({ runMs: 50, stopMs: 50 });
    expect(slowCycle(25, 800)).to.deep.equal({ runMs: 500, stopMs: 1500 });
  });

  it("says that a slow stream has no whole bar in a stop", () => {
    expect(barsOfStop(slowCycle(80, 800), 800)).to.equal(0);
  });
});
