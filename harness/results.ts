/** results.json: the one document about a run for programs, its schema, and how it is made from scheme runs. */
import { z } from "zod";
import type { FaultRecord } from "./evidence/fault-record.js";
import type { Verdict } from "./finding.js";
import { metricsResult, metricsShape } from "./metrics-result.js";
import { repeatedOf } from "./reporters/groups.js";
import type { SchemeRun } from "./scheme-run.js";

const count = z.int().min(0);
const ms = z.number().min(0);
const verdict = z.enum(["pass", "fail", "inconclusive", "notRun", "missing"]);

const tally = z
  .object({ published: count, taken: count, lost: count, duplicated: count })
  .describe("taken + lost = published; duplicated stands beside that sum")
  .nullable();

const fault = z.object({
  id: z.string(),
  fault: z.string(),
  target: z.string(),
  atBar: count.nullable().describe("planned bar; null where the trigger is no bar"),
  plannedMs: ms.nullable().describe("when its moment on the timeline came"),
  appliedMs: ms.nullable().describe("when it was delivered"),
  observedMs: ms.nullable().describe("when the kernel showed its effect"),
  healedMs: ms.nullable(),
  recoveredMs: ms.nullable().describe("when the first new bar was taken after it was healed"),
  recoveredBars: count.nullable().describe("bars published from healed to the first new bar taken"),
  skewBars: count.nullable().describe("bars published at delivery beyond the planned bar"),
  imprecise: z.boolean(),
  evidence: z.object({
    requested: z.boolean(),
    delivered: z.boolean(),
    observed: z.boolean(),
    felt: z.enum(["felt", "not-felt", "not-required", "not-available", "unknown"]),
    proofs: z.array(z.object({ rung: z.string(), tMs: ms, proof: z.string() })),
  }),
});

const check = z.object({
  name: z.string(),
  outcome: z.enum(["pass", "fail", "inconclusive"]),
  reason: z.string(),
  measured: z.string().optional(),
  evidence: z.array(count).describe("numbers of the events of the history on which it rests"),
});

const scheme = z.object({
  name: z.string(),
  id: z.string(),
  feed: z.string(),
  attempt: z.int().min(1),
  verdict,
  reason: z.string(),
  durationMs: ms,
  deadlineMs: ms.nullable().describe("null where no plan was made"),
  snapshots: z
    .object({ seen: count.nullable(), min: count.nullable(), possible: count.nullable() })
    .nullable()
    .describe("distinct status updates over all incarnations"),
  bars: tally,
  symbolBars: tally,
  synced: z.object({ complete: count, partial: count, of: count }).nullable(),
  metrics: metricsShape.nullable(),
  faults: z.array(fault),
  checks: z.array(check),
  folder: z.string().nullable().describe("relative to the run folder"),
  historyDigest: z.string().nullable(),
});

/** One scheme run of a selection, and the shard that was to run it. */
const selected = z.object({
  name: z.string(),
  id: z.string(),
  feed: z.string(),
  attempt: z.int().min(1),
  shard: z.int().min(1),
  planned: z.boolean().describe("false: it does not apply to the feed, and is notRun"),
});

/** Digests of what a run was made from: runs in which they differ are not parts of one suite. */
const settings = z.object({ data: z.string(), schemes: z.string(), systems: z.string(), plans: z.string() });

export const runInfoSchema = z.object({
  id: z.string(),
  startedAt: z.string(),
  seed: z.string(),
  speedMs: z.array(z.number()).describe("the speeds of the schemes that ran"),
  bars: z.array(count).describe("the stream lengths of the schemes that ran"),
  feeds: z.array(z.string()),
  recovery: z.enum(["on", "off", "as the scheme says"]),
  commit: z.string().nullable().describe("null outside of a git checkout; `+` behind it: with local changes"),
  node: z.string(),
  platform: z.string(),
  argv: z.array(z.string()),
  shard: z
    .object({ index: z.int().min(1), count: z.int().min(1) })
    .nullable()
    .default(null)
    .describe("which part of the selection this run was; null: all of it"),
  selection: z
    .array(selected)
    .nullable()
    .default(null)
    .describe("all that was asked for, also of other shards; null where it was not noted"),
  settings: settings.nullable().default(null).describe("digests; null where they were not taken"),
  merged: z.array(z.string()).nullable().default(null).describe("ids of the runs that were merged into this"),
});

const repeated = z.object({
  name: z.string(),
  id: z.string(),
  feed: z.string(),
  attempts: count,
  passed: count,
  failed: count,
  inconclusive: count,
  flaky: z.boolean().describe("it both passed and failed"),
  failureRate: z
    .object({ above: z.number(), below: z.number() })
    .describe("exact (Clopper-Pearson) bounds over what was decided, each 95 % one-sided"),
});

export const resultsSchema = z.object({
  schemaVersion: z.literal(1),
  complete: z.boolean(),
  exitCode: count.nullable().describe("null while the run goes on"),
  run: runInfoSchema,
  totals: z.object({
    passed: count,
    failed: count,
    inconclusive: count,
    notRun: count,
    missing: count.default(0),
  }),
  schemes: z.array(scheme),
  repeated: z.array(repeated).default([]).describe("schemes that were run more than once on a feed"),
});

export type Results = z.infer<typeof resultsSchema>;
/** What is known of a run before its first scheme; speeds and lengths follow from the plans. */
export type RunInfo = Omit<z.infer<typeof runInfoSchema>, "speedMs" | "bars">;
export type Totals = Results["totals"];
export type SelectedRun = z.infer<typeof selected>;
export type Settings = z.infer<typeof settings>;

/** Of a run that is neither a part of a suite nor made of parts. */
export const wholeRun = { shard: null, selection: null, settings: null, merged: null } as const;

/** The JSON schema of results.json, for `schema results`. */
export function resultsSchemaText(): string {
  return `${JSON.stringify(z.toJSONSchema(resultsSchema), null, 2)}\n`;
}

export function totalsOf(runs: readonly { verdict: Verdict }[]): Totals {
  const of = (wanted: Verdict) => runs.filter((run) => run.verdict === wanted).length;
  return {
    passed: of("pass"),
    failed: of("fail"),
    inconclusive: of("inconclusive"),
    notRun: of("notRun"),
    missing: of("missing"),
  };
}

/** The document; `exitCode` is null and `complete` false until the run has ended by itself. */
export function resultsOf(
  info: RunInfo,
  runs: readonly SchemeRun[],
  end: { complete: boolean; exitCode: number | null },
): Results {
  const plans = runs.flatMap(({ plan }) => (plan === null ? [] : [plan]));
  return {
    schemaVersion: 1,
    ...end,
    run: {
      ...info,
      speedMs: [...new Set(plans.map((plan) => plan.speedMs))],
      bars: [...new Set(plans.map((plan) => plan.bars))],
    },
    totals: totalsOf(runs),
    schemes: runs.map(schemeResult),
    repeated: repeatedOf(runs),
  };
}

export function schemeResult(run: SchemeRun): Results["schemes"][number] {
  const { plan, counts } = run;
  const expected = plan?.expect.snapshots;
  return {
    name: run.scheme,
    id: run.id,
    feed: run.feed,
    attempt: run.attempt,
    verdict: run.verdict,
    reason: run.reason,
    durationMs: run.durationMs,
    deadlineMs: plan?.deadline.ms ?? null,
    snapshots:
      counts === null
        ? null
        : { seen: counts.snapshots, min: expected?.min ?? null, possible: expected?.possible ?? null },
    bars: counts?.bars ?? null,
    symbolBars: counts?.symbolBars ?? null,
    synced: counts?.synced ?? null,
    metrics: run.metrics === null ? null : metricsResult(run.metrics),
    faults: run.records.map(faultOf),
    checks: run.findings.map(({ check: name, outcome, reason, measured, evidence }) => ({
      name,
      outcome,
      reason,
      ...(measured === undefined ? {} : { measured }),
      evidence: [...evidence],
    })),
    folder: run.folder,
    historyDigest: run.historyDigest,
  };
}

function faultOf(record: FaultRecord): Results["schemes"][number]["faults"][number] {
  return {
    id: record.id,
    fault: record.fault,
    target: record.target,
    atBar: record.atBar,
    plannedMs: record.requestedMs,
    appliedMs: record.deliveredMs,
    observedMs: record.observedMs,
    healedMs: record.healedMs,
    recoveredMs: record.recoveredMs,
    recoveredBars: record.recoveredBars,
    skewBars: record.skewBars,
    imprecise: record.imprecise,
    evidence: {
      requested: record.requestedMs !== null,
      delivered: record.deliveredMs !== null,
      observed: record.observedMs !== null,
      felt: record.felt,
      proofs: record.proofs.map((proof) => ({ ...proof })),
    },
  };
}
