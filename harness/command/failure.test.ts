/** FAILURE.md: that it holds what a person needs, and says what cannot be known. */
import { expect } from "chai";
import type { Event } from "../event.js";
import { sampleRecord, sampleRun } from "../reporters/sample-runs.js";
import { failureMoment, failureText } from "./failure.js";

const engine = {
  type: "role",
  role: "engine",
  incarnation: 1,
  identity: { pid: 71, startTicks: 9 },
} as const;
const history: Event[] = [
  { n: 1, tMs: 0, type: "start", at: "2026-11-22T01:02:03Z", planDigest: "", node: "", platform: "" },
  { ...engine, n: 2, tMs: 10, state: "spawned", output: "blocks" },
  { ...engine, n: 3, tMs: 70, state: "ready", line: "Engine ready (feed fifo)" },
  {
    ...{ n: 4, tMs: 1200, type: "seen", what: "published", role: "publisher", incarnation: 1 },
    ...{ value: 60, fields: {}, line: "published bar 60" },
  },
  { ...engine, n: 5, tMs: 1210.4, state: "exited", code: 1, signal: null, asked: false },
];

const run = sampleRun({
  verdict: "fail",
  reason: "engine.1 exited with code 1 at bar 60, before any fault",
  findings: [
    { check: "no-crash", outcome: "fail", reason: "engine.1 exited with code 1", evidence: [5] },
    {
      ...{ check: "evidence", outcome: "inconclusive", evidence: [5] },
      reason: "f1 (kill engine) was not observed",
    },
    { check: "snapshots", outcome: "pass", reason: "enough", evidence: [] },
  ],
  records: [sampleRecord({ observedMs: null, recoveredMs: null, recoveredBars: null, felt: "unknown" })],
  counts: null,
});
const text = failureText({
  run,
  history,
  again: { flags: [], files: {} },
  logsKept: true,
  folder: "reports/20261122T010203Z-8f3a1c/multi-restart",
  logs: {
    files: [],
    before: [
      {
        ...{ tMs: 1200, role: "publisher", incarnation: 1, stderr: false, text: "published bar 60" },
      },
      { tMs: 1210, role: "engine", incarnation: 1, stderr: true, text: "usage: engine ```" },
    ],
    after: [{ tMs: 1220, role: "publisher", incarnation: 1, stderr: false, text: "published bar 61" }],
  },
});

describe("failure", () => {
  it("opens with the cause: the sentence, what was expected, when, and how far the stream had come", () => {
    expect(text.split("\n").slice(0, 9)).to.deep.equal([
      "# s5 multi-restart on zmq: fail",
      "",
      "**engine.1 exited with code 1 at bar 60, before any fault**",
      "",
      "- check: no-crash; expected: no role exits unasked (with any code), fails to start or to become ready",
      "- when: 1210 ms after the start (2026-11-22T01:02:04.210Z), 60 of 300 bars published",
      "- last bar published before it: 60",
      "- it rests on events 5 of history.jsonl",
      "- why this scheme: The engine is killed while the stream goes on.",
    ]);
  });

  it("names what else did not hold in a line each, and nothing that held", () => {
    expect(text).to.contain("\n- inconclusive evidence: f1 (kill engine) was not observed (1210 ms)\n");
    expect(text).to.not.contain("snapshots");
  });

  it("has the fault table with the proofs", () => {
    expect(text).to.contain("| f1 kill engine | bar 60 | 1201 | no | unknown | 1370 | no |");
  });

  it("shows the lines of all processes in the order of time, and the moment among them", () => {
    expect(text).to.contain(
      [
        "```",
        "    1200  publisher.1   published bar 60",
        "    1210  engine.1    ! usage: engine '''",
        ">>>>>>>>>> 1210 ms: engine.1 exited",
        "    1220  publisher.1   published bar 61",
        "```",
      ].join("\n"),
    );
  });

  it("tells the life of each process, and what it said when it was ready", () => {
    expect(text).to.contain(
      [
        "engine.1 (pid 71): spawned 10 ms, ready 70 ms, exited 1210 ms with code 1, unasked",
        "    ready: Engine ready (feed fifo)",
        "    its lines come late: it buffers its stdout in blocks, and neither perl, python3 nor stdbuf is here to change that",
      ].join("\n"),
    );
  });

  it("takes the first bad bar where the check names one, and the time at which that was published", () => {
    const wrong = {
      check: "content",
      outcome: "fail",
      reason: "bar 60: changed",
      evidence: [],
      bar: 60,
    } as const;
    const moment = failureMoment({ ...run, findings: [wrong] }, history);
    expect(moment).to.deep.equal({
      ...{ tMs: 1200, what: "publisher published bar 60", published: 60, taken: null, bar: 60 },
    });
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
