/** results.json: made from scheme runs, and accepted by its own schema. */
import fs from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { findRoot } from "./command/library.js";
import { sampleRecord, sampleRun } from "./reporters/sample-runs.js";
import { type RunInfo, resultsOf, resultsSchema, resultsSchemaText, wholeRun } from "./results.js";

const info: RunInfo = {
  id: "20261122T010203Z-8f3a1c",
  startedAt: "2026-11-22T01:02:03.000Z",
  seed: "1",
  feeds: ["zmq"],
  recovery: "as the scheme says",
  commit: null,
  node: "v20.20.2",
  platform: "linux",
  argv: ["run"],
  ...wholeRun,
};

describe("results", () => {
  it("makes a document that its schema takes without a change", () => {
    const results = resultsOf(info, [sampleRun()], { complete: true, exitCode: 0 });
    expect(resultsSchema.parse(results)).to.deep.equal(results);
  });

  it("is published with its schema, which is the one of the code", () => {
    const file = "harness/doc/results.schema.json";
    const again = `make it anew: node dist/harness/main.js schema results > ${file} && npx biome check --write ${file}`;
    const committed = fs.readFileSync(path.join(findRoot(import.meta.dirname), file), "utf8");
    expect(JSON.parse(committed), again).to.deep.equal(JSON.parse(resultsSchemaText()));
  });

  it("says null, never 0, where nothing was counted", () => {
    const run = sampleRun({ counts: { snapshots: null, bars: null, symbolBars: null, synced: null } });
    const [scheme] = resultsOf(info, [run], { complete: true, exitCode: 2 }).schemes;
    expect(scheme).to.include({ bars: null, symbolBars: null, synced: null, metrics: null });
    expect(scheme?.snapshots).to.deep.equal({ seen: null, min: 20, possible: 30 });
  });

  it("counts each verdict and names the speeds and lengths of what ran", () => {
    const notRun = sampleRun({ verdict: "notRun", plan: null, counts: null, folder: null });
    const runs = [sampleRun(), sampleRun({ verdict: "fail" }), notRun];
    const results = resultsOf(info, runs, { complete: false, exitCode: null });
    expect(results.totals).to.deep.equal({ passed: 1, failed: 1, inconclusive: 0, notRun: 1, missing: 0 });
    expect(results.run).to.deep.include({ speedMs: [20], bars: [300] });
    expect(results.schemes[2]).to.include({ deadlineMs: null, snapshots: null });
  });

  it("says of what was run more than once how often it failed, and whether it is flaky", () => {
    const runs = Array.from({ length: 20 }, (_, at) =>
      sampleRun({ attempt: at + 1, verdict: at < 3 ? "fail" : "pass" }),
    );
    const { repeated } = resultsOf(info, [...runs, sampleRun({ feed: "fifo" })], {
      complete: true,
      exitCode: 1,
    });
    expect(repeated).to.have.length(1);
    const [one] = repeated;
    expect(one).to.include({
      feed: "zmq",
      attempts: 20,
      passed: 17,
      failed: 3,
      inconclusive: 0,
      flaky: true,
    });
    expect(one?.failureRate.above).to.be.closeTo(0.0422, 0.0001);
    expect(one?.failureRate.below).to.be.closeTo(0.3437, 0.0001);
  });

  it("gives each fault its times and the rungs it reached", () => {
    const record = sampleRecord({ observedMs: null, healedMs: null, recoveredMs: null, felt: "not-felt" });
    const [scheme] = resultsOf(info, [sampleRun({ records: [record] })], {
      complete: true,
      exitCode: 2,
    }).schemes;
    expect(scheme?.faults[0]).to.include({ plannedMs: 1200, appliedMs: 1201, observedMs: null });
    expect(scheme?.faults[0]?.evidence).to.include({ delivered: true, observed: false, felt: "not-felt" });
  });
});
