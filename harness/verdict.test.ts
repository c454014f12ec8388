/** Tests of the verdict: the worst finding wins, and the reason is the cause. */
import { expect } from "chai";
import { at, planOf, planStep, seen, state, wholeHistory } from "./proof/literals.js";
import { findingsOf, judge } from "./verdict.js";

const ran = [
  at(1, state("publisher", 1, "spawned")),
  at(1, state("publisher", 1, "ready")),
  at(1, state("engine", 1, "spawned")),
  at(1, state("engine", 1, "ready")),
  ...Array.from({ length: 40 }, (_, index) => [
    at(10 * index + 10, seen("published", index + 1, { role: "publisher" })),
    at(10 * index + 11, seen("taken", index + 1, { role: "engine" })),
  ]).flat(),
];
const ends = [
  at(401, state("engine", 1, "exited", { code: 0, signal: null, asked: true })),
  at(401, state("publisher", 1, "exited", { code: 0, signal: null, asked: true })),
];
const died = state("engine", 1, "exited", { code: 1, asked: false, lastLines: ["Error: boom"] });

describe("verdict", () => {
  it("passes a clean run and tells what was shown", () => {
    const found = judge({ plan: planOf(), history: wholeHistory([...ran, ...ends]), files: {} });
    expect(found.outcome).to.equal("pass");
    expect(found.reason).to.contain("deadline 401 ms (<=10000)");
    expect(found.records).to.deep.equal([]);
    expect(found.counts).to.deep.equal({
      snapshots: 0,
      bars: { published: 40, taken: 40, lost: 0, duplicated: 0 },
      symbolBars: null,
      synced: null,
    });
  });

  it("never passes the empty history, nor one without its end", () => {
    expect(judge({ plan: planOf(), history: [], files: {} }).outcome).to.equal("inconclusive");
    const history = wholeHistory([...ran, ...ends]).slice(0, -1);
    expect(judge({ plan: planOf(), history, files: {} }).outcome).to.equal("inconclusive");
  });

  it("names the crash, not what followed from it, and no inconclusive finding masks it", () => {
    const plan = planOf({
      steps: [planStep()],
      expect: { snapshots: { min: 2, possible: 4, everyBars: 10 }, recovery: { withinBars: 3 } },
    });
    const found = judge({ plan, history: wholeHistory([...ran, at(500, died)]), files: {} });
    expect(found.outcome).to.equal("fail");
    expect(found.reason).to.equal(
      'no-crash: engine.1 exited unasked with code 1 when bar 40 was published; it said: "Error: boom"',
    );
    const outcomes = Object.fromEntries(found.findings.map(({ check, outcome }) => [check, outcome]));
    expect(outcomes).to.include({ evidence: "inconclusive", snapshots: "fail" });
  });

  it("fails a violation even in a history without end", () => {
    const history = wholeHistory([...ran, at(500, died)]).slice(0, -1);
    expect(judge({ plan: planOf(), history, files: {} }).outcome).to.equal("fail");
  });

  it("runs only the checks that are named and apply", () => {
    const judged = { plan: planOf(), history: wholeHistory(ran), files: {} };
    expect(findingsOf(judged, ["snapshots", "no-crash"]).map(({ check }) => check)).to.deep.equal([
      "no-crash",
    ]);
  });

  it("says which check threw", () => {
    const history = [{ type: "role", n: 1, tMs: 0 }, null] as never;
    expect(() => judge({ plan: planOf(), history, files: {} })).to.throw(/^check harness threw: /);
  });

  it("names the interruption first where the run was cut before any role was started", () => {
    const reason = "the suite got SIGINT";
    const history = wholeHistory([at(1, { type: "cut", cause: "interrupt", reason })]);
    const found = judge({ plan: planOf(), history, files: {} });
    expect(found.reason).to.equal(`harness: the run was cut (interrupt): ${reason}; run it again`);
    expect(found.findings.find(({ check }) => check === "incarnations")?.reason).to.equal(
      `no role was ever started: the run was cut (interrupt: ${reason})`,
    );
  });
});
