/** Tests of the vacuity proof: which schemes cannot fail, on which history, and what they lack. */
import { expect } from "chai";
import type { Plan } from "../planning/plan.js";
import { judge } from "../verdict.js";
import { planOf, planStep } from "./literals.js";
import { mutations } from "./mutations.js";
import { syntheticHistories } from "./synthetic.js";
import { judgeProved, proveNotVacuous, unclaimed, unjudgeable, vacuityText } from "./vacuity.js";

const step = planStep();
const snapshots = { min: 3, possible: 4, everyBars: 10 };
const recovery = { withinBars: 5 };
const good = planOf({ steps: [step], expect: { snapshots, recovery } });
const names = (plan: Plan) => proveNotVacuous(plan).map(({ history }) => history);
const ledger = { observed: [...good.observed, "ledger"] };

describe("vacuity", () => {
  it("lets a scheme pass that can fail, with every kind of fault", () => {
    expect(proveNotVacuous(good)).to.deep.equal([]);
    const kinds = [
      planStep({ fault: "restart", forBars: 0 }),
      planStep({ fault: "stop", forBars: 2 }),
      planStep({ fault: "pause", target: "publisher" }),
      planStep({ fault: "kill", target: "publisher", forBars: 10 }),
      planStep({ fault: "no-consumer", forBars: 15 }),
      planStep({ fault: "fifo-recreate", target: "fifo" }),
    ];
    for (const kind of kinds) {
      expect(proveNotVacuous({ ...good, steps: [kind] }), kind.fault).to.deep.equal([]);
      const [ideal] = syntheticHistories({ ...good, steps: [kind] });
      const found = ideal && judge(ideal.judged);
      expect(found?.reason, kind.fault).to.contain("evidence 1/1");
    }
  });

  it("plays an ideal run that passes every check, late roles and two faults at once included", () => {
    const late = planStep({ fault: "late", trigger: { kind: "start" }, estimatedBar: 0, forBars: 8 });
    const bridge = planStep({ id: "f2", fault: "pause", target: "bridge", estimatedBar: 20 });
    const both = planStep({ id: "f3", fault: "kill", target: "engine", estimatedBar: 22 });
    const roles = [
      { name: "publisher", startAfter: [], heldBack: false, consumer: false },
      { name: "bridge", startAfter: [], heldBack: false, consumer: false },
      { name: "engine", startAfter: [], heldBack: true, consumer: true },
    ];
    const plan = { ...good, ...ledger, roles, steps: [late, bridge, both] };
    plan.expect = { snapshots, recovery, delivery: "exactly-once" };
    expect(proveNotVacuous(plan)).to.deep.equal([]);
    const [ideal] = syntheticHistories(plan);
    const found = ideal && judge(ideal.judged);
    expect(found?.outcome, found?.reason).to.equal("pass");
    expect(found?.counts.bars).to.deep.equal({ published: 40, taken: 40, lost: 0, duplicated: 0 });
  });

  it("tries a claim by the numbers of the bars on what is told, in synthetic histories and in the recording", () => {
    for (const delivery of ["at-least-once", "at-most-once"] as const) {
      const expect_ = { snapshots, recovery, delivery, duplicates: { max: 0 } };
      // So many symbols that a reader holds few bars: then some lie beyond what the fault explains.
      const stream = { ...good.stream, symbols: Array.from({ length: 100 }, (_, index) => `S${index}`) };
      const plan = { ...good, stream, barsTold: true, expect: expect_ };
      expect(proveNotVacuous(plan), delivery).to.deep.equal([]);
      const histories = syntheticHistories(plan);
      expect(histories.map(({ name }) => name)).to.include.members(["one bar lost", "one bar doubled"]);
      const [ideal] = histories;
      const names = ideal === undefined ? [] : [...mutations(ideal.judged)].map(({ name }) => name);
      expect(names, delivery).to.include("one bar lost");
      expect(ideal && judgeProved(ideal.judged).outcome, delivery).to.equal("pass");
    }
    const counted = { ...good, expect: { snapshots, recovery, delivery: "at-least-once" as const } };
    expect(proveNotVacuous(counted)).to.deep.equal([]);
    expect(unjudgeable(counted)[0]).to.contain("delivery: delivery cannot be observed");
    const whole = syntheticHistories(counted)[0]?.judged;
    expect(whole && judge(whole).outcome).to.equal("inconclusive");
  });

  it("refuses a scheme that expects nothing", () => {
    const found = proveNotVacuous(planOf({ steps: [step] }));
    expect(found).to.deep.equal([
      { history: "empty", missing: "add `snapshots: { min: 66% }`" },
      { history: "dead from the start", missing: "add `snapshots: { min: 66% }`" },
      { history: "dead after the first fault", missing: "add `recovery: { within: 10 bars }`" },
      { history: "dead after the last heal", missing: "add `recovery: { within: 10 bars }`" },
    ]);
    expect(vacuityText(found)).to.equal(
      'the expectations pass the history "empty" (and 3 more such histories): add `snapshots: { min: 66% }`',
    );
  });

  it("refuses a number of snapshots that the bars before the fault already give", () => {
    const few = { ...good, expect: { snapshots: { ...snapshots, min: 2 } } };
    expect(names(few)).to.deep.equal(["dead after the first fault", "dead after the last heal"]);
    expect(names({ ...few, expect: { snapshots } })).to.deep.equal([]);
    expect(names({ ...few, expect: { ...few.expect, recovery } })).to.deep.equal([]);
  });

  it("refuses a minimum of no snapshot", () => {
    const none = { ...good, expect: { snapshots: { ...snapshots, min: 0 }, recovery } };
    expect(proveNotVacuous(none).map(({ missing }) => missing)).to.include(
      "raise `snapshots.min` to at least 1",
    );
  });

  it("lets a scheme run that cannot pass for want of an observation, and says why it cannot", () => {
    const blind = { ...good, observed: ["published", "taken"] };
    expect(proveNotVacuous(blind)).to.deep.equal([]);
    expect(unjudgeable(blind)).to.deep.equal([
      'snapshots: status updates cannot be observed: the system file declares no observation "snapshot"',
    ]);
    expect(unjudgeable(good)).to.deep.equal([]);
  });

  it("refuses a scheme that even an ideal run fails", () => {
    const found = proveNotVacuous({ ...good, expect: { snapshots: { ...snapshots, min: 9 } } });
    expect(vacuityText(found)).to.contain("the expectations fail even an ideal run: snapshots: 4 distinct");
  });

  it("leaves out the histories that have no counterpart", () => {
    const plan = planOf({ expect: { snapshots } });
    expect(syntheticHistories(plan).map(({ name }) => name)).to.deep.equal([
      "ideal",
      "empty",
      "dead from the start",
      "one snapshot short",
    ]);
    expect(proveNotVacuous(plan)).to.deep.equal([]);
  });

  it("tries a lost and a doubled bar where delivery is claimed, and says where it is not", () => {
    const once = { ...good, ...ledger, expect: { ...good.expect, delivery: "exactly-once" as const } };
    expect(proveNotVacuous(once)).to.deep.equal([]);
    expect(syntheticHistories(once).map(({ name }) => name)).to.include.members([
      "one bar lost",
      "one bar doubled",
    ]);
    expect(unclaimed(once)).to.equal(null);
    expect(unclaimed(good)).to.be.a("string");
    const most = { ...once, recovery: false, expect: { ...good.expect, delivery: "at-most-once" as const } };
    expect(proveNotVacuous(most)).to.deep.equal([]);
  });

  it("tries one duplicate too many, and a source that the faults hold up", () => {
    const expectMore = {
      ...good.expect,
      duplicates: { max: 2 },
      pace: { minPercent: 80 },
      memory: { maxMb: 50 },
    };
    const plan = { ...good, ...ledger, bars: 60, stream: planOf({ bars: 60 }).stream, expect: expectMore };
    expect(syntheticHistories(plan).map(({ name }) => name)).to.include.members([
      "one bar doubled",
      "source held up by the faults",
    ]);
    expect(proveNotVacuous(plan)).to.deep.equal([]);
    const slack = { ...plan, expect: { pace: { minPercent: 0 }, ...good.expect } };
    expect(names(slack)).to.deep.equal(["source held up by the faults"]);
  });

  it("has a history in which a fault was never applied, and only the evidence rule sees it", () => {
    const never = syntheticHistories(good).find(({ name }) => name === "fault never applied");
    const found = never && judge(never.judged);
    expect(found?.outcome).to.equal("inconclusive");
    expect(found?.reason).to.match(/^evidence: f1 \(kill engine\) was never requested/);
  });

  it("works where counts start anew with each incarnation", () => {
    expect(names({ ...good, takenScope: "sinceStart" })).to.deep.equal([]);
  });
});
