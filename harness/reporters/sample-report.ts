/** Reports, as literal as tests of the projections need them, and the hostile texts that they must survive. */
import fc from "fast-check";
import type { RunReport, SchemeReport } from "../report.js";
import { resultsOf, wholeRun } from "../results.js";
import type { SchemeRun } from "../scheme-run.js";
import { sampleRecord, sampleRun } from "./sample-runs.js";

export function sampleReport(
  runs: readonly SchemeRun[],
  changes: Partial<RunReport> = {},
  scheme: Partial<SchemeReport> = {},
): RunReport {
  const info = {
    ...wholeRun,
    ...{ id: "20261122T010203Z-8f3a1c", startedAt: "2026-11-22T01:02:03.456Z", seed: "7", feeds: ["zmq"] },
    ...{ recovery: "on" as const, commit: "0123456789abcdef+", node: "v20.20.2", platform: "linux x64" },
    argv: ["run"],
  };
  return {
    results: resultsOf(info, runs, { complete: true, exitCode: 1 }),
    schemes: runs.map((run) => ({
      ...{ run, history: [], complete: true, logs: [], files: {}, schemeSource: null, systemText: null },
      ...scheme,
    })),
    problems: [],
    folder: "reports/20261122T010203Z-8f3a1c",
    durationMs: 7900,
    again: { flags: [], files: {} },
    ...changes,
  };
}

/** What logs, schemes and paths may hold: markup, controls, halves of pairs, line ends of every kind. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc
    .array(
      fc.constantFrom(
        ...["<", ">", "&", '"', "'", "]]>", "<!--", "|", "\\|", "\\", "`", "```", "````", "\n", "\r", "\r\n"],
        ...["\u0000", "\u001b[31m", "\u2028", "\ud800", "\udfff", "\uffff", "\u202e", "\t", "::", "%0A", ","],
        ...["#", "*", "_", "[x](javascript:1)", "<script>", "&amp;", "$(id)", "Größe", "🜂", " ", ""],
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join("")),
);

/** A scheme run of which every text is hostile. */
export const hostileRun: fc.Arbitrary<SchemeRun> = fc
  .record({
    scheme: hostileText,
    id: hostileText,
    feed: hostileText,
    reason: hostileText,
    folder: fc.option(hostileText),
    verdict: fc.constantFrom("pass", "fail", "inconclusive", "notRun", "missing"),
    texts: fc.tuple(hostileText, hostileText, hostileText, hostileText),
    outcomes: fc.array(fc.constantFrom("pass", "fail", "inconclusive"), { maxLength: 3 }),
  })
  .map(({ texts: [check, reason, target, proof], outcomes, ...more }) =>
    sampleRun({
      ...more,
      findings: outcomes.map((outcome) => ({ check, outcome, reason, evidence: [1], measured: proof })),
      records: [sampleRecord({ target, proofs: [{ rung: "observed", tMs: 1, proof }] })],
    }),
  );
