/** Tests of the units in which systems count. */
import { expect } from "chai";
import { planOf } from "../proof/literals.js";
import { inBars } from "./in-bars.js";

const { stream } = planOf({ bars: 4 });
const gappy = { stream: { ...stream, symbolBars: [3, 2, 3, 3] } };

describe("probes/in-bars", () => {
  it("takes bars as they are", () => {
    expect(inBars({ unit: "bars", scope: "total" }, gappy, 10)(7)).to.equal(7);
    expect(inBars({ unit: undefined, scope: "total" }, gappy, 10)(7)).to.equal(7);
  });

  it("counts a bar when the last of its symbol bars is counted, also where a bar lacks one", () => {
    const count = inBars({ unit: "symbolBars", scope: "total" }, gappy, 10);
    expect([0, 2, 3, 4, 5, 7, 8, 11].map(count)).to.deep.equal([0, 0, 1, 1, 2, 2, 3, 4]);
  });

  it("takes the fullest bar for each where the count starts anew at a bar that nobody tells", () => {
    const count = inBars({ unit: "symbolBars", scope: "sinceStart" }, gappy, 10);
    expect([2, 3, 5, 6].map(count)).to.deep.equal([0, 1, 1, 2]);
  });

  it("counts a snapshot as the bars that it stands for", () => {
    expect(inBars({ unit: "snapshots", scope: "total" }, gappy, 10)(3)).to.equal(30);
  });
});
