/** Tests of the check `snapshots` on literal histories. */
import { expect } from "chai";
import type { EventBody } from "../event.js";
import { at, numbered, planOf, seen, state, wholeHistory } from "../proof/literals.js";
import { snapshots } from "./snapshots.js";

const plan = planOf({ expect: { snapshots: { min: 2, possible: 4, everyBars: 10 } } });
const published = (bar: number) => seen("published", bar, { role: "publisher" });
const taken = (bars: number, incarnation = 1) => seen("taken", bars, { role: "engine", incarnation });
const snapshot = (n: number, incarnation = 1) => seen("snapshot", n, { role: "engine", incarnation });
const judge = (bodies: readonly EventBody[], of = plan) =>
  snapshots.judge({ plan: of, history: wholeHistory(bodies.map((body) => at(1, body))), files: {} });

describe("checks/snapshots", () => {
  it("applies only where the scheme expects snapshots", () => {
    expect(snapshots.applies(plan)).to.equal(true);
    expect(snapshots.applies(planOf())).to.equal(false);
  });

  it("is inconclusive on the empty history", () => {
    expect(snapshots.judge({ plan, history: [], files: {} })).to.deep.equal({
      check: "snapshots",
      outcome: "inconclusive",
      reason:
        "0 distinct status updates, at least 2 expected, but the history stops before its end; run again",
      evidence: [],
      measured: "0 (>=2)",
    });
  });

  it("is inconclusive where nothing was published", () => {
    expect(judge([state("engine", 1, "ready")]).reason).to.equal(
      "0 distinct status updates, at least 2 expected, but no bar was ever published; run again",
    );
  });

  it("fails one under the minimum", () => {
    expect(judge([published(10), taken(10), snapshot(1)])).to.deep.equal({
      check: "snapshots",
      outcome: "fail",
      reason: "1 distinct status updates, at least 2 expected",
      evidence: [4],
      measured: "1 (>=2)",
    });
  });

  it("passes exactly at the minimum", () => {
    expect(judge([published(20), taken(10), snapshot(1), taken(20), snapshot(2)])).to.deep.equal({
      check: "snapshots",
      outcome: "pass",
      reason: "2 distinct status updates, at least 2 expected",
      evidence: [4, 6],
      measured: "2 (>=2)",
    });
  });

  it("counts a number once that two incarnations printed", () => {
    const found = judge([published(20), taken(10), snapshot(1), taken(10, 2), snapshot(1, 2)]);
    expect(found.outcome).to.equal("fail");
    expect(found.measured).to.equal("1 (>=2)");
  });

  it("counts a number in each incarnation where counts start anew", () => {
    const anew = { ...plan, takenScope: "sinceStart" as const };
    const found = judge([published(20), taken(10), snapshot(1), taken(10, 2), snapshot(1, 2)], anew);
    expect(found.outcome).to.equal("pass");
  });

  it("fails a snapshot of bars that were not taken", () => {
    const found = judge([published(40), taken(18), snapshot(1), snapshot(2)]);
    expect(found).to.deep.equal({
      check: "snapshots",
      outcome: "fail",
      reason: "engine.1 reported snapshot 2, which is bar 20, when only 18 bars were taken and 40 published",
      evidence: [5],
      measured: "2 (>=2)",
    });
  });

  it("lets a status update stand one line before its own bar", () => {
    expect(judge([published(40), taken(9), snapshot(1), taken(10), taken(19), snapshot(2)]).outcome).to.equal(
      "pass",
    );
  });

  it("fails a snapshot of bars that were never published", () => {
    expect(judge([published(19), taken(10), snapshot(1), taken(20), snapshot(2)]).reason).to.equal(
      "engine.1 reported snapshot 2, which is bar 20, but only 19 bars were ever published",
    );
  });

  it("knows no order of two files that were read in one look", () => {
    const filed = (bars: number) => seen("taken", bars, { role: "engine", fields: { by: "trades" } });
    const read = (...looks: readonly (readonly EventBody[])[]) =>
      numbered(looks.flatMap((look, index) => look.map((body) => at(index + 1, body))));
    const outcome = (...looks: readonly (readonly EventBody[])[]) =>
      snapshots.judge({ plan, history: read([published(40)], ...looks), files: {} }).reason;
    expect(outcome([snapshot(1), snapshot(2), filed(20)])).not.to.contain("reported");
    expect(outcome([filed(40), snapshot(1), snapshot(2)])).not.to.contain("reported");
    expect(outcome([snapshot(1)], [snapshot(2), filed(8)])).to.contain("reported snapshot 1");
    expect(outcome([filed(40)], [snapshot(1), filed(41)])).to.contain("reported snapshot 1");
  });

  it("fails a snapshot count that began again", () => {
    const found = judge([published(40), taken(10), snapshot(1), taken(31, 2), taken(32, 2), snapshot(1, 2)]);
    expect(found.reason).to.equal("engine.2 reported snapshot 1, which is bar 10, when it had taken 32 bars");
  });

  it("is inconclusive where status updates are not observed", () => {
    expect(judge([], { ...plan, observed: [] }).reason).to.equal(
      'status updates cannot be observed: the system file declares no observation "snapshot"',
    );
  });

  it("is inconclusive where too few are left by an interrupt", () => {
    const cut: EventBody = { type: "cut", cause: "interrupt", reason: "SIGINT" };
    expect(judge([published(10), taken(10), snapshot(1), cut])).to.include({
      outcome: "inconclusive",
      reason:
        "1 distinct status updates, at least 2 expected, but the run was cut by the harness (interrupt: SIGINT); run again",
    });
  });

  it("is drowned by noise only where an outage costs bars", () => {
    const noise: EventBody = { type: "noise", loopLagMs: 101, stealPercent: null, pressurePercent: null };
    const short = [published(10), taken(10), snapshot(1), noise];
    expect(judge(short).outcome).to.equal("fail");
    expect(judge(short, { ...plan, recovery: false }).outcome).to.equal("inconclusive");
  });

  it("still fails a false snapshot in a history without end", () => {
    const history = numbered([at(1, published(40)), at(2, taken(5)), at(3, snapshot(2))]);
    expect(snapshots.judge({ plan, history, files: {} }).outcome).to.equal("fail");
  });
});
