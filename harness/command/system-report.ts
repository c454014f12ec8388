/** What one run without faults showed of a system: each role, each observation, and what schemes can judge with it. Pure. */

import { exitCodes } from "../errors.js";
import type { Event } from "../event.js";
import { finalCount, publishedCurve } from "../evidence/progress.js";
import { assumedText } from "../evidence/published.js";
import type { Finding } from "../finding.js";
import type { Plan } from "../planning/plan.js";
import type { SchemeRun } from "../scheme-run.js";
import { type ObservationName, observationNames } from "../system.js";

/** `unwanted`: trouble was seen. `assumed`: by a clock, which sees nothing. */
export type SightState = "seen" | "assumed" | "never seen" | "unwanted" | "not declared";

export interface Sighting {
  observation: ObservationName;
  state: SightState;
  times: number;
  first: string | null;
  last: string | null;
  /** The first line of its role, where the observation was never seen. */
  instead: string | null;
}

/** What a scheme may ask, and why it cannot be judged; null where it can. */
export interface Judgeable {
  name: string;
  whyNot: string | null;
}

export interface SystemReport {
  system: string;
  feed: string;
  bars: number;
  published: number;
  roles: readonly { role: string; state: string; afterMs: number | null; lastLines: readonly string[] }[];
  observations: readonly Sighting[];
  expectations: readonly Judgeable[];
  schemes: readonly Judgeable[];
  /** What failed in this run, by the checks themselves. */
  failed: readonly string[];
  exitCode: number;
}

export interface Shown {
  run: SchemeRun;
  plan: Plan;
  events: readonly Event[];
  hasLedger: boolean;
  /** First line that a role wrote, by role. */
  firstLines: Readonly<Record<string, string>>;
  /** The role that each observation names. */
  roleOf: Readonly<Partial<Record<ObservationName, string | undefined>>>;
  schemes: readonly Judgeable[];
}

/** What is lost can be told by the numbers of the bars; what they held cannot. */
const byNumbers = "delivery: at-least-once";

/** Observations without which the check of an expectation says that it cannot judge. */
const needs: Readonly<Record<string, readonly ObservationName[]>> = {
  snapshots: ["snapshot"],
  recovery: ["published", "taken"],
  delivery: ["ledger"],
  [byNumbers]: [],
  pace: ["published"],
  duplicates: ["taken"],
  memory: [],
};

export function systemReport(shown: Shown): SystemReport {
  const { run, plan, events } = shown;
  const observations = observationNames.map((name) => sightingOf(name, shown));
  const failed = run.findings.filter(({ outcome }) => outcome === "fail");
  const report = {
    ...{ system: plan.system, feed: plan.feed, bars: plan.bars },
    published: finalCount(publishedCurve(events)),
    roles: plan.roles.map(({ name }) => roleState(name, events)),
    observations,
    expectations: [
      ...Object.keys(needs).map((name) =>
        name === byNumbers
          ? numbersJudgeable(plan, observations)
          : judgeable(name, observations, run.findings),
      ),
      ...(plan.publishedBy === "clock" ? sourceUnjudged(plan) : []),
    ],
    schemes: shown.schemes,
    failed: failed.map(({ check, reason }) => `${check}: ${reason}`),
  };
  return { ...report, exitCode: codeOf(report) };
}

/** What was never seen explains what failed after it, but not a role that did not start, or trouble. */
function codeOf({ roles, observations, failed }: Omit<SystemReport, "exitCode">): number {
  if (roles.some(({ state }) => state !== "ready")) return exitCodes.fail;
  if (observations.some(({ state }) => state === "unwanted")) return exitCodes.fail;
  if (observations.some(({ state }) => state === "never seen")) return exitCodes.inconclusive;
  return failed.length > 0 ? exitCodes.fail : exitCodes.pass;
}

function sightingOf(observation: ObservationName, shown: Shown): Sighting {
  const { plan, events, hasLedger, firstLines, roleOf } = shown;
  const none = { observation, times: 0, first: null, last: null, instead: null };
  if (!plan.observed.includes(observation)) return { ...none, state: "not declared" };
  if (observation === "ledger")
    return { ...none, state: hasLedger ? "seen" : "never seen", times: hasLedger ? 1 : 0 };
  const seen = events.flatMap((event) =>
    event.type === "seen" && event.what === observation ? [event] : [],
  );
  const [first] = seen;
  if (first === undefined) {
    if (observation === "trouble") return { ...none, state: "seen" };
    return { ...none, state: "never seen", instead: firstLines[roleOf[observation] ?? ""] ?? null };
  }
  const value = (event: typeof first) => event.fields.feed ?? String(event.value ?? event.line);
  return {
    ...{
      observation,
      times: seen.length,
      first: value(first),
      last: value(seen.at(-1) ?? first),
      instead: null,
    },
    state: observation === "trouble" ? "unwanted" : stateOf(observation, plan),
  };
}

function stateOf(observation: ObservationName, { publishedBy }: Plan): SightState {
  return observation === "published" && publishedBy === "clock" ? "assumed" : "seen";
}

function roleState(role: string, events: readonly Event[]): SystemReport["roles"][number] {
  const own = events.flatMap((event) => (event.type === "role" && event.role === role ? [event] : []));
  const spawned = own.find(({ state }) => state === "spawned");
  const ready = own.find(({ state }) => state === "ready");
  const bad = own.find(
    ({ state, asked }) => state === "not-ready" || (state === "exited" && asked === false),
  );
  const lastLines = bad?.lastLines ?? [];
  if (ready === undefined || spawned === undefined) {
    const state = bad?.reason ?? (spawned === undefined ? "was never started" : "ended before it was ready");
    return { role, state, afterMs: null, lastLines };
  }
  const afterMs = Math.round(ready.tMs - spawned.tMs);
  return { role, state: bad === undefined ? "ready" : "exited unasked", afterMs, lastLines };
}

function judgeable(name: string, observations: readonly Sighting[], findings: readonly Finding[]): Judgeable {
  for (const need of needs[name] ?? []) {
    const state = observations.find(({ observation }) => observation === need)?.state;
    if (state === "assumed" && name === "pace") return { name, whyNot: assumedText };
    if (state !== "seen" && state !== "assumed")
      return {
        name,
        whyNot: `the observation ${need} is ${state === "never seen" ? "declared, but was never seen" : "not declared"}`,
      };
  }
  const finding = findings.find(({ check }) => check === name);
  return { name, whyNot: finding?.outcome === "inconclusive" ? finding.reason : null };
}

/** A clock is enough to tell when a bar of the others is due, and for nothing else. */
function sourceUnjudged({ sourceRole }: Plan): Judgeable[] {
  return [
    { name: `faults on ${sourceRole}`, whyNot: `that they are felt, and recovery from them: ${assumedText}` },
    { name: `that ${sourceRole} published every bar`, whyNot: "but for the bars that are seen taken" },
  ];
}

/** A ledger shows it, or the numbers of the bars. */
function numbersJudgeable(plan: Plan, observations: readonly Sighting[]): Judgeable {
  if (plan.publishedBy === "clock") return { name: byNumbers, whyNot: assumedText };
  const ledger = judgeable("delivery", observations, []);
  if (ledger.whyNot === null) return { name: byNumbers, whyNot: null };
  if (plan.barsTold !== true) {
    const whyNot = `${ledger.whyNot}, and published and taken do not both tell the number of the bar`;
    return { name: byNumbers, whyNot };
  }
  return { ...judgeable("recovery", observations, []), name: byNumbers };
}

export function systemReportText(report: SystemReport): string {
  const { system, feed, bars, published, roles, observations, expectations, schemes, failed } = report;
  const isAssumed = observations.some(({ state }) => state === "assumed");
  const lines = [
    `system ${system} on ${feed}: ${published} of ${bars} bars ${isAssumed ? "due by the clock" : "published"}, without faults`,
    "",
    "Roles",
  ];
  for (const { role, state, afterMs, lastLines } of roles) {
    const after = state === "ready" ? ` after ${afterMs} ms` : "";
    lines.push(`  ${role}: ${state}${after}`, ...lastLines.slice(-shownLines).map((line) => `    | ${line}`));
  }
  lines.push("", "Observations");
  for (const sighting of observations) lines.push(...sightingText(sighting));
  lines.push("", "Can be judged", ...judgeableText(expectations));
  lines.push("", "Schemes that can pass", ...judgeableText(schemes));
  if (failed.length > 0) lines.push("", "Failed without any fault", ...failed.map((text) => `  ${text}`));
  return `${lines.join("\n")}\n`;
}

/** Of what a role said last. */
const shownLines = 3;

function sightingText({ observation, state, times, first, last, instead }: Sighting): string[] {
  const name = `  ${observation.padEnd(9)}  `;
  if (observation === "trouble" && state === "seen") return [`${name}declared, and none was seen`];
  if (observation === "ledger" && state === "seen") return [`${name}written`];
  if (state === "not declared") return [`${name}not declared`];
  if (state === "never seen") {
    return [
      `${name}NEVER SEEN`,
      ...(instead === null ? [] : [`             the first line of its role: ${instead}`]),
    ];
  }
  if (state === "assumed") return [`${name}assumed by a clock, not seen: it shows nothing of the source`];
  return [`${name}${state === "unwanted" ? "SEEN " : ""}${times} times, first ${first}, last ${last}`];
}

function judgeableText(rows: readonly Judgeable[]): string[] {
  return rows.map(
    ({ name, whyNot }) =>
      `  ${whyNot === null ? "yes" : "no "}  ${name}${whyNot === null ? "" : `: ${whyNot}`}`,
  );
}
