/** results.json: made from scheme runs, and accepted by its own schema. */
import { expect } from "chai";
import { sampleRecord, sampleRun } from "./reporters/sample-runs.js";
import { type RunInfo, resultsOf, resultsSchema } from "./results.js";

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
};

describe("results", () => {
  it("makes a document that its schema takes without a change", () => {
    const results = resultsOf(info, [sampleRun()], { complete: true, exitCode: 0 });
    expect(resultsSchema.parse(results)).to.deep.equal(results);
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
    expect(results.totals).to.deep.equal({ passed: 1, failed: 1, inconclusive: 0, notRun: 1 });
    expect(results.run).to.deep.include({ speedMs: [20], bars: [300] });
    expect(results.schemes[2]).to.include({ deadlineMs: null, snapshots: null });
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
