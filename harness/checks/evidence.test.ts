/** Tests of the check `evidence` on literal histories. */
import { expect } from "chai";
import type { Rung } from "../event.js";
import { at, planOf, planStep, rung, seen, state, type Timed, wholeHistory } from "../proof/literals.js";
import { evidence } from "./evidence.js";

const step = planStep();
const plan = planOf({ steps: [step] });
const judge = (timed: readonly Timed[]) => evidence.judge({ plan, history: wholeHistory(timed), files: {} });
const fault = (tMs: number, name: Rung, bar: number) => at(tMs, rung(step, name, bar));
const published = (tMs: number, bar: number) => at(tMs, seen("published", bar, { role: "publisher" }));

const begun = [fault(200, "requested", 20), fault(201, "delivered", 20)];
const observed = [
  at(0, state("engine", 1, "spawned")),
  published(200, 20),
  ...begun,
  fault(204, "observed", 20),
];
const again = at(250, state("engine", 2, "spawned"));
const healed = [...observed, published(240, 24), again, fault(260, "healed", 24)];

describe("checks/evidence", () => {
  it("does not apply where no fault is planned", () => {
    expect(evidence.applies(planOf())).to.equal(false);
    expect(evidence.applies(plan)).to.equal(true);
  });

  it("is inconclusive on the empty history", () => {
    expect(evidence.judge({ plan, history: [], files: {} })).to.deep.equal({
      check: "evidence",
      outcome: "inconclusive",
      reason: "f1 (kill engine) was never requested: the run ended before its moment; look for what ended it",
      evidence: [],
      measured: "0/1",
    });
  });

  it("passes a fault that was felt for exactly one bar less than its length", () => {
    expect(judge(healed)).to.deep.equal({
      check: "evidence",
      outcome: "pass",
      reason: "1 of 1 faults took effect",
      evidence: [4, 5, 6, 9],
      measured: "1/1",
    });
  });

  it("is inconclusive where the source advanced one bar less than that", () => {
    const found = judge([...observed, published(240, 23), fault(260, "healed", 23)]);
    expect(found.outcome).to.equal("inconclusive");
    expect(found.reason).to.equal(
      "f1 (kill engine) was not felt: taken stood at 0 for 56 ms while the source advanced 3 bars (needed 4); " +
        "lengthen `for`, or check that the target is on the path of the bars",
    );
  });

  it("is inconclusive where nothing was started anew, whatever stood still", () => {
    const found = judge([...observed, published(240, 24), fault(260, "healed", 24), again]);
    expect(found.outcome).to.equal("inconclusive");
    expect(found.reason).to.match(
      /^f1 \(kill engine\) was not felt: no new incarnation of engine was started while it was open;/,
    );
  });

  it("names the rung that is missing", () => {
    const reason = (timed: readonly Timed[]) => judge(timed).reason;
    expect(reason(begun.slice(0, 1))).to.match(/^f1 \(kill engine\) was not delivered;/);
    expect(reason([...begun, fault(203, "failed", 20)])).to.equal(
      "f1 (kill engine) was not observed: failed engine; run it again",
    );
    expect(reason(observed)).to.match(/^f1 \(kill engine\) was never healed;/);
    expect(reason([...observed, fault(210, "unhealed", 20)])).to.match(/was never healed: unhealed engine;/);
  });

  it("never counts a rung as reached that this machine cannot observe", () => {
    for (const name of ["observed", "failed"] as const) {
      const blind = at(204, rung(step, name, 20, { available: false }));
      expect(judge([...begun, blind, published(240, 24), fault(260, "healed", 24)]).reason).to.equal(
        "f1 (kill engine) could not be observed: this machine has no probe for it; run where /proc can be read",
      );
    }
  });

  it("counts what is proven and says how many more are not", () => {
    const two = { ...plan, steps: [step, planStep({ id: "f2" }), planStep({ id: "f3" })] };
    const found = evidence.judge({ plan: two, history: wholeHistory(healed), files: {} });
    expect(found.measured).to.equal("1/3");
    expect(found.reason).to.match(/^f2 .* \(and 1 more\)$/);
  });

  it("says which fault came late, and that this may be why it was not felt", () => {
    const lateIn = (timed: readonly Timed[]) =>
      timed.map((one) =>
        one.body.type === "fault" && one.body.rung === "delivered"
          ? { ...one, body: { ...one.body, publishedBar: 23 } }
          : one,
      );
    expect(judge(lateIn([...observed, fault(260, "healed", 20)])).reason).to.match(
      /it came 3 bars after its moment: run again on a quieter machine$/,
    );
    const other = planStep({ id: "f0", trigger: { kind: "bar", bar: 5, offsetMs: 0 } });
    const first = (bar: number) => at(199, rung(other, "healed", bar));
    const late = (bar: number) =>
      evidence.judge({
        plan: { ...plan, steps: [other, step] },
        history: wholeHistory([
          ...(["requested", "delivered", "observed"] as const).map((name) => at(100, rung(other, name, 5))),
          at(120, state("engine", 0, "spawned")),
          ...[published(150, 9), first(bar), ...lateIn([...observed, fault(260, "healed", 20)])],
        ]),
        files: {},
      }).reason;
    expect(late(21)).to.match(
      /its moment, bar 20, passed while engine was still starting again after f0: give the stream more bars or a slower pace \(--bars, --speed-ms\)$/,
    );
    expect(late(20)).to.match(/run again on a quieter machine$/);
    expect(judge(lateIn(healed)).reason).to.equal(
      "1 of 1 faults took effect; imprecise: f1 (kill engine) 3 bars late",
    );
  });
});
