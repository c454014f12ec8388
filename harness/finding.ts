/** What a check says of a history, and how findings make a verdict. */
import type { Event } from "./event.js";
import type { Plan } from "./planning/plan.js";
import type { ObservationName } from "./system.js";

export const outcomes = ["pass", "fail", "inconclusive"] as const;
export type Outcome = (typeof outcomes)[number];

export interface Finding {
  check: string;
  outcome: Outcome;
  /** One sentence: expected, seen, and for inconclusive what to do. */
  reason: string;
  /** Numbers of the events on which it rests. */
  evidence: readonly number[];
  /** Value and limit, for tables: "30 (>=20)". */
  measured?: string;
  /** The event at which it showed, where that is not the first of the evidence. */
  at?: number;
  /** The first bar that is wrong, where the check can name one. */
  bar?: number;
}

/** Texts that are judged together with the history, by name; absent where the run has none. */
export interface JudgedFiles {
  ledger?: string;
  golden?: string;
  /** The stream as the harness itself read the results file: one JSON line a bar, see ledger-text.ts. */
  expected?: string;
}

export interface Judged {
  plan: Plan;
  history: readonly Event[];
  files: JudgedFiles;
}

/** A check is pure: the same history gives the same finding, at any time, on any machine. */
export interface Check {
  summary: string;
  /** Whether the plan asks for it; a check that always applies returns true. */
  applies(plan: Plan): boolean;
  /** Why the system of the plan cannot be observed for it, so that no history could pass; null where it can be. */
  unobservable?(plan: Plan): string | null;
  judge(judged: Judged): Finding;
}

/** Says that an observation is missing, for the checks that need one; null where the system file declares them all. */
export function undeclared(plan: Plan, what: string, ...names: readonly ObservationName[]): string | null {
  const missing = names.find((name) => !plan.observed.includes(name));
  return missing === undefined
    ? null
    : `${what} cannot be observed: the system file declares no observation "${missing}"`;
}

/** Makes a finding; `measured` is left out where there is nothing to show. */
export function finding(
  check: string,
  outcome: Outcome,
  reason: string,
  evidence: readonly number[] = [],
  measured?: string,
): Finding {
  return { check, outcome, reason, evidence, ...(measured === undefined ? {} : { measured }) };
}

/** `notRun`: it does not apply, or was never started. `missing`: it was asked for, and no machine has run it. */
export type Verdict = Outcome | "notRun" | "missing";

const severity: Record<Outcome, number> = { pass: 0, inconclusive: 1, fail: 2 };

/** The worst outcome wins; no finding at all is inconclusive. */
export function worst(findings: readonly Finding[]): Outcome {
  const [first, ...rest] = findings;
  if (first === undefined) return "inconclusive";
  return rest.reduce<Outcome>(
    (worstSoFar, { outcome }) => (severity[outcome] > severity[worstSoFar] ? outcome : worstSoFar),
    first.outcome,
  );
}
