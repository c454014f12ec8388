/** FAILURE.md: that it holds what a person needs, and says what cannot be known. */
import { expect } from "chai";
import type { Event } from "../event.js";
import { sampleRecord, sampleRun } from "../reporters/sample-runs.js";
import { failureText } from "./failure.js";

const history: Event[] = [
  { n: 1, tMs: 0, type: "start", at: "2026-11-22T01:02:03Z", planDigest: "", node: "", platform: "" },
  {
    ...{ n: 2, tMs: 1200, type: "seen", what: "published", role: "publisher", incarnation: 1 },
    ...{ value: 60, fields: {}, line: "published bar 60" },
  },
  {
    ...{ n: 3, tMs: 1210.4, type: "role", role: "engine", incarnation: 1, state: "exited" },
    ...{ identity: { pid: 71, startTicks: 9 }, code: 1, signal: null, asked: false },
  },
] as const satisfies Event[];

const run = sampleRun({
  verdict: "fail",
  reason: "engine.1 exited with code 1 at bar 60, before any fault",
  findings: [
    { check: "no-crash", outcome: "fail", reason: "engine.1 exited with code 1", evidence: [3] },
    { check: "snapshots", outcome: "pass", reason: "enough", evidence: [] },
  ],
  records: [sampleRecord({ observedMs: null, recoveredMs: null, recoveredBars: null, felt: "unknown" })],
  counts: null,
});
const text = failureText({
  run,
  history,
  again: { flags: [], files: {} },
  folder: "reports/20261122T010203Z-8f3a1c/multi-restart",
  tails: [{ role: "engine", incarnation: 1, file: "logs/engine_s5_1.log", lines: ["usage: engine ```"] }],
});

describe("failure", () => {
  it("opens with the cause, and shows only the checks that did not hold", () => {
    expect(text).to.match(
      /^# s5 multi-restart on zmq: fail\n\nengine\.1 exited with code 1 at bar 60, before/,
    );
    expect(text).to.contain("### no-crash: fail").and.not.contain("### snapshots");
    expect(text).to.contain("- first seen at 1210 ms, with bar 60 published");
  });

  it("has the fault table, the incarnations and the last lines", () => {
    expect(text).to.contain("| f1 kill engine | bar 60 | 1201 | no | unknown | 1370 | no |");
    expect(text).to.contain("   1210 ms  engine.1 (pid 71) exited with code 1, unasked");
    expect(text).to.contain("engine.1, whole log in logs/engine_s5_1.log:\n\n```\nusage: engine '''\n```");
  });

  it("says what cannot be known", () => {
    expect(text).to.contain("- The history has no end");
    expect(text).to.contain("- f1: no proof that it took effect");
    expect(text).to.contain("- Bars lost and doubled were not measured.");
  });

  it("ends with the commands that run and judge it again", () => {
    expect(text).to.contain("npm run scheme -- multi-restart --feed zmq --speed-ms 20 --bars 300 --seed 1\n");
    expect(text).to.contain("main.js recheck reports/20261122T010203Z-8f3a1c/multi-restart\n");
  });
});
