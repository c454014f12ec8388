/** Scheme runs, as literal as tests of the store and of the reporters need them. */
import type { FaultRecord } from "../evidence/fault-record.js";
import type { Plan } from "../planning/plan.js";
import type { SchemeRun } from "../scheme-run.js";

export function samplePlan(changes: Partial<Plan> = {}): Plan {
  return {
    schemaVersion: 1,
    scheme: "multi-restart",
    id: "s5",
    why: "The engine is killed while the stream goes on.",
    tags: ["default"],
    system: "mocklive",
    feed: "zmq",
    attempt: 1,
    speedMs: 20,
    bars: 300,
    recovery: true,
    seed: "1",
    stream: {
      file: "results_10-24.json",
      sha256: "",
      symbols: [],
      timestampsMs: [],
      symbolBars: [],
      missing: {},
    },
    roles: [],
    sourceRole: "publisher",
    takerRole: "engine",
    takenScope: "total",
    feedName: null,
    observed: [],
    steps: [
      {
        id: "f1",
        fault: "kill",
        target: "engine",
        trigger: { kind: "bar", bar: 60, offsetMs: 0 },
        estimatedBar: 60,
        forMs: 100,
        forBars: 5,
        until: null,
        feltRequired: true,
        options: {},
      },
    ],
    expect: { snapshots: { min: 20, possible: 30, everyBars: 10 } },
    deadline: {
      ms: 14_200,
      stallMs: 3000,
      terms: [{ name: "stream", ms: 9150, formula: "1.5 x (300 + 5) bars x 20 ms" }],
    },
    noiseBudget: { loopLagMs: 100, stealPercent: 20, pressurePercent: 60 },
    ...changes,
  };
}

export function sampleRecord(changes: Partial<FaultRecord> = {}): FaultRecord {
  return {
    id: "f1",
    fault: "kill",
    target: "engine",
    atBar: 60,
    requestedMs: 1200,
    deliveredMs: 1201,
    observedMs: 1203,
    observedAvailable: true,
    problem: null,
    healedMs: 1370,
    recoveredMs: 1381,
    recoveredBars: 1,
    outageMs: 181,
    skewBars: 0,
    imprecise: false,
    fromBar: 60,
    toBar: 69,
    felt: "felt",
    feltProof: "taken stood at 60 while published went from 60 to 68",
    proofs: [{ rung: "observed", tMs: 1203, proof: "engine.1 (pid 71) exited on SIGKILL" }],
    events: [12, 13, 14],
    ...changes,
  };
}

export function sampleRun(changes: Partial<SchemeRun> = {}): SchemeRun {
  return {
    scheme: "multi-restart",
    id: "s5",
    feed: "zmq",
    attempt: 1,
    plan: samplePlan(),
    verdict: "pass",
    reason: "all checks hold",
    findings: [
      {
        check: "snapshots",
        outcome: "pass",
        reason: "30 of at least 20",
        evidence: [3],
        measured: "30 (>=20)",
      },
    ],
    records: [sampleRecord()],
    counts: {
      snapshots: 30,
      bars: { published: 300, taken: 300, lost: 0, duplicated: 0 },
      symbolBars: { published: 3600, taken: 3600, lost: 0, duplicated: 0 },
      synced: { complete: 300, partial: 0, of: 12 },
    },
    metrics: null,
    durationMs: 7900,
    folder: "multi-restart",
    historyDigest: "ab12",
    ...changes,
  };
}
