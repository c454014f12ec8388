/** Tests of what the fault does on a stage. */
import { expect } from "chai";
import { planStep } from "../proof/literals.js";
import { clock } from "./clock.js";
import { traitsOf } from "./index.js";
import { playedOut } from "./recording-stage.js";

const step = planStep({ fault: "clock", target: "engine", options: { offset: -3_600_000 } });

describe("fault clock", () => {
  it("starts the role with the offset, asks for it, and starts it without", async () => {
    expect(await playedOut(clock, step)).to.deep.equal([
      "signal engine SIGKILL",
      "exited engine SIGKILL",
      "startShifted engine -3600000",
      "resetClock engine",
    ]);
  });

  it("brings about two starts, and no stand-still that must show", () => {
    expect(traitsOf(step)).to.include({ restarts: true, starts: 2, effect: "none" });
  });
});
