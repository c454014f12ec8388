/** Proves that a scheme can fail: its expectations alone must tell a broken run from an ideal one. */
import { type CheckName, checks } from "../checks/index.js";
import { type Check, type Finding, finding, type Judged, worst } from "../finding.js";
import type { Expected, Plan } from "../planning/plan.js";
import { findingsOf, type Judgement, judge } from "../verdict.js";
import { mutations } from "./mutations.js";
import { type Synthetic, type SyntheticName, syntheticHistories } from "./synthetic.js";

/** A synthetic history that the scheme judges wrongly, and what it lacks. */
export interface Vacuity {
  history: SyntheticName;
  /** What to add or change: "add `recovery: { within: 10 bars }`". */
  missing: string;
}

/** The checks behind the entries of `expect`. */
const expectChecks = {
  snapshots: "snapshots",
  recovery: "recovery",
  delivery: "delivery",
  pace: "pace",
  memory: "memory",
  duplicates: "duplicates",
} as const satisfies Record<keyof Expected, CheckName>;

/**
 * Every synthetic history that the scheme's expectations judge wrongly; none: the scheme is able to fail. One that cannot
 * pass at all for want of an observation needs no other proof than that an ideal run does not fail it.
 */
export function proveNotVacuous(plan: Plan): Vacuity[] {
  const histories = syntheticHistories(plan);
  if (unjudgeable(plan).length === 0) return vacuities(histories, plan);
  return vacuities(
    histories.filter(({ name }) => name === "ideal"),
    plan,
  );
}

/** Why no run of the plan can pass: each expectation that its system cannot be observed for, in words. */
export function unjudgeable(plan: Plan): string[] {
  return Object.values(expectChecks).flatMap((name) => {
    const check: Check = checks[name];
    const why = check.applies(plan) ? (check.unobservable?.(plan) ?? null) : null;
    return why === null ? [] : [`${name}: ${why}`];
  });
}

/**
 * Judges a recorded run, and where it passed proves that this very recording could have failed: every mutation of it
 * must be refused. One that is not makes the run inconclusive.
 */
export function judgeProved(judged: Judged): Judgement {
  const judgement = judge(judged);
  if (judgement.outcome !== "pass") return judgement;
  const names: SyntheticName[] = [];
  const found: Vacuity[] = [];
  // One at a time: each is a history as long as the recording.
  for (const synthetic of mutations(judged)) {
    names.push(synthetic.name);
    found.push(...vacuities([synthetic], judged.plan));
  }
  const proof = proofOf(names, found);
  const findings = [...judgement.findings, proof];
  const reason = proof.outcome === "pass" ? judgement.reason : `${proof.check}: ${proof.reason}`;
  return { ...judgement, findings, outcome: worst(findings), reason };
}

function proofOf(names: readonly SyntheticName[], found: readonly Vacuity[]): Finding {
  const measured = `${names.length - found.length} of ${names.length} mutations refused`;
  const [first] = found;
  if (first === undefined) {
    const reason = `every mutation of this recording is refused: ${names.join(", ")}`;
    return finding("vacuity", "pass", reason, [], measured);
  }
  const reason = `the expectations also pass this recording mutated to "${first.history}": ${first.missing}`;
  return finding("vacuity", "inconclusive", reason, [], measured);
}

function vacuities(histories: readonly Synthetic[], plan: Plan): Vacuity[] {
  return histories.flatMap((synthetic) => {
    const missing = misjudged(synthetic, plan);
    return missing === null ? [] : [{ history: synthetic.name, missing }];
  });
}

/** One sentence for the person who wrote the scheme; for the error VACUOUS_SCHEME. */
export function vacuityText(found: readonly Vacuity[]): string {
  const [first] = found;
  if (first === undefined) return "the scheme is able to fail";
  const more = found.length > 1 ? ` (and ${found.length - 1} more such histories)` : "";
  if (first.history === "ideal") return `the expectations fail even an ideal run: ${first.missing}`;
  return `the expectations pass the history "${first.history}"${more}: ${first.missing}`;
}

/** What is not shown by a scheme that claims no delivery: said in the report, not an error. */
export function unclaimed(plan: Plan): string | null {
  return plan.expect.delivery === undefined
    ? "lost and doubled bars are not judged: no `delivery` is claimed"
    : null;
}

function misjudged({ name, judged }: Synthetic, plan: Plan): string | null {
  if (name === "fault never applied") {
    const [evidence] = findingsOf(judged, ["evidence"]);
    return evidence?.outcome === "inconclusive"
      ? null
      : "a bug of the harness: the evidence rule lets it pass";
  }
  const findings = findingsOf(judged, Object.values(expectChecks));
  if (name === "ideal") return idealProblem(findings, unjudgeable(plan).length > 0);
  const caught = findings.some(
    ({ outcome }) => outcome === "fail" || (name === "empty" && outcome !== "pass"),
  );
  return caught ? null : remedy(name, plan.expect);
}

function idealProblem(findings: readonly Finding[], cannotPass: boolean): string | null {
  const wrong = findings.find(({ outcome }) => outcome === "fail" || (outcome !== "pass" && !cannotPass));
  return wrong === undefined ? null : `${wrong.check}: ${wrong.reason}`;
}

function remedy(name: SyntheticName, { snapshots, recovery, delivery }: Expected): string {
  const snapshotsText = "`snapshots: { min: 66% }`";
  switch (name) {
    case "ideal":
    case "fault never applied":
    case "empty":
    case "dead from the start":
      return snapshots === undefined
        ? `add ${snapshotsText}`
        : `raise \`snapshots.min\` above ${snapshots.min}`;
    case "dead after the first fault":
    case "dead after the last heal":
      return recovery === undefined ? "add `recovery: { within: 10 bars }`" : `add ${snapshotsText}`;
    case "one snapshot short":
      return "raise `snapshots.min` to at least 1";
    case "source held up by the faults":
      return "raise `pace.min` above 0 %";
    case "one bar lost":
      return delivery === "at-most-once" ? "claim `delivery: at-least-once`" : "a bug of the harness";
    case "one bar doubled":
      return delivery === "exactly-once" ? "a bug of the harness" : "claim `delivery: exactly-once`";
    default:
      return name satisfies never;
  }
}
