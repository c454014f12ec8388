/** Tests of the checks on processes, `incarnations`, `leftovers` and `memory`, on literal histories. */
import { expect } from "chai";
import type { EventBody, HoldersEvent } from "../event.js";
import type { Check } from "../finding.js";
import { at, planOf, state, wholeHistory } from "../proof/literals.js";
import { incarnations } from "./incarnations.js";
import { leftovers } from "./leftovers.js";
import { memory } from "./memory.js";

const judge = (check: Check, ...bodies: EventBody[]) =>
  check.judge({
    plan: planOf({ expect: { memory: { maxMb: 100 } } }),
    history: wholeHistory(bodies.map((body) => at(1, body))),
    files: {},
  });
const empty = (check: Check) =>
  check.judge({ plan: planOf({ expect: { memory: { maxMb: 100 } } }), history: [], files: {} });
const spawned = (incarnation: number) => state("engine", incarnation, "spawned");
const exited = (incarnation: number, signal: string | null = null) =>
  state("engine", incarnation, "exited", { code: 0, signal, asked: true });

describe("checks/incarnations", () => {
  const held = (problem: HoldersEvent["problem"], role: string | null): EventBody => ({
    type: "holders",
    resource: "fifo",
    problem,
    holders: [{ pid: 9, command: "cat fifo", role, end: "read" }],
  });

  it("is inconclusive on the empty history", () => {
    expect(empty(incarnations)).to.deep.equal({
      check: "incarnations",
      outcome: "inconclusive",
      reason: "no role was ever started, and the history does not say why; run again",
      evidence: [],
    });
  });

  it("passes one incarnation after the other", () => {
    expect(judge(incarnations, spawned(1), exited(1), spawned(2))).to.deep.equal({
      check: "incarnations",
      outcome: "pass",
      reason: "2 incarnations, never two of a role at once",
      evidence: [],
    });
  });

  it("takes an incarnation that could not be started for none", () => {
    const failed = state("engine", 2, "spawn-failed");
    expect(judge(incarnations, spawned(1), exited(1), spawned(2), failed, spawned(3)).outcome).to.equal(
      "pass",
    );
    expect(judge(incarnations, spawned(1), exited(2), spawned(3)).outcome).to.equal("inconclusive");
    expect(judge(incarnations, spawned(1), state("bridge", 1, "spawned")).outcome).to.equal("pass");
  });

  it("is inconclusive where the harness started a second one beside the first", () => {
    expect(judge(incarnations, spawned(1), spawned(2))).to.deep.equal({
      check: "incarnations",
      outcome: "inconclusive",
      reason: "the harness started engine.2 while an older one was alive; run again",
      evidence: [3],
    });
  });

  it("is inconclusive for a stranger, which it names, and fails two of ours", () => {
    expect(judge(incarnations, spawned(1), held("stranger", null))).to.deep.equal({
      check: "incarnations",
      outcome: "inconclusive",
      reason: "fifo was held by a stranger: pid 9 (cat fifo, read); end that process and run again",
      evidence: [3],
    });
    expect(
      judge(incarnations, spawned(1), held("stranger", null), held("two-readers", "engine")),
    ).to.deep.equal({
      check: "incarnations",
      outcome: "fail",
      reason: "fifo had two readers: engine pid 9 (cat fifo)",
      evidence: [4],
    });
  });
});

describe("checks/leftovers", () => {
  it("is inconclusive on the empty history", () => {
    expect(empty(leftovers)).to.include({
      outcome: "inconclusive",
      reason: "no role was ever started, and the history does not say why; run again",
    });
    const uncut = wholeHistory([at(1, spawned(1)), at(2, exited(1))]);
    expect(leftovers.judge({ plan: planOf(), history: uncut.slice(0, -1), files: {} }).outcome).to.equal(
      "inconclusive",
    );
  });

  it("leaves what broke in the harness to the check that knows it", () => {
    const shrank: EventBody = { type: "harness", problem: "log-shrank", reason: "R" };
    expect(judge(leftovers, spawned(1), shrank, exited(1)).outcome).to.equal("pass");
  });

  it("passes roles that ended", () => {
    const killed = [spawned(1), exited(1, "SIGKILL"), spawned(2), exited(2, "SIGTERM")];
    expect(judge(leftovers, ...killed)).to.deep.equal({
      check: "leftovers",
      outcome: "pass",
      reason: "every role ended and left nothing behind",
      evidence: [],
    });
  });

  it("fails a role that ignored its stop signal", () => {
    const deaf: EventBody = { type: "harness", problem: "stop-ignored", reason: "engine.1 did not exit" };
    expect(judge(leftovers, spawned(1), deaf, exited(1, "SIGKILL"))).to.deep.equal({
      check: "leftovers",
      outcome: "fail",
      reason: "engine.1 did not exit",
      evidence: [3],
    });
  });

  it("fails a process that was left behind", () => {
    const left: EventBody = { type: "harness", problem: "leftover", reason: "engine.1 left pid 8 (sleep)" };
    expect(judge(leftovers, spawned(1), exited(1), left, left)).to.deep.equal({
      check: "leftovers",
      outcome: "fail",
      reason: "engine.1 left pid 8 (sleep) (and 1 more)",
      evidence: [4, 5],
    });
  });

  it("is inconclusive where the end of an incarnation was not seen", () => {
    expect(judge(leftovers, spawned(1), exited(1), spawned(2))).to.include({
      outcome: "inconclusive",
      reason: "the end of engine.2 was never seen; look whether it still runs",
    });
  });
});

describe("checks/memory", () => {
  const usage = (role: string, rssMb: number): EventBody => ({
    type: "usage",
    role,
    incarnation: 1,
    rssMb,
    cpuPercent: 1,
  });

  it("is inconclusive on the empty history, and where a role was not sampled", () => {
    expect(memory.applies(planOf())).to.equal(false);
    expect(empty(memory)).to.deep.equal({
      check: "memory",
      outcome: "inconclusive",
      reason: "the memory of publisher was never sampled; run where /proc can be read",
      evidence: [],
    });
    expect(judge(memory, usage("publisher", 1)).reason).to.match(/^the memory of engine was never sampled/);
  });

  it("passes exactly at the limit and fails above it", () => {
    expect(judge(memory, usage("publisher", 50), usage("engine", 100))).to.deep.equal({
      check: "memory",
      outcome: "pass",
      reason: "at most 100 MiB (engine), allowed are 100",
      evidence: [3],
      measured: "100 MiB (<=100)",
    });
    expect(judge(memory, usage("publisher", 50), usage("engine", 100.1))).to.deep.equal({
      check: "memory",
      outcome: "fail",
      reason: "engine.1 held 100.1 MiB after 1 ms, allowed are 100",
      evidence: [3],
      measured: "100.1 MiB (<=100)",
    });
  });
});
