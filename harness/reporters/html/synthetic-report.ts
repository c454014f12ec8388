/** A run report from a synthetic run, judged by the real checks: for tests of the page. */

import type { Event, SeenEvent } from "../../event.js";
import type { Plan } from "../../planning/plan.js";
import { planOf, planStep } from "../../proof/literals.js";
import { playPlan } from "../../proof/simulation.js";
import type { RunReport, SchemeReport } from "../../report.js";
import type { SchemeRun } from "../../scheme-run.js";
import { judge } from "../../verdict.js";
import { sampleReport } from "../sample-report.js";

/** The engine is killed at bar 20 of 60, and every bar is expected in its ledger. */
function killPlan(): Plan {
  return planOf({
    bars: 60,
    scheme: "one-kill",
    id: "s7",
    speedMs: 20,
    observed: ["published", "taken", "snapshot", "ledger"],
    steps: [planStep({ forMs: 100 })],
    expect: { snapshots: { min: 4, possible: 6, everyBars: 10 }, delivery: "exactly-once" },
  });
}

export interface SyntheticOptions {
  scheme?: string;
  /** Bars that the ledger lacks, and bars that it has twice. */
  lost?: readonly number[];
  doubled?: readonly number[];
  /** Instead of the lines of the engine. */
  engineLine?: string;
  complete?: boolean;
}

export function syntheticScheme(options: SyntheticOptions = {}): SchemeReport {
  const { lost = [], doubled = [], scheme = "one-kill", engineLine, complete = true } = options;
  const plan: Plan = { ...killPlan(), scheme };
  const history = playPlan(plan);
  const all = Array.from({ length: plan.bars }, (_, index) => index + 1);
  const ledger = all.flatMap((bar) => (lost.includes(bar) ? [] : doubled.includes(bar) ? [bar, bar] : [bar]));
  const files = { ledger: ledgerText(plan, ledger), expected: ledgerText(plan, all) };
  const { outcome, findings, reason, records, counts } = judge({ plan, history, files });
  const run: SchemeRun = {
    ...{
      scheme,
      id: plan.id,
      feed: plan.feed,
      attempt: 1,
      plan,
      verdict: outcome,
      reason,
      findings,
      records,
      counts,
    },
    ...{ metrics: null, durationMs: history.at(-1)?.tMs ?? 0, folder: scheme, historyDigest: null },
  };
  const logs = sightingsOf(history).map(({ tMs, role, incarnation, line }) => ({
    ...{ tMs, role, incarnation, stream: "out" as const },
    line: role === "engine" && engineLine !== undefined ? engineLine : line,
  }));
  return { run, history, complete, logs, files, schemeSource: null, systemText };
}

/** The report of those scheme runs. */
export function syntheticReport(
  schemes: readonly SchemeReport[],
  changes: Partial<RunReport> = {},
): RunReport {
  return sampleReport(
    schemes.map(({ run }) => run),
    { schemes, ...changes },
  );
}

function sightingsOf(history: readonly Event[]): SeenEvent[] {
  return history.filter((event): event is SeenEvent => event.type === "seen");
}

function ledgerText({ stream }: Plan, bars: readonly number[]): string {
  const symbols = Object.fromEntries(stream.symbols.map((symbol) => [symbol, [1, 1, 1, 1, 1]]));
  return bars
    .map(
      (bar) =>
        `${JSON.stringify({ type: "bar", bar, timestamp_ms: stream.timestampsMs[bar - 1], symbols })}\n`,
    )
    .join("");
}

/** The publisher writes a FIFO, the engine reads it. */
const systemText = `
system: literal
resources:
  fifo: { kind: fifo }
roles:
  publisher:
    command: [publish, "\${fifo}"]
    ready: { line: ready, within: 1s }
  engine:
    consumer: true
    command: [trade, "\${fifo}"]
    ready: { line: ready, within: 1s }
observe:
  published: { role: publisher, line: "published (?<bar>\\\\d+)" }
  taken: { role: engine, line: "taken (?<n>\\\\d+)", unit: bars }
  ledger: { file: "\${run}/ledger.jsonl" }
`;
