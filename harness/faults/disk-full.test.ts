/** Tests of what the fault does on a stage. */
import { expect } from "chai";
import { planStep } from "../proof/literals.js";
import { diskFull } from "./disk-full.js";
import { traitsOf } from "./index.js";
import { playedOut } from "./recording-stage.js";

describe("fault disk-full", () => {
  it("lets the files of the role take no more, looks at the limit, and lifts it", async () => {
    expect(await playedOut(diskFull, planStep({ fault: "disk-full", target: "engine" }))).to.deep.equal([
      "fill engine",
      "filled engine",
      "empty engine",
    ]);
  });

  it("lets the role exit, and demands nothing of its count", () => {
    expect(traitsOf(planStep({ fault: "disk-full" }))).to.include({
      mayExit: true,
      effect: "none",
      starts: 1,
    });
  });
});
