/** The dry run: what it says of one plan. */
import { expect } from "chai";
import { plain } from "./colour.js";
import { planText, triggerText } from "./deadline.js";
import { samplePlan } from "./sample-runs.js";

describe("deadline", () => {
  it("shows stream, expectations, steps and each term with its formula", () => {
    const plan = samplePlan({
      expect: { snapshots: { min: 20, possible: 30, everyBars: 10 }, recovery: { withinBars: 10 } },
      deadline: {
        ms: 14_150,
        stallMs: 3000,
        terms: [
          { name: "startup", ms: 5000, formula: "5000 ms for 3 roles" },
          { name: "stream", ms: 9150, formula: "1.5 x (300 + 5) bars x 20 ms" },
        ],
      },
    });
    expect(planText(plan, plain)).to.equal(
      [
        "s5 multi-restart on zmq",
        "  The engine is killed while the stream goes on.",
        "  stream    300 bars of 0 symbols, one every 20 ms, from results_10-24.json",
        "  expect    at least 20 snapshots of 30 (one every 10 of 300 bars); recovery within 10 bars",
        "  f1        bar 60: kill engine, for 100 ms (5 bars); must be felt",
        "  deadline  14150 ms; standing still for 3000 ms is a stall",
        "    startup  5000 ms  = 5000 ms for 3 roles",
        "    stream   9150 ms  = 1.5 x (300 + 5) bars x 20 ms",
        "",
      ].join("\n"),
    );
  });

  it("names every kind of trigger", () => {
    expect(triggerText({ kind: "bar", bar: 60, offsetMs: 8 })).to.equal("bar 60 + 8 ms");
    expect(triggerText({ kind: "snapshot", snapshot: 3 })).to.equal("snapshot 3");
    expect(triggerText({ kind: "start" })).to.equal("start");
    expect(triggerText({ kind: "after", step: "f1", delayMs: 2000 })).to.equal("2000 ms after f1");
    expect(triggerText({ kind: "incarnation", role: "engine", incarnation: 2, state: "first-bar" })).to.equal(
      "engine.2 first-bar",
    );
  });
});
