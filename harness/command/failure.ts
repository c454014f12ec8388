/** FAILURE.md: what a person needs to understand one scheme run that did not pass, as text from its facts. Pure. */
import type { Event, RoleEvent } from "../event.js";
import type { FaultRecord } from "../evidence/fault-record.js";
import type { Finding } from "../finding.js";
import type { PlannedStep } from "../planning/plan.js";
import { triggerText } from "../reporters/deadline.js";
import { type Again, againCommand, recheckCommand } from "../reporters/table.js";
import type { SchemeRun } from "../scheme-run.js";

/** The last lines of one incarnation, and where the whole log lies. */
export interface LogTail {
  role: string;
  incarnation: number;
  /** Relative to the folder of the scheme run. */
  file: string;
  lines: readonly string[];
}

export interface FailureFacts {
  run: SchemeRun;
  history: readonly Event[];
  tails: readonly LogTail[];
  /** As a person would type it from the root of the checkout. */
  folder: string;
  again: Again;
}

export function failureText({ run, history, tails, folder, again }: FailureFacts): string {
  const bad = run.findings.filter(({ outcome }) => outcome === run.verdict);
  return [
    `# ${run.id} ${run.scheme} on ${run.feed}: ${run.verdict}`,
    "",
    run.reason,
    "",
    ...(run.plan === null ? [] : [`Why this scheme: ${run.plan.why}`, ""]),
    "## What did not hold",
    "",
    ...bad.flatMap((finding) => findingLines(finding, history)),
    "## Faults",
    "",
    ...faultLines(run),
    "## Incarnations",
    "",
    ...incarnationLines(history),
    "## Last lines of each process",
    "",
    ...tails.flatMap(tailLines),
    "## What cannot be known",
    "",
    ...unknowns(run, history).map((line) => `- ${line}`),
    "",
    "## Again",
    "",
    "```",
    againCommand(run, again),
    recheckCommand(folder),
    "```",
    "",
  ].join("\n");
}

function findingLines(
  { check, outcome, reason, measured, evidence }: Finding,
  history: readonly Event[],
): string[] {
  const first = history.find(({ n }) => n === evidence[0]);
  const events = evidence.slice(0, eventsNamed).join(", ");
  const more = evidence.length > eventsNamed ? ` and ${evidence.length - eventsNamed} more` : "";
  return [
    `### ${check}: ${outcome}`,
    "",
    reason,
    "",
    ...(measured === undefined ? [] : [`- got (expected): ${measured}`]),
    ...(first === undefined
      ? []
      : [`- first seen at ${first.tMs.toFixed(0)} ms, ${barText(history, first)}`]),
    ...(events === "" ? [] : [`- events of history.jsonl: ${events}${more}`]),
    "",
  ];
}

/** A finding may rest on hundreds of events: the first ones lead to the rest. */
const eventsNamed = 12;

/** The highest bar that had been seen published when the event came. */
function barText(history: readonly Event[], event: Event): string {
  let bar = 0;
  for (const each of history) {
    if (each.n > event.n) break;
    if (each.type === "seen" && each.what === "published") bar = Math.max(bar, each.value ?? 0);
  }
  return bar === 0 ? "before the first bar was seen published" : `with bar ${bar} published`;
}

function faultLines({ plan, records }: SchemeRun): string[] {
  if (plan === null || plan.steps.length === 0) return ["The timeline has none.", ""];
  const rows = plan.steps.map((step) =>
    faultRow(
      step,
      records.find(({ id }) => id === step.id),
    ),
  );
  return [
    "Times are milliseconds since the start of the run.",
    "",
    "| fault | planned | injected | observed | felt | healed | recovered |",
    "|---|---|---|---|---|---|---|",
    ...rows,
    "",
    ...records.flatMap(({ id, proofs }) => proofs.map((proof) => `- ${id} ${proof.rung}: ${proof.proof}`)),
    "",
  ];
}

function faultRow(step: PlannedStep, record: FaultRecord | undefined): string {
  const time = (ms: number | null | undefined) => (ms === null || ms === undefined ? "no" : ms.toFixed(0));
  const skew =
    record === undefined || record.skewBars === null || record.skewBars === 0
      ? ""
      : ` (+${record.skewBars} bars)`;
  const bars = record === undefined || record.recoveredBars === null ? "" : ` (${record.recoveredBars} bars)`;
  const cells = [
    `${step.id} ${step.fault} ${step.target}`,
    triggerText(step.trigger),
    `${time(record?.deliveredMs)}${skew}`,
    time(record?.observedMs),
    record?.felt ?? "unknown",
    time(record?.healedMs),
    `${time(record?.recoveredMs)}${bars}`,
  ];
  return `| ${cells.join(" | ")} |`;
}

function incarnationLines(history: readonly Event[]): string[] {
  const events = history.filter((event): event is RoleEvent => event.type === "role");
  if (events.length === 0) return ["No process was started.", ""];
  return ["```", ...events.map(roleLine), "```", ""];
}

function roleLine({
  tMs,
  role,
  incarnation,
  state,
  identity,
  signal,
  code,
  asked,
  reason,
}: RoleEvent): string {
  const pid = identity === null ? "" : ` (pid ${identity.pid})`;
  const how = state !== "exited" ? "" : signal ? ` on ${signal}` : ` with code ${code ?? "unknown"}`;
  const unasked = state === "exited" && asked === false ? ", unasked" : "";
  return `${tMs.toFixed(0).padStart(7)} ms  ${role}.${incarnation}${pid} ${state}${how}${unasked}${reason ? `: ${reason}` : ""}`;
}

function tailLines({ role, incarnation, file, lines }: LogTail): string[] {
  const body =
    lines.length === 0 ? ["(it wrote nothing)"] : lines.map((line) => line.replaceAll("```", "'''"));
  return [`${role}.${incarnation}, whole log in ${file}:`, "", "```", ...body, "```", ""];
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
    "The harness sees the stream through its own subscription: a bar that it missed is unknown, not unpublished.",
  );
  return lines;
}
