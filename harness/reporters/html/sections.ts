/** The parts of the page that need no script: the verdicts of all schemes, and of each its checks and faults, as tables. Pure. */
import type { Event } from "../../event.js";
import type { FaultRecord } from "../../evidence/fault-record.js";
import type { Finding, Verdict } from "../../finding.js";
import type { Again } from "../../report.js";
import { type SchemeRun, titleOf } from "../../scheme-run.js";
import { verdictWords } from "../colour.js";
import { triggerText } from "../deadline.js";
import {
  againCommand,
  faultsCell,
  lossCell,
  recheckCommand,
  recoveryCell,
  replayCommand,
  secondsText,
  snapshotsCell,
} from "../table.js";
import { html, type Markup, nothing } from "./markup.js";

/** Words first; the sign and the colour say the same again. */
const signs: Readonly<Record<Verdict, string>> = {
  pass: "✓",
  fail: "✗",
  inconclusive: "?",
  notRun: "–",
  missing: "✗",
};

function chip(verdict: Verdict): Markup {
  return html`<span class="verdict ${verdict}"><span aria-hidden="true">${signs[verdict]}</span> ${verdictWords[verdict]}</span>`;
}

function cell(label: string, value: string | Markup): Markup {
  return html`<td data-label="${label}">${value}</td>`;
}

function heads(names: readonly string[]): Markup {
  return html`<thead><tr>${names.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>`;
}

/** What stands in one row of the verdicts, and the key of its section. */
export interface Listed {
  run: SchemeRun;
  key: string;
}

export function verdictsTable(listed: readonly Listed[]): Markup {
  const several = listed.some(({ run }) => run.attempt > 1);
  const rows = listed.map(({ run, key }) => {
    const name = `${titleOf(run)}${several ? ` #${run.attempt}` : ""}`;
    return html`<tr><td>${chip(run.verdict)}</td><td class="name"><a href="#${key}">${name}</a></td>${cell("feed", run.feed)}${cell("snapshots", snapshotsCell(run))}${cell("faults", faultsCell(run))}${cell("recovery", recoveryCell(run))}${cell("lost / doubled", lossCell(run))}${cell("time", secondsText(run.durationMs))}</tr>\n`;
  });
  const names = ["verdict", "scheme", "feed", "snapshots", "faults", "recovery", "lost / doubled", "time"];
  return html`<table class="wide">${heads(names)}<tbody>\n${rows}</tbody></table>`;
}

export interface SectionFacts extends Listed {
  history: readonly Event[];
  /** As a person would type it; null where nothing was started. */
  folder: string | null;
  again: Again;
  /** What is not in this page, one sentence each. */
  notes: readonly string[];
  /** What could not be read of it, one sentence each. */
  problems: readonly string[];
}

export function schemeSection({ run, key, history, folder, again, notes, problems }: SectionFacts): Markup {
  const { plan } = run;
  const attempt = run.attempt > 1 ? ` #${run.attempt}` : "";
  return html`
<section class="scheme" id="${key}">
<h2>${chip(run.verdict)} ${titleOf(run)}${attempt} <small>on ${run.feed}</small></h2>
<p class="reason ${run.verdict}">${run.reason}</p>
${plan === null ? nothing : html`<p class="why">${plan.why}</p>${streamFacts(run)}`}
${problems.map((problem) => html`<p class="problem">${problem}</p>`)}
${notes.map((note) => html`<p class="note">${note}</p>`)}
${run.findings.length === 0 ? nothing : html`<h3>Checks</h3>${checksPart(run.findings, history)}`}
${plan === null || plan.steps.length === 0 ? nothing : html`<h3>Faults</h3>${faultsTable(run)}`}
<div class="plots"></div>
${folder === null ? nothing : againPart(run, folder, again)}
</section>
`;
}

function streamFacts({ plan, durationMs, folder }: SchemeRun): Markup {
  if (plan === null) return nothing;
  const facts: readonly (readonly [string, string])[] = [
    ["stream", `${plan.bars} bars of ${plan.stream.symbols.length} symbols, one every ${plan.speedMs} ms`],
    ["took", `${secondsText(durationMs)} of at most ${secondsText(plan.deadline.ms)}`],
    ["recovery", plan.recovery ? "on" : "off"],
    ["folder", folder ?? "none"],
  ];
  return html`<dl class="facts">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

const severity: Readonly<Record<Finding["outcome"], number>> = { fail: 0, inconclusive: 1, pass: 2 };

/** What did not hold stands first and open; what held is folded away below it. */
function checksPart(findings: readonly Finding[], history: readonly Event[]): Markup {
  const held = findings.filter(({ outcome }) => outcome === "pass");
  if (held.length === findings.length) return checksTable(findings, history);
  const bad = findings.filter(({ outcome }) => outcome !== "pass");
  const sorted = bad.sort((a, b) => severity[a.outcome] - severity[b.outcome]);
  const rest = html`<details class="held"><summary>${held.length} checks passed</summary>${checksTable(held, history)}</details>`;
  return html`${checksTable(sorted, history)}${held.length === 0 ? nothing : rest}`;
}

function checksTable(findings: readonly Finding[], history: readonly Event[]): Markup {
  const rows = findings.map(({ check, outcome, reason, measured = "", evidence }) => {
    const first = outcome === "pass" ? undefined : history.find(({ n }) => n === evidence[0]);
    const at = first === undefined ? nothing : html`<span data-ms="${first.tMs}"></span>`;
    return html`<tr class="${outcome}"><td>${chip(outcome)}</td><td class="name">${check}</td>${cell("value (limit)", measured)}<td class="sentence">${reason} ${at}</td></tr>\n`;
  });
  return html`<table class="wide checks">${heads(["outcome", "check", "value (limit)", "what was seen"])}<tbody>\n${rows}</tbody></table>`;
}

function faultsTable({ plan, records }: SchemeRun): Markup {
  const rows = (plan?.steps ?? []).map((step) => {
    const record = records.find(({ id }) => id === step.id);
    const planned = `${triggerText(step.trigger)}${step.forBars > 0 ? ` for ${step.forBars} bars` : ""}`;
    const name = `${step.id} ${step.fault} ${step.target}`;
    const proofs = (record?.proofs ?? []).map(({ rung, proof }) => html`<li>${rung}: ${proof}</li>`);
    const felt = record === undefined ? "unknown" : record.felt.replace("-", " ");
    const cells = [
      cell("planned", planned),
      cell("injected", `${timeOf(record?.deliveredMs)}${skewOf(record)}`),
      cell("observed", record?.observedAvailable === false ? "no probe here" : timeOf(record?.observedMs)),
      cell("felt", felt),
      cell("healed", timeOf(record?.healedMs)),
      cell("recovered", recoveredOf(record)),
    ];
    const proof =
      proofs.length === 0
        ? nothing
        : html`<details><summary>proof</summary><ul>${proofs}<li>felt: ${record?.feltProof ?? ""}</li></ul></details>`;
    return html`<tr><td class="name">${name} ${proof}</td>${cells}</tr>\n`;
  });
  const names = ["fault", "planned", "injected", "observed", "felt", "healed", "recovered"];
  return html`<table class="wide faults">${heads(names)}<tbody>\n${rows}</tbody></table>`;
}

function timeOf(ms: number | null | undefined): string {
  return ms === null || ms === undefined ? "no" : `${(ms / 1000).toFixed(3)} s`;
}

function skewOf(record: FaultRecord | undefined): string {
  if (record === undefined || record.skewBars === null || record.skewBars <= 0) return "";
  return ` (${record.skewBars} ${record.skewBars === 1 ? "bar" : "bars"} late${record.imprecise ? ", imprecise" : ""})`;
}

function recoveredOf(record: FaultRecord | undefined): string {
  if (record === undefined || record.recoveredMs === null || record.healedMs === null) return "no";
  const ms = Math.max(0, Math.round(record.recoveredMs - record.healedMs));
  const bars =
    record.recoveredBars === null
      ? ""
      : `, ${record.recoveredBars} ${record.recoveredBars === 1 ? "bar" : "bars"}`;
  return `${timeOf(record.recoveredMs)} (${ms} ms after the heal${bars})`;
}

function againPart(run: SchemeRun, folder: string, again: Again): Markup {
  return html`<h3>Again</h3><pre>${replayCommand(folder)}\n${againCommand(run, again)}\n${recheckCommand(folder)}</pre>`;
}
