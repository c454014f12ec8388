/** Tests of what a signal's fault is like, and of what it does on a stage. */
import { expect } from "chai";
import { planStep } from "../proof/literals.js";
import { answers, signalNames } from "../signals.js";
import type { Proof, Stage } from "../stage.js";
import { traitsOf } from "./index.js";
import { signal } from "./signal.js";

function stepOf(name: string) {
  return planStep({ fault: "signal", target: "engine", options: { signal: name } });
}

/** Says what was asked of it, and has seen it all. */
function recorder(done: string[]): Stage {
  const answer =
    (verb: string) =>
    (...words: string[]) => {
      const text = [verb, ...words].join(" ");
      done.push(text);
      return { seen: true, available: true, text } satisfies Proof;
    };
  return new Proxy({} as Stage, { get: (_, verb) => answer(String(verb)) });
}

async function playedOut(name: string): Promise<string[]> {
  const done: string[] = [];
  const [stage, step] = [recorder(done), stepOf(name)];
  await signal.inject(stage, step);
  await signal.observe(stage, step);
  await signal.heal(stage, step);
  return done;
}

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
    expect(await playedOut("SIGHUP")).to.deep.equal([
      "signal engine SIGHUP",
      "exited engine SIGHUP",
      "start engine",
    ]);
    expect(await playedOut("SIGSTOP")).to.deep.equal([
      "signal engine SIGSTOP",
      "inState engine T",
      "signal engine SIGCONT",
      "notInState engine T",
    ]);
    expect(await playedOut("SIGUSR1")).to.deep.equal([
      "reach engine SIGUSR1",
      "handled engine SIGUSR1",
      "notInState engine T",
    ]);
  });
});
