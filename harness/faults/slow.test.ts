/** Tests of what the fault does on a stage, and of what it demands of the output. */
import { expect } from "chai";
import { planStep } from "../proof/literals.js";
import { playedOut } from "./recording-stage.js";
import { slow } from "./slow.js";

const step = planStep({ fault: "slow", target: "engine", forBars: 30, options: { share: 20 } });

describe("fault slow", () => {
  it("takes turns, sees the first, and ends them", async () => {
    expect(await playedOut(slow, step)).to.deep.equal(["slow engine 20", "slowed engine", "unslow engine"]);
  });

  it("demands a stand-still of one turn, not of its whole length", () => {
    expect(slow.stillBars?.(step, 20)).to.equal(8);
    expect(slow.stillBars?.(step, 800)).to.equal(2);
    expect(slow.stillBars?.({ ...step, forBars: 5 }, 20)).to.equal(5);
  });

  it("refuses a share at which a turn is all stop or all run", () => {
    expect(slow.problemIn?.({ share: 100 })).to.deep.equal({
      key: "share",
      message: "must be from 5% to 90%, got 100%",
    });
    expect(slow.problemIn?.({ share: 4.9 })?.key).to.equal("share");
    expect(slow.problemIn?.({ share: 90 })).to.equal(null);
    expect(slow.problemIn?.({})).to.equal(null);
  });
});
