/** Tests of what the fault does on a stage. */
import { expect } from "chai";
import { planStep } from "../proof/literals.js";
import { traitsOf } from "./index.js";
import { portSquat } from "./port-squat.js";
import { playedOut } from "./recording-stage.js";

const step = planStep({ fault: "port-squat", target: "publisher", options: { port: "bars" } });

describe("fault port-squat", () => {
  it("kills the role, takes its port once it is gone, and lets go", async () => {
    expect(await playedOut(portSquat, step)).to.deep.equal([
      "signal publisher SIGKILL",
      "exited publisher SIGKILL",
      "squat publisher bars",
      "unsquat publisher",
    ]);
  });

  it("brings about two starts at most, and lets the first end", () => {
    expect(traitsOf(step)).to.include({ restarts: true, starts: 2, mayExit: true, effect: "still" });
  });
});
