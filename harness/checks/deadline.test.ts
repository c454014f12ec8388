/** Tests of the check `deadline` on literal histories. */
import { expect } from "chai";
import type { EventBody } from "../event.js";
import { at, planOf, seen, type Timed, wholeHistory } from "../proof/literals.js";
import { deadline } from "./deadline.js";

const judge = (...timed: Timed[]) =>
  deadline.judge({ plan: planOf(), history: wholeHistory(timed), files: {} });
const stood = [
  at(1000, seen("taken", 13, { role: "engine" })),
  at(3000, seen("published", 21, { role: "publisher" })),
];
const stall: EventBody = { type: "cut", cause: "stall", reason: "no progress for 2.1 s" };
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

  it("fails a stall, and says where it stood and for how long", () => {
    expect(judge(...stood, at(3100, stall))).to.deep.equal({
      check: "deadline",
      outcome: "fail",
      reason: "engine stood at bar 13 for 2.1 s while publisher was at 21 (stall: no progress for 2.1 s)",
      evidence: [4],
    });
  });

  it("counts from the last bar that was taken before the cut", () => {
    const taken = (tMs: number, bars: number) => at(tMs, seen("taken", bars, { role: "engine" }));
    expect(judge(taken(100, 3), taken(900, 4), at(1900, stall), taken(1901, 5)).reason).to.match(
      /^engine stood at bar 4 for 1\.0 s while publisher was at 0 /,
    );
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
