/** Tests nearest.ts. */
import { expect } from "chai";
import { didYouMean, editDistance, nearest } from "./nearest.js";

const faults = ["kill", "restart", "stop", "pause", "no-consumer", "late", "fifo-recreate"];

describe("nearest.ts", () => {
  it("finds the name behind a slip: a letter left out, put in, changed, or swapped with its neighbour", () => {
    for (const [slip, meant] of [
      ["kil", "kill"],
      ["killl", "kill"],
      ["kyll", "kill"],
      ["klil", "kill"],
      ["no-comsumer", "no-consumer"],
      ["FIFO-recreate", "fifo-recreate"],
    ] as const) {
      expect(nearest(slip, faults), slip).to.equal(meant);
    }
  });

  it("finds the only name that begins so", () => {
    expect(nearest("fifo", faults)).to.equal("fifo-recreate");
    expect(nearest("exactly", ["exactly-once", "exactly-twice"])).to.equal(undefined);
  });

  it("says nothing when no name is near", () => {
    expect(nearest("network-partition", faults)).to.equal(undefined);
    expect(nearest("x", ["m", "s"])).to.equal(undefined);
    expect(nearest("", faults)).to.equal(undefined);
    expect(nearest("kill", [])).to.equal(undefined);
  });

  it("prefers the fewest edits, then the first", () => {
    expect(nearest("lats", ["last", "late"])).to.equal("last");
    expect(nearest("stap", ["stop", "step"])).to.equal("stop");
  });

  it("counts edits, and case as half of one", () => {
    expect(editDistance("", "abc")).to.equal(3);
    expect(editDistance("abc", "")).to.equal(3);
    expect(editDistance("ab", "ba")).to.equal(1);
    expect(editDistance("Kill", "kill")).to.equal(0.5);
    expect(editDistance("kitten", "sitting")).to.equal(3);
  });

  it("ends a message with the hint, or with nothing", () => {
    expect(didYouMean("enigne", ["engine"])).to.equal('. Did you mean "engine"?');
    expect(didYouMean("bridge", ["engine"])).to.equal("");
  });
});
