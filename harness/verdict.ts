/** Runs every check that applies to a history and makes the verdict of their findings. */
import { type CheckName, checkNames, checks } from "./checks/index.js";
import { countsOf } from "./evidence/counts.js";
import { type FaultRecord, faultRecords } from "./evidence/fault-record.js";
import { type Check, type Finding, type Judged, type Outcome, worst } from "./finding.js";
import type { Counts } from "./scheme-run.js";

export interface Judgement {
  outcome: Outcome;
  findings: readonly Finding[];
  /** One causal sentence: the worst finding's, cause before consequence; for a pass, what was shown. */
  reason: string;
  records: readonly FaultRecord[];
  counts: Counts;
}

/**
 * Judges a run from its history and files alone.
 * @throws Error naming the check when a check throws: that is a bug of the harness, never a verdict
 */
export function judge(judged: Judged): Judgement {
  const findings = findingsOf(judged, checkNames);
  const outcome = worst(findings);
  return {
    outcome,
    findings,
    reason: reasonOf(findings, outcome),
    records: faultRecords(judged.plan, judged.history),
    counts: countsOf(judged.plan, judged.history, judged.files),
  };
}

/** The findings of the named checks, as far as they apply, in the order of the table. */
export function findingsOf(judged: Judged, names: readonly CheckName[]): Finding[] {
  return checkNames
    .filter((name) => names.includes(name) && checks[name].applies(judged.plan))
    .map((name) => findingOf(name, checks[name], judged));
}

function findingOf(name: CheckName, check: Check, judged: Judged): Finding {
  try {
    return check.judge(judged);
  } catch (cause) {
    throw new Error(`check ${name} threw: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}

function reasonOf(findings: readonly Finding[], outcome: Outcome): string {
  if (outcome === "pass") {
    const shown = findings.filter(({ measured }) => measured !== undefined);
    return shown.map(({ check, measured }) => `${check} ${measured}`).join(", ");
  }
  const first = findings.find((one) => one.outcome === outcome);
  return first === undefined ? "no check applied" : `${first.check}: ${first.reason}`;
}
