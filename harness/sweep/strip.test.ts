/** Tests of strips, totals, progress and the report. */
import { expect } from "chai";
import type { Verdict } from "../finding.js";
import type { SweepCase } from "./case.js";
import { progressText, tally } from "./progress.js";
import { reportText } from "./report.js";
import { countText, stripText } from "./strip.js";

function at(column: number, verdict: Verdict) {
  return { feed: "zmq", row: "engine", column, verdict };
}

describe("sweep/strip", () => {
  it("shows one character a bar, in the order of the bars", () => {
    const text = stripText([at(3, "fail"), at(1, "pass"), at(2, "inconclusive"), at(4, "notRun")]);
    expect(text).to.equal(
      "engine, zmq: 1 passed, 1 FAILED, 1 inconclusive, 1 not run (fewer than 97 % fail)\n   1 .?F-\n",
    );
  });

  it("shows the worst of several cases at one bar", () => {
    expect(stripText([at(1, "fail"), at(1, "pass"), at(2, "pass"), at(2, "inconclusive")])).to.contain(
      "   1 F?\n",
    );
  });

  it("wraps at 80 columns, and numbers each line with its first bar", () => {
    const cases = Array.from({ length: 300 }, (_, index) => at(index + 1, "pass"));
    const lines = stripText(cases).trimEnd().split("\n");
    expect(lines.map((line) => line.length)).to.deep.equal([48, 80, 80, 80, 80]);
    expect(lines.slice(1).map((line) => line.slice(0, 5))).to.deep.equal([
      "   1 ",
      "  76 ",
      " 151 ",
      " 226 ",
    ]);
  });

  it("states what so many cases prove", () => {
    const passes = Array.from({ length: 300 }, () => ({ verdict: "pass" as const }));
    expect(countText(passes)).to.equal("300 passed (fewer than 0.99 % fail)");
    expect(countText([{ verdict: "inconclusive" }])).to.equal(
      "0 passed, 1 inconclusive (nothing was judged)",
    );
  });
});

describe("sweep/progress", () => {
  it("tells how many are done, how fast, and how long still", () => {
    const half = tally(tally({ done: 48, failed: 0, inconclusive: 0 }, "pass"), "fail");
    expect(progressText(half, 100, 25_000)).to.equal(
      "[25 s] 50/100 cases, 2.0/s, 25 s to go, 1 failed, 0 inconclusive",
    );
  });

  it("tells nothing of the speed before the first case is done", () => {
    expect(progressText({ done: 0, failed: 0, inconclusive: 0 }, 100, 0)).to.equal(
      "[0 s] 0/100 cases, -/s, ? to go, 0 failed, 0 inconclusive",
    );
  });
});

describe("sweep/report", () => {
  const one: SweepCase = {
    name: "kill-engine-b7",
    group: "bar",
    feed: "zmq",
    row: "engine",
    column: 7,
    why: "The engine is killed at bar 7.",
    bars: 41,
    steps: [{ at: "bar 7", fault: "restart", target: "engine" }],
    extra: null,
  };

  it("prints what did not pass as a scheme, with the command that replays it", () => {
    const run = { verdict: "fail" as const, reason: "bar 8 was lost", folder: "kill-engine-b7-zmq" };
    const context = { shownFolder: "reports/x", speedMs: 2, system: "mocklive", durationMs: 2_000 };
    expect(reportText([{ one, run }], context)).to.equal(`Killed at each bar
engine, zmq: 0 passed, 1 FAILED (fewer than 100 % fail)
   7 F

FAILED kill-engine-b7 on zmq: bar 8 was lost
# npm run scheme -- reports/x/kill-engine-b7-zmq/scheme.yaml --feed zmq --speed-ms 2
name: kill-engine-b7
why: The engine is killed at bar 7.
tags: [sweep]
system: mocklive
bars: 41
timeline:
  - { at: bar 7, fault: restart, target: engine, felt: false }
expect:
  snapshots: { min: 66% }
  delivery: exactly-once

1 cases: 0 passed, 1 FAILED (fewer than 100 % fail) in 2 s (0.5/s).
`);
  });
});
