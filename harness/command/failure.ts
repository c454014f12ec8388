/** FAILURE.md: what a person needs to understand one scheme run that did not pass, as text from its facts. Pure. */
import { checkOf } from "../checks/index.js";
import type { Event, StartEvent } from "../event.js";
import { type Moment, momentOf } from "../evidence/moment.js";
import type { Finding } from "../finding.js";
import type { Plan } from "../planning/plan.js";
import type { Again } from "../report.js";
import { againCommand, recheckCommand, replayCommand } from "../reporters/table.js";
import { type SchemeRun, titleOf } from "../scheme-run.js";
import { faultLines } from "./failure-faults.js";
import { excerptLines, processLines } from "./failure-processes.js";
import type { LogExcerpt } from "./log-excerpt.js";

export interface FailureFacts {
  run: SchemeRun;
  history: readonly Event[];
  /** The logs around `failureMoment`. */
  logs: LogExcerpt;
  /** As a person would type it from the root of the checkout. */
  folder: string;
  /** Whether the logs stay in the folder. */
  logsKept: boolean;
  again: Again;
}

/** When that happened which FAILURE.md is about; null where the first finding rests on nothing that has a time. */
export function failureMoment(run: SchemeRun, history: readonly Event[]): Moment | null {
  const cause = causeOf(run);
  return cause === undefined || run.plan === null ? null : momentOf(cause, run.plan, history);
}

export function failureText({ run, history, logs, folder, logsKept, again }: FailureFacts): string {
  const moment = failureMoment(run, history);
  const name = titleOf(run);
  return [
    `# ${name} on ${run.feed}: ${run.verdict}`,
    "",
    `**${run.reason}**`,
    "",
    ...causeLines(run, history, moment),
    ...otherLines(run, history),
    "## Faults",
    "",
    ...faultLines(run),
    moment === null ? "## The last lines of every process" : "## What every process wrote around that moment",
    "",
    ...excerptLines(logs, moment === null ? null : momentText(moment)),
    "## Processes",
    "",
    ...processLines(history),
    "## What cannot be known",
    "",
    ...unknowns(run, history).map((line) => `- ${line}`),
    "",
    "## Again",
    "",
    "```",
    replayCommand(folder),
    recheckCommand(folder),
    againCommand(run, again),
    "```",
    "",
    `${logsKept ? "The logs lie in logs/" : "The logs were dropped, as --keep none says"}; the record of the run is history.jsonl, all findings stand in verdict.json.`,
    "",
  ].join("\n");
}

/** The finding that gives the verdict: the first of its kind, as causes stand before consequences. */
function causeOf({ findings, verdict }: SchemeRun): Finding | undefined {
  return findings.find(({ outcome }) => outcome === verdict);
}

function causeLines(run: SchemeRun, history: readonly Event[], moment: Moment | null): string[] {
  const cause = causeOf(run);
  const { plan } = run;
  if (cause === undefined || plan === null) return [];
  const { summary } = checkOf(cause.check) ?? { summary: "unknown" };
  return [
    `- check: ${cause.check}; expected: ${summary}`,
    ...(cause.measured === undefined ? [] : [`- got: ${cause.measured}`]),
    ...(moment === null ? [] : whenLines(moment, cause, plan, history)),
    ...eventsLines(cause),
    `- why this scheme: ${plan.why}`,
    "",
  ];
}

function whenLines(moment: Moment, cause: Finding, plan: Plan, history: readonly Event[]): string[] {
  const { published, taken, bar } = moment;
  const start = history.find((event): event is StartEvent => event.type === "start");
  const clock = start === undefined ? "" : ` (${isoText(Date.parse(start.at) + moment.tMs)})`;
  const stream = `${published} of ${plan.bars} bars published${taken === null ? "" : `, ${taken} taken`}`;
  const marketMs = plan.stream.timestampsMs[bar - 1];
  const market = marketMs === undefined ? "" : `, in the stream ${isoText(marketMs)} (timestamp ${marketMs})`;
  const kind = cause.bar === undefined ? "last bar published before it" : "first bad bar";
  return [
    `- when: ${moment.tMs.toFixed(0)} ms after the start${clock}, ${stream}`,
    `- ${kind}: ${bar === 0 ? "none yet" : `${bar}${market}`}`,
  ];
}

function isoText(ms: number): string {
  return Number.isFinite(ms) ? new Date(ms).toISOString() : "unknown";
}

/** A finding may rest on hundreds of events: the first ones lead to the rest. */
const eventsNamed = 12;

function eventsLines({ evidence }: Finding): string[] {
  if (evidence.length === 0) return [];
  const more = evidence.length > eventsNamed ? ` and ${evidence.length - eventsNamed} more` : "";
  return [`- it rests on events ${evidence.slice(0, eventsNamed).join(", ")}${more} of history.jsonl`];
}

/** Longest reason of a finding that is no cause, in characters: two lines of a screen. */
const reasonChars = 240;

function otherLines(run: SchemeRun, history: readonly Event[]): string[] {
  const cause = causeOf(run);
  const others = run.findings.filter((finding) => finding !== cause && finding.outcome !== "pass");
  if (others.length === 0) return [];
  return [
    "What else did not hold, mostly for the same cause:",
    "",
    ...others.map((one) => otherLine(one, run, history)),
    "",
  ];
}

function otherLine(finding: Finding, { plan }: SchemeRun, history: readonly Event[]): string {
  const { check, outcome, reason } = finding;
  const moment = plan === null ? null : momentOf(finding, plan, history);
  const when = moment === null ? "" : ` (${moment.tMs.toFixed(0)} ms)`;
  const short = reason.length > reasonChars ? `${reason.slice(0, reasonChars)}...` : reason;
  return `- ${outcome} ${check}: ${short}${when}`;
}

function momentText({ tMs, what }: Moment): string {
  return `${tMs.toFixed(0)} ms: ${what}`;
}

function unknowns({ counts, records }: SchemeRun, history: readonly Event[]): string[] {
  const lines: string[] = [];
  if (history.at(-1)?.type !== "end") {
    lines.push("The history has no end: what happened after its last event was not recorded.");
  }
  if (counts === null || counts.bars === null) lines.push("Bars lost and doubled were not measured.");
  for (const { id, felt, observedMs, imprecise } of records) {
    if (observedMs === null)
      lines.push(`${id}: no proof that it took effect, so what followed proves nothing about it.`);
    if (felt === "not-available" || felt === "unknown")
      lines.push(`${id}: whether the pipeline felt it (${felt}).`);
    if (imprecise) lines.push(`${id}: it came later than planned; its exact bar says little.`);
  }
  lines.push(
    "What was published and taken is what the programs printed: a line that is missing is unknown, not a bar that is.",
    "Times are those at which the harness read a line: some milliseconds after it was written, never before.",
  );
  return lines;
}
