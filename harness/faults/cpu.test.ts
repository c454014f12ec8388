/** Tests of what the fault does on a stage. */
import { expect } from "chai";
import { planStep } from "../proof/literals.js";
import { cpu } from "./cpu.js";
import { playedOut } from "./recording-stage.js";

describe("fault cpu", () => {
  it("burns beside the role, sees that it does, and ends it", async () => {
    const step = planStep({ fault: "cpu", target: "engine", options: { burners: 3 } });
    expect(await playedOut(cpu, step)).to.deep.equal(["burn engine 3", "burns engine", "quench engine"]);
  });

  it("leaves the number of burners to the cores of the role", async () => {
    const [burn] = await playedOut(cpu, planStep({ fault: "cpu", target: "engine" }));
    expect(burn).to.equal("burn engine ");
  });
});
