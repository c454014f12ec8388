/** Tests of the mutations of a recorded run: each takes away what it says, and a scheme that lets one pass is told. */
import { expect } from "chai";
import { readLedger } from "../evidence/ledger-text.js";
import type { Judged } from "../finding.js";
import type { Plan } from "../planning/plan.js";
import { judge } from "../verdict.js";
import { at, numbered, planOf, planStep } from "./literals.js";
import { mutations } from "./mutations.js";
import { syntheticHistories } from "./synthetic.js";
import { judgeProved } from "./vacuity.js";

const snapshots = { min: 3, possible: 4, everyBars: 10 };
const observed = [...planOf().observed, "ledger"] as Plan["observed"];
const whole = planOf({
  steps: [planStep()],
  observed,
  expect: { snapshots, recovery: { withinBars: 5 }, delivery: "exactly-once" },
});

/** A run that passes, as if it had been recorded. */
function recording(plan: Plan): Judged {
  const ideal = syntheticHistories(plan).find(({ name }) => name === "ideal");
  if (ideal === undefined) throw new Error("no ideal history");
  expect(judge(ideal.judged).outcome, judge(ideal.judged).reason).to.equal("pass");
  return ideal.judged;
}

function mutated(plan: Plan, wanted: string): Judged {
  const found = [...mutations(recording(plan))].find(({ name }) => name === wanted);
  if (found === undefined) throw new Error(`no mutation ${wanted}`);
  return found.judged;
}

const proofOf = (judged: Judged) => judgeProved(judged).findings.find(({ check }) => check === "vacuity");

describe("proof/mutations", () => {
  it("refuses every mutation of a run of a scheme that can fail, and says how many", () => {
    const { outcome } = judgeProved(recording(whole));
    expect(outcome).to.equal("pass");
    expect(proofOf(recording(whole))?.measured).to.equal("8 of 8 mutations refused");
  });

  it("makes a pass inconclusive when the bars before the fault alone reach the minimum", () => {
    const slack = planOf({ steps: [planStep()], expect: { snapshots: { ...snapshots, min: 2 } } });
    const { outcome, reason } = judgeProved(recording(slack));
    expect(outcome).to.equal("inconclusive");
    expect(reason).to.equal(
      'vacuity: the expectations also pass this recording mutated to "dead after the first fault": ' +
        "add `recovery: { within: 10 bars }`",
    );
  });

  it("proves nothing where the run did not pass anyway", () => {
    const dead = mutated(whole, "dead from the start");
    expect(judgeProved(dead)).to.deep.equal(judge(dead));
  });

  it("takes the ledger back to what was taken when the taker died", () => {
    const { files } = mutated(whole, "dead after the first fault");
    expect(readLedger(files.ledger ?? "").bars.at(-1)?.bar).to.equal(20);
    expect(readLedger(files.golden ?? "").bars).to.have.length(40);
  });

  it("loses one bar and doubles one bar of the ledger", () => {
    const bars = (name: string) =>
      readLedger(mutated(whole, name).files.ledger ?? "").bars.map(({ bar }) => bar);
    expect(bars("one bar lost")).to.have.length(39);
    expect(bars("one bar doubled")).to.have.length(41);
    expect(new Set(bars("one bar doubled")).size).to.equal(40);
  });

  it("lets noise excuse nothing in a mutation", () => {
    const recorded = recording(whole);
    const noise = { type: "noise", loopLagMs: 9000, stealPercent: 99, pressurePercent: 99 } as const;
    const noisy = numbered([
      ...recorded.history.slice(0, -1).map((event) => at(event.tMs, event)),
      at(1, noise),
    ]);
    const end = recorded.history.at(-1);
    if (end === undefined) throw new Error("no end");
    const history = [...noisy, { ...end, n: noisy.length + 1 }];
    expect(proofOf({ ...recorded, history })?.outcome).to.equal("pass");
  });

  it("leaves out what has no counterpart in the recording", () => {
    const names = (plan: Plan) => [...mutations(recording(plan))].map(({ name }) => name);
    expect(names(planOf({ expect: { snapshots } }))).to.deep.equal([
      "empty",
      "dead from the start",
      "one snapshot short",
    ]);
    const atMost = planOf({ observed, bars: 900, expect: { snapshots, delivery: "at-most-once" } });
    expect(names({ ...atMost, recovery: false }))
      .to.include("one bar lost")
      .and.not.include("one bar doubled");
  });

  it("loses only a bar that a tap heard, since of others nobody knows whether they were published", () => {
    const claim = { ...whole.expect, delivery: "at-least-once" as const };
    const plan: Plan = { ...whole, expect: claim, publishedBy: "tap" };
    const { history, files } = recording(plan);
    const missed = history.filter(
      (event) => event.type !== "seen" || event.what !== "published" || (event.value ?? 0) < 21,
    );
    const lossy = [...mutations({ plan, history: missed, files })].find(
      ({ name }) => name === "one bar lost",
    );
    const left = readLedger(lossy?.judged.files.ledger ?? "").bars.map(({ bar }) => bar);
    expect(left).to.have.length(39);
    expect(left.slice(-20)).to.deep.equal(Array.from({ length: 20 }, (_, index) => 21 + index));
  });
});
