/** Tests of the check `pace` on literal histories. */
import { expect } from "chai";
import { at, planOf, planStep, rung, seen, type Timed, wholeHistory } from "../proof/literals.js";
import { pace } from "./pace.js";

const step = planStep();
const plan = planOf({ steps: [step], expect: { pace: { minPercent: 80 } } });
const published = (tMs: number, bar: number) => at(tMs, seen("published", bar, { role: "publisher" }));
const rhythm = (fromMs: number, fromBar: number, bars: number, everyMs: number) =>
  Array.from({ length: bars }, (_, index) => published(fromMs + everyMs * (index + 1), fromBar + index + 1));
const judge = (timed: readonly Timed[], of = plan) =>
  pace.judge({ plan: of, history: wholeHistory(timed), files: {} });
/** Open for 100 ms, in which so many bars are published; before and after it 10 bars in 100 ms. */
const open = (bars: number, everyMs: number) => [
  published(0, 1),
  ...rhythm(0, 1, 10, 10),
  at(100, rung(step, "observed", 11)),
  ...rhythm(100, 11, bars, everyMs),
  at(200, rung(step, "healed", 11 + bars)),
  ...rhythm(200, 11 + bars, 10, 10),
];

describe("checks/pace", () => {
  it("is inconclusive on the empty history", () => {
    expect(pace.applies(planOf())).to.equal(false);
    expect(pace.judge({ plan, history: [], files: {} })).to.deep.equal({
      check: "pace",
      outcome: "inconclusive",
      reason:
        "too short to measure: 5 bars are needed inside and outside of the faults; lengthen the fault or the stream",
      evidence: [],
    });
  });

  it("passes exactly at the share and fails below it", () => {
    expect(judge(open(8, 12.5))).to.deep.equal({
      check: "pace",
      outcome: "pass",
      reason: "80.0 bars/s while faults were open, 100.0 outside: 80 %, at least 80 % expected",
      evidence: [],
      measured: "80 % (>=80 %)",
    });
    expect(judge(open(7, 14))).to.deep.equal({
      check: "pace",
      outcome: "fail",
      reason: "70.0 bars/s while faults were open, 100.0 outside: 70 %, at least 80 % expected",
      evidence: [],
      measured: "70 % (>=80 %)",
    });
  });

  it("fails a source that stopped altogether", () => {
    expect(judge(open(0, 1)).measured).to.equal("0 % (>=80 %)");
  });

  it("is drowned by noise only where it would fail", () => {
    const noise = at(150, { type: "noise", loopLagMs: 500, stealPercent: 0, pressurePercent: 0 });
    expect(judge([...open(8, 12.5), noise]).outcome).to.equal("pass");
    expect(judge([...open(7, 14), noise])).to.include({ outcome: "inconclusive" });
  });

  it("lays a long standstill on the source, however busy the machine was", () => {
    const busy = (loopLagMs: number) =>
      at(1400, { type: "noise", loopLagMs, stealPercent: 0, pressurePercent: 99 });
    const still = [
      ...rhythm(0, 0, 30, 10),
      at(300, rung(step, "observed", 30)),
      at(1300, rung(step, "healed", 30)),
      ...rhythm(1300, 30, 10, 10),
    ];
    expect(judge([...still, busy(99)]).outcome).to.equal("fail");
    expect(judge([...still, busy(101)]).outcome).to.equal("inconclusive");
    expect(judge([...open(7, 14), busy(5)]).outcome).to.equal("inconclusive");
  });

  it("is excused by no noise that was over before the first fault, or came after the last", () => {
    const loud = (tMs: number) =>
      at(tMs, { type: "noise", loopLagMs: 900, stealPercent: 0, pressurePercent: 99 });
    const quiet = (tMs: number) =>
      at(tMs, { type: "noise", loopLagMs: 1, stealPercent: 0, pressurePercent: 5 });
    expect(judge([loud(99), ...open(7, 14), quiet(210), loud(800)]).outcome).to.equal("fail");
    expect(judge([loud(110), ...open(7, 14), quiet(210)]).outcome).to.equal("inconclusive");
    expect(judge([quiet(90), ...open(7, 14), loud(400)]).outcome).to.equal("inconclusive");
  });

  it("leaves out what a fault on the source itself disturbs", () => {
    const own = planStep({ id: "f2", target: "publisher" });
    const disturbed = [
      ...open(8, 12.5),
      at(300, rung(own, "delivered", 29)),
      at(301, rung(own, "observed", 29)),
      at(900, rung(own, "healed", 29)),
      published(910, 30),
      at(910, seen("taken", 30, { role: "engine" })),
    ];
    expect(judge(disturbed, { ...plan, steps: [step, own] }).measured).to.equal("80 % (>=80 %)");
  });

  it("does not ask a source that is done for more", () => {
    const done = { ...plan, bars: 19 };
    const timed = [...open(8, 12.5).slice(0, -11), at(500, rung(step, "healed", 19))];
    expect(judge(timed, done).measured).to.equal("80 % (>=80 %)");
  });

  it("is inconclusive where publishing is not observed", () => {
    const blind = judge(open(8, 12.5), { ...plan, observed: [] });
    expect(blind.reason).to.match(/^the pace cannot be observed/);
    expect(blind.outcome).to.equal("inconclusive");
  });

  it("needs five bars of time inside and outside of the faults", () => {
    const short = (insideMs: number, outsideMs: number) => [
      published(0, 1),
      published(outsideMs, 2),
      at(outsideMs, rung(step, "observed", 2)),
      published(outsideMs + insideMs, 3),
      at(outsideMs + insideMs, rung(step, "healed", 3)),
    ];
    expect(judge(short(50, 50)).outcome).to.equal("pass");
    expect(judge(short(49, 50)).outcome).to.equal("inconclusive");
    expect(judge(short(50, 49)).outcome).to.equal("inconclusive");
  });

  it("measures a source that stopped for good to the last heal", () => {
    const stopped = [...open(0, 1).slice(0, 12), at(200, rung(step, "healed", 11))];
    expect(judge(stopped).measured).to.equal("0 % (>=80 %)");
  });
});
