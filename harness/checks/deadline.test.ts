/** Tests of the check `deadline` on literal histories. */
import { expect } from "chai";
import type { EventBody, Output } from "../event.js";
import { at, planOf, seen, state, type Timed, wholeHistory } from "../proof/literals.js";
import { deadline } from "./deadline.js";

const judge = (...timed: Timed[]) =>
  deadline.judge({ plan: planOf(), history: wholeHistory(timed), files: {} });
const stood = [
  at(1000, seen("taken", 13, { role: "engine" })),
  at(3000, seen("published", 21, { role: "publisher" })),
];
const stall: EventBody = { type: "cut", cause: "stall", reason: "engine stood at bar 13 for 2.1 s" };
const noise = (
  loopLagMs: number,
  stealPercent: number | null,
  pressurePercent: number | null,
): EventBody => ({
  type: "noise",
  loopLagMs,
  stealPercent,
  pressurePercent,
});

describe("checks/deadline", () => {
  it("is inconclusive on the empty history", () => {
    expect(deadline.judge({ plan: planOf(), history: [], files: {} })).to.deep.equal({
      check: "deadline",
      outcome: "inconclusive",
      reason: "the history stops before the end of the run; run again",
      evidence: [],
    });
  });

  it("passes a run that ended by itself", () => {
    expect(judge(...stood)).to.deep.equal({
      check: "deadline",
      outcome: "pass",
      reason: "ended after 3000 ms, before its deadline of 10000 ms",
      evidence: [4],
      measured: "3000 ms (<=10000)",
    });
  });

  it("fails a stall with one duration and its limit, and rests first on the last bar before it", () => {
    expect(judge(...stood, at(3100, stall))).to.deep.equal({
      check: "deadline",
      outcome: "fail",
      reason: "engine stood at bar 13 for 2.1 s (1.0 s are allowed)",
      evidence: [2, 4],
    });
  });

  it("rests on the last bar of the source, where that stood too long itself", () => {
    const published = at(500, seen("published", 1, { role: "publisher" }));
    const taken = at(510, seen("taken", 1, { role: "engine" }));
    expect(judge(published, taken, at(1700, stall)).evidence).to.deep.equal([2, 4]);
    expect(judge(published, taken, at(1400, stall)).evidence).to.deep.equal([3, 4]);
  });

  it("names an end that nobody holds", () => {
    const what = "the listening end of bars (tcp://127.0.0.1:5555)";
    const nobody: EventBody = { type: "holders", resource: what, holders: [], problem: "nobody" };
    expect(judge(...stood, at(3100, stall), at(3101, nobody)).reason).to.equal(
      `engine stood at bar 13 for 2.1 s (1.0 s are allowed); nobody held ${what}`,
    );
  });

  describe("of a role that lives and says nothing after its ready line", () => {
    const still = (output: Output, ...more: Timed[]) =>
      judge(
        at(1, state("engine", 1, "spawned", { output })),
        at(2, state("engine", 1, "ready")),
        at(3, seen("feed", null, { role: "engine" })),
        ...more,
        at(3000, seen("published", 21, { role: "publisher" })),
        at(3100, stall),
      )
        .reason.split("; ")
        .slice(1);
    const silent = "nothing more that is observed came from engine.1 after its ready line";

    it("names buffering as a likely cause", () => {
      expect(still("declared-line")).to.deep.equal([
        "engine.1 was alive",
        `${silent}: if it buffers its stdout, say \`buffering: block\` for it in the system file`,
      ]);
    });

    it("says so where it is known and could not be changed", () => {
      expect(still("blocks")).to.deep.equal([
        "engine.1 was alive",
        `${silent}: it buffers its stdout in blocks, and neither perl, python3 nor stdbuf is here to change that`,
      ]);
    });

    it("does not where its lines come at once, it spoke, or it is gone", () => {
      expect(still("pty")).to.deep.equal(["engine.1 was alive"]);
      const spoke = at(4, seen("taken", 1, { role: "engine" }));
      const usage = at(5, { type: "usage", role: "engine", incarnation: 1, rssMb: 1, cpuPercent: 0.4 });
      expect(still("declared-line", spoke, usage)).to.deep.equal(["engine.1 was alive at 0 % CPU"]);
      expect(still("declared-line", at(4, state("engine", 1, "exited")))).to.deep.equal([]);
    });
  });

  it("fails under noise exactly within the budget, and is drowned by any above it", () => {
    const under = (body: EventBody) => judge(...stood, at(2500, body), at(3100, stall));
    expect(under(noise(100, 20, 60)).outcome).to.equal("fail");
    expect(under(noise(0, null, null)).outcome).to.equal("fail");
    expect(under(noise(101, 0, 0)).reason).to.match(
      /, but the harness's own event loop was 101 ms late \(budget 100 ms\); run again on a quieter machine$/,
    );
    expect(under(noise(0, 20.1, null)).reason).to.contain(
      "the hypervisor took 20.1 % of the CPU (budget 20 %)",
    );
    expect(under(noise(0, 0, 61)).reason).to.contain(
      "some task waited for a CPU 61 % of the time (budget 60 %)",
    );
  });

  it("does not excuse a stall by noise long before it", () => {
    expect(judge(at(100, noise(500, 0, 0)), ...stood, at(3100, stall)).outcome).to.equal("fail");
  });

  it("does not excuse a taker that stood still while the source kept its rhythm on the same machine", () => {
    const rhythm = (everyMs: number, bars: number) =>
      Array.from({ length: bars }, (_, index) =>
        at(2000 + everyMs * index, seen("published", 13 + index, { role: "publisher" })),
      );
    const stalled = (everyMs: number, bars: number) =>
      judge(...stood.slice(0, 1), ...rhythm(everyMs, bars), at(2950, noise(0, 0, 99)), at(3000, stall))
        .outcome;
    expect(stalled(20, 20)).to.equal("fail");
    expect(stalled(21, 20)).to.equal("inconclusive");
    expect(stalled(20, 19)).to.equal("inconclusive");
  });

  it("leaves any other cut to the check that knows it", () => {
    expect(judge(at(1, { type: "cut", cause: "violation", reason: "crash" })).outcome).to.equal(
      "inconclusive",
    );
  });
});
