/** Tests of the check `recovery` on literal histories. */
import { expect } from "chai";
import { at, planOf, planStep, rung, seen, state, type Timed, wholeHistory } from "../proof/literals.js";
import { recovery } from "./recovery.js";

const step = planStep();
const plan = planOf({ steps: [step], expect: { recovery: { withinBars: 3 } } });
const published = (tMs: number, bar: number) => at(tMs, seen("published", bar, { role: "publisher" }));
const taken = (tMs: number, bars: number, incarnation: number) =>
  at(tMs, seen("taken", bars, { role: "engine", incarnation }));
const fault = (tMs: number, name: "requested" | "delivered" | "observed" | "healed", bar: number) =>
  at(tMs, rung(step, name, bar));
const judge = (timed: readonly Timed[], of = plan) =>
  recovery.judge({ plan: of, history: wholeHistory(timed), files: {} });

const killed = [
  at(0, state("engine", 1, "spawned")),
  published(200, 20),
  taken(201, 20, 1),
  fault(202, "delivered", 20),
  fault(204, "observed", 20),
  at(260, state("engine", 2, "spawned")),
  published(260, 26),
  at(299, state("engine", 2, "ready")),
  fault(300, "healed", 26),
];

describe("checks/recovery", () => {
  it("applies only to schemes with faults that expect it", () => {
    expect(recovery.applies(plan)).to.equal(true);
    expect(recovery.applies(planOf({ expect: { recovery: { withinBars: 3 } } }))).to.equal(false);
    expect(recovery.applies(planOf({ steps: [step] }))).to.equal(false);
  });

  it("is inconclusive on the empty history", () => {
    expect(recovery.judge({ plan, history: [], files: {} })).to.deep.equal({
      check: "recovery",
      outcome: "inconclusive",
      reason: "f1 (kill engine) was never healed, so nothing could recover from it; see the check evidence",
      evidence: [],
    });
  });

  it("passes exactly at the limit", () => {
    expect(judge([...killed, published(330, 29), taken(331, 21, 2)])).to.deep.equal({
      check: "recovery",
      outcome: "pass",
      reason: "recovered from 1 of 1 faults within 3 bars (allowed 3), longest outage 0.1 s",
      evidence: [5, 6, 10, 12],
      measured: "3 bars (<=3)",
    });
  });

  it("fails one bar beyond the limit", () => {
    expect(judge([...killed, published(340, 30), taken(341, 21, 2)])).to.deep.equal({
      check: "recovery",
      outcome: "fail",
      reason: "f1 (kill engine) recovered only after 4 bars, allowed are 3",
      evidence: [5, 6, 10, 12],
      measured: "4 bars (<=3)",
    });
  });

  it("counts no more bars than have their time: a source may catch up with its schedule in one burst", () => {
    const burst = (tMs: number) => [...killed, published(310, 90), taken(tMs, 21, 2)];
    expect(judge(burst(330))).to.include({ outcome: "pass", measured: "3 bars (<=3)" });
    expect(judge(burst(331))).to.include({ outcome: "fail", measured: "4 bars (<=3)" });
  });

  it("is drowned by noise while it recovers, and only where it would fail", () => {
    const noise = (tMs: number) =>
      at(tMs, { type: "noise", loopLagMs: 101, stealPercent: 0, pressurePercent: 0 });
    const quiet = { type: "noise", loopLagMs: 1, stealPercent: 0, pressurePercent: 0 } as const;
    const slow = [...killed, published(340, 30), taken(341, 21, 2)];
    expect(judge([...slow, noise(842)]).outcome).to.equal("inconclusive");
    expect(judge([...slow, at(342, quiet), noise(842)]).outcome).to.equal("fail");
    expect(judge([noise(201), ...slow]).outcome).to.equal("fail");
    expect(judge([...killed, published(330, 29), taken(331, 21, 2), noise(400)]).outcome).to.equal("pass");
  });

  it("does not count bars that were published while another fault was open", () => {
    const next = planStep({ id: "f2" });
    const of = { ...plan, steps: [step, next] };
    const both = (bars: number) => [
      ...killed,
      at(301, rung(next, "requested", 26)),
      published(900, 26 + bars),
      at(901, rung(next, "observed", 26 + bars)),
      at(902, state("engine", 3, "ready")),
      at(903, rung(next, "healed", 26 + bars)),
      published(910, 27 + bars),
      taken(911, 21, 3),
    ];
    expect(judge(both(10), of).measured).to.equal("1 bars (<=3)");
  });

  it("fails where no new bar was taken", () => {
    expect(judge([...killed, published(340, 30), taken(341, 20, 2)])).to.deep.equal({
      check: "recovery",
      outcome: "fail",
      reason: "f1 (kill engine) was healed and no new bar was ever taken after it",
      evidence: [5, 6, 10],
      measured: "never",
    });
  });

  it("does not call it a failure where the history was cut", () => {
    const history = wholeHistory(killed).slice(0, -1);
    expect(recovery.judge({ plan, history, files: {} })).to.include({
      outcome: "inconclusive",
      reason:
        "no new bar was seen taken after f1 (kill engine) was healed, but the history stops before its end; run again",
    });
  });

  it("does not fail, where nothing is fetched again, what came back after the last bars", () => {
    const lossy = { ...plan, recovery: false };
    const upTo = (bar: number) => [...killed, published(340, bar)];
    expect(judge(upTo(28), lossy).reason).to.equal(
      "no new bar was seen taken after f1 (kill engine) was healed, but only 2 bars were published after it, " +
        "3 are allowed; run again",
    );
    expect(judge(upTo(29), lossy).outcome).to.equal("fail");
    expect(judge(upTo(28)).outcome).to.equal("fail");
  });

  it("does not pass what came back only after the stream had no bars left to count", () => {
    const back = (tMs: number) => judge([...killed, published(330, 28), taken(tMs, 28, 2)]);
    expect(back(330 + 39).outcome).to.equal("pass");
    expect(back(330 + 40)).to.include({
      outcome: "inconclusive",
      reason:
        "f1 (kill engine) recovered 40 ms after the last bar of the stream, and only 2 bars were left to count of " +
        "the 3 that are allowed; give the stream more bars or a slower pace (--bars, --speed-ms)",
    });
    const whole = [at(0, state("engine", 1, "spawned")), taken(201, 40, 1), published(201, 40)];
    const healed = [fault(202, "delivered", 40), fault(204, "observed", 40), fault(900, "healed", 40)];
    const of = { ...plan, bars: 40 };
    expect(judge([...whole, ...healed, taken(990, 41, 2)], of).outcome, "nothing was left to take").to.equal(
      "pass",
    );
  });

  it("wants new bars published and taken after a fault on the source", () => {
    const onSource = planStep({ target: "publisher" });
    const of = { ...plan, steps: [onSource] };
    const healed = [
      published(200, 20),
      at(204, rung(onSource, "observed", 20)),
      at(300, rung(onSource, "healed", 20)),
    ];
    expect(judge([...healed, taken(301, 20, 1)], of).reason).to.equal(
      "f1 (kill publisher) was healed and no new bar was ever published and taken after it",
    );
    expect(judge([...healed, published(310, 21), taken(311, 21, 1)], of).measured).to.equal("1 bars (<=3)");
  });

  it("takes the first bar after heal where counts start anew with each incarnation", () => {
    const anew = { ...plan, takenScope: "sinceStart" as const };
    expect(judge([...killed, published(310, 27), taken(311, 1, 2)], anew).measured).to.equal("1 bars (<=3)");
  });

  it("tells the longest of several recoveries", () => {
    const second = planStep({ id: "f2" });
    const both = [
      ...killed,
      published(330, 29),
      taken(331, 21, 2),
      at(400, rung(second, "delivered", 29)),
      at(401, rung(second, "observed", 29)),
      at(450, state("engine", 3, "spawned")),
      at(451, state("engine", 3, "ready")),
      at(452, rung(second, "healed", 29)),
      published(460, 30),
      taken(461, 30, 3),
    ];
    const found = judge(both, { ...plan, steps: [step, second] });
    expect(found.measured).to.equal("3 bars (<=3)");
    expect(found.reason).to.contain("2 of 2 faults within 3 bars (allowed 3), longest outage 0.1 s");
  });

  it("is inconclusive where bars taken are not observed", () => {
    expect(judge([], { ...plan, observed: ["published"] }).outcome).to.equal("inconclusive");
    expect(judge([], { ...plan, observed: ["published"] }).reason).to.equal(
      'recovery cannot be observed: the system file declares no observation "taken"',
    );
  });
});
