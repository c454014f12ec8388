/** Tests of what a signal's fault is like, and of what it does on a stage. */
import { expect } from "chai";
import { planStep } from "../proof/literals.js";
import { answers, signalNames } from "../signals.js";
import { traitsOf } from "./index.js";
import { playedOut } from "./recording-stage.js";
import { signal } from "./signal.js";

function stepOf(name: string) {
  return planStep({ fault: "signal", target: "engine", options: { signal: name } });
}

const played = (name: string) => playedOut(signal, stepOf(name));

describe("fault signal", () => {
  it("starts a role again only after a signal that ends it", () => {
    for (const name of signalNames) {
      expect(traitsOf(stepOf(name)).restarts, name).to.equal(answers[name] === "ends");
    }
  });

  it("asks the output for nothing where the role lives through it", () => {
    expect(traitsOf(stepOf("SIGHUP")).effect).to.equal("still");
    expect(traitsOf(stepOf("SIGSTOP")).effect).to.equal("still");
    expect(traitsOf(stepOf("SIGUSR1")).effect).to.equal("none");
  });

  it("demands of the kernel what the signal asks of the role", async () => {
    expect(await played("SIGHUP")).to.deep.equal([
      "signal engine SIGHUP",
      "exited engine SIGHUP",
      "start engine",
    ]);
    expect(await played("SIGSTOP")).to.deep.equal([
      "signal engine SIGSTOP",
      "inState engine T",
      "signal engine SIGCONT",
      "notInState engine T",
    ]);
    expect(await played("SIGUSR1")).to.deep.equal([
      "reach engine SIGUSR1",
      "handled engine SIGUSR1",
      "notInState engine T",
    ]);
  });
});
