/** Runs every check that applies to a history and makes the verdict of their findings. */
import { type CheckName, checkNames, checks, definedChecks } from "./checks/index.js";
import { countsOf } from "./evidence/counts.js";
import { type FaultRecord, faultRecords } from "./evidence/fault-record.js";
import { type Check, type Finding, finding, type Judged, type Outcome, outcomes, worst } from "./finding.js";
import { foreignCheckText } from "./foreign.js";
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
  const findings = [...findingsOf(judged, checkNames), ...definedFindings(judged)];
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

/** The findings of what a program has defined beside the table, after all causes that the harness itself knows. */
function definedFindings(judged: Judged): Finding[] {
  return (judged.plan.definedChecks ?? []).flatMap((name) => {
    const check = definedChecks.get(name);
    if (check === undefined) return [finding(name, "inconclusive", foreignCheckText(name))];
    return check.applies(judged.plan) ? [provedFinding(name, check, judged)] : [];
  });
}

/** What nobody reviewed with the table must show here that it is no check which passes whatever happened. */
function provedFinding(name: string, check: Check, judged: Judged): Finding {
  const found = signed(name, findingOf(name, check, judged));
  if (found.outcome !== "pass") return found;
  const ofNothing = signed(name, findingOf(name, check, { ...judged, history: [], files: {} }));
  if (ofNothing.outcome !== "pass") return found;
  const reason = "it passes an empty history too, so that its pass shows nothing";
  return finding(name, "inconclusive", `${reason}; let it be inconclusive where it saw nothing`);
}

/** A word that is no outcome would rank below all of them. */
function signed(name: string, found: Finding): Finding {
  if (!outcomes.includes(found?.outcome) || typeof found.reason !== "string") {
    throw new Error(
      `check ${name} must return a finding with an outcome (${outcomes.join(", ")}) and a reason`,
    );
  }
  return { ...found, check: name, evidence: found.evidence ?? [] };
}

function findingOf(name: string, check: Check, judged: Judged): Finding {
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
