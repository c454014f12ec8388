/** Tests of what the fault does on a stage. */
import { expect } from "chai";
import { planStep } from "../proof/literals.js";
import { fifoRemove } from "./fifo-remove.js";
import { playedOut } from "./recording-stage.js";

describe("fault fifo-remove", () => {
  it("takes the path away, looks at it, and brings the same FIFO back", async () => {
    expect(await playedOut(fifoRemove, planStep({ fault: "fifo-remove", target: "fifo" }))).to.deep.equal([
      "hideFifo fifo",
      "fifoGone fifo",
      "showFifo fifo",
    ]);
  });
});
