/** Tests of the check `stream` on literal histories. */
import { expect } from "chai";
import { at, planOf, planStep, rung, seen, type Timed, wholeHistory } from "../proof/literals.js";
import { stream } from "./stream.js";

const plan = planOf({ bars: 3 });
const published = (tMs: number, bar: number) => at(tMs, seen("published", bar, { role: "publisher" }));
const taken = (tMs: number, bars: number) => at(tMs, seen("taken", bars, { role: "engine" }));
const judge = (timed: readonly Timed[], of = plan) =>
  stream.judge({ plan: of, history: wholeHistory(timed), files: {} });
const all = [published(10, 1), published(20, 2), published(30, 3)];

describe("checks/stream", () => {
  it("is inconclusive on the empty history", () => {
    expect(stream.judge({ plan, history: [], files: {} })).to.deep.equal({
      check: "stream",
      outcome: "inconclusive",
      reason:
        "3 of 3 bars were never published, the first is bar 1, but the history stops before its end; run again",
      evidence: [],
    });
  });

  it("passes when all was published and taken", () => {
    expect(judge([...all, taken(31, 3)])).to.deep.equal({
      check: "stream",
      outcome: "pass",
      reason: "3 of 3 bars published, engine took 3",
      evidence: [4, 5],
      measured: "3 of 3 bars",
    });
  });

  it("fails one bar that was never published", () => {
    expect(judge([published(10, 1), published(30, 3), taken(31, 3)])).to.deep.equal({
      check: "stream",
      outcome: "fail",
      reason: "1 of 3 bars were never published, the first is bar 2",
      evidence: [],
    });
  });

  it("fails a bar that the stream does not have", () => {
    for (const bar of [0, 4, 1.5]) expect(judge([published(10, bar)]).reason).to.match(/^published bar /);
    expect(judge([published(10, 4)])).to.include({
      outcome: "fail",
      reason: 'published bar 4, the stream has bars 1 to 3: "published 4"',
    });
  });

  it("fails a taker that is alive and takes nothing", () => {
    expect(judge(all)).to.include({
      outcome: "fail",
      reason: "engine took no bar while 3 were published",
    });
  });

  it("fails bars that were taken before they were published, unless a stranger may have sent them", () => {
    const early = [taken(1, 2), ...all.map((event) => ({ ...event, tMs: 900 }))];
    expect(judge(early)).to.include({ outcome: "fail", reason: "engine took 2 bars when 0 were published" });
    const holder = { pid: 7, command: "older", role: null, end: "listen" as const };
    const stranger = {
      type: "holders" as const,
      resource: "bars",
      holders: [holder],
      problem: "stranger" as const,
    };
    expect(judge([...early, at(901, stranger)])).to.include({
      outcome: "inconclusive",
      reason:
        "engine took 2 bars when 0 were published, but bars was held by a stranger: pid 7 (older, listen): end that process and run again",
    });
  });

  it("demands every bar exactly where the scheme claims exactly-once", () => {
    const claimed = { ...plan, expect: { delivery: "exactly-once" as const } };
    expect(judge([...all, taken(31, 2)], claimed).reason).to.equal("engine took 2 of 3 bars");
    expect(judge([...all, taken(31, 2)], { ...claimed, recovery: false }).outcome).to.equal("pass");
    expect(judge([...all, taken(31, 2)]).outcome).to.equal("pass");
  });

  it("demands else that bars were taken up to ten before the end", () => {
    const long = planOf({ bars: 12 });
    const stream12 = (bar: number) => [
      ...Array.from({ length: bar }, (_, index) => published(index, index + 1)),
      taken(20, 1),
      ...Array.from({ length: 12 - bar }, (_, index) => published(30 + index, bar + index + 1)),
    ];
    expect(judge(stream12(2), long).outcome).to.equal("pass");
    expect(judge(stream12(1), long).reason).to.equal(
      "engine took its last new bar when bar 1 of 12 was published, and none of 11 after it",
    );
    const step = planStep();
    const harmed = [...stream12(1).slice(0, 2), at(25, rung(step, "requested", 1)), ...stream12(1).slice(2)];
    expect(judge(harmed, long).outcome).to.equal("pass");
  });

  it("fails bars taken that were not published even a moment later, but for one whose line is not out", () => {
    const ahead = (taking: number, tMs: number) => [
      published(10, 1),
      taken(11, taking),
      published(tMs, 2),
      published(tMs + 1, 3),
      taken(tMs + 2, 3),
    ];
    expect(judge(ahead(2, 900)).outcome).to.equal("pass");
    expect(judge(ahead(3, 261)).outcome).to.equal("pass");
    expect(judge(ahead(3, 262))).to.include({
      outcome: "fail",
      reason: "engine took 3 bars when 1 were published",
    });
  });

  it("does not apply where publishing is not observed", () => {
    expect(stream.applies(planOf({ observed: ["taken"] }))).to.equal(false);
    expect(stream.applies(plan)).to.equal(true);
  });
});
