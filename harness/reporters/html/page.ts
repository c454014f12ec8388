/** report.html: the whole document, in one file that asks no network for anything. */
import { createHash } from "node:crypto";
import type { RunReport, SchemeReport } from "../../report.js";
import { totalsOf } from "../../results.js";
import type { SchemeRun } from "../../scheme-run.js";
import { parseSystem, type System } from "../../system.js";
import { secondsText } from "../table.js";
import { assets } from "./assets.js";
import { dataMarkup, html, type Markup } from "./markup.js";
import { schemeView } from "./scheme-view.js";
import { type Listed, schemeSection, verdictsTable } from "./sections.js";
import { styleText } from "./style.js";
import type { PageView, SchemeView } from "./view.js";

/** Rows of all merged logs together: some 10 MB of page. */
const rowsMaxOfPage = 60_000;
/** Rows of one log: a scheme of 300 bars that passes writes about 1,500. */
const rowsMaxOfScheme = 6_000;

/** The same report gives the same bytes. */
export function reportPage(report: RunReport): string {
  const listed = inOrder(report.schemes);
  const drawn = listed.filter(({ scheme }) => scheme.run.plan !== null && scheme.run.folder !== null).length;
  const rowsMax = Math.min(rowsMaxOfScheme, Math.floor(rowsMaxOfPage / Math.max(1, drawn)));
  const made = listed.map((each) => schemeOf(each, report, rowsMax));
  const view: PageView = {
    schemaVersion: 1,
    schemes: made.flatMap(({ view: one }) => (one === null ? [] : [one])),
  };
  const { script, curveStyle } = assets();
  const style = `${curveStyle}\n${styleText}`;
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const { markup } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${titleOf(report)}</title>
<style>${{ markup: style }}</style>
</head>
<body>
${headOf(report)}
<main>
<section id="verdicts">
<h2>Verdicts</h2>
${verdictsTable(listed.map(({ scheme, key }) => ({ run: scheme.run, key })))}
</section>
${made.map(({ section }) => section)}
</main>
${footOf()}
<script type="application/json" id="data">${dataMarkup(view)}</script>
<script>${{ markup: script }}</script>
</body>
</html>
`;
  return markup;
}

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

interface Ordered extends Pick<Listed, "key"> {
  scheme: SchemeReport;
}

const severity: Readonly<Record<SchemeRun["verdict"], number>> = {
  fail: 0,
  inconclusive: 1,
  pass: 2,
  notRun: 3,
  missing: 0,
};

/** What went wrong comes first; otherwise as the run had it. */
function inOrder(schemes: readonly SchemeReport[]): Ordered[] {
  const known = new Map<string, number>();
  const keyed = schemes.map((scheme) => {
    const { id, scheme: name, feed, attempt } = scheme.run;
    const wanted = `${id}-${name}-${feed}-${attempt}`.replace(/[^A-Za-z0-9_-]/g, "-");
    const count = (known.get(wanted) ?? 0) + 1;
    known.set(wanted, count);
    return { scheme, key: count === 1 ? `scheme-${wanted}` : `scheme-${wanted}--${count}` };
  });
  return keyed.sort((a, b) => severity[a.scheme.run.verdict] - severity[b.scheme.run.verdict]);
}

function schemeOf(
  { scheme, key }: Ordered,
  { folder, again }: RunReport,
  rowsMax: number,
): { view: SchemeView | null; section: Markup } {
  const { run } = scheme;
  // Each reading of it goes to the disk.
  const history = scheme.history;
  const { system, problem } = systemOf(scheme);
  const view =
    run.plan === null || run.folder === null
      ? null
      : schemeView(
          { run, plan: run.plan, history, logs: scheme.logs, files: scheme.files, system },
          key,
          rowsMax,
        );
  const section = schemeSection({
    ...{ run, key, history, again },
    folder: run.folder === null ? null : `${folder}/${run.folder}`,
    notes: view?.leftOut ?? [],
    problems: [...damageOf(scheme), ...problem],
  });
  return { view, section };
}

/** Half a run must not look like a whole one. */
function damageOf({ run, complete }: SchemeReport): string[] {
  if (run.folder === null || complete) return [];
  return [
    "The history of this run has no end, or is damaged: what is drawn ends where it can be read no further.",
  ];
}

/** The system file tells of FIFOs alone; without it the rest of the page is whole. */
function systemOf({ run, systemText }: SchemeReport): { system: System | null; problem: string[] } {
  if (run.folder === null) return { system: null, problem: [] };
  const without = "so there is no lane for a FIFO.";
  if (systemText === null) return { system: null, problem: [`Its folder holds no system.yaml, ${without}`] };
  try {
    return { system: parseSystem(systemText, "system.yaml"), problem: [] };
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    return { system: null, problem: [`${what}, ${without}`] };
  }
}

function titleOf({ results, schemes }: RunReport): string {
  return `${totalsText(schemes)} - Faultline ${results.run.id}`;
}

function totalsText(schemes: readonly SchemeReport[]): string {
  const { passed, failed, inconclusive, notRun, missing } = totalsOf(schemes.map(({ run }) => run));
  const counted = [
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(missing > 0 ? [`${missing} missing`] : []),
    ...(inconclusive > 0 ? [`${inconclusive} inconclusive`] : []),
    `${passed} passed`,
    ...(notRun > 0 ? [`${notRun} not run`] : []),
  ];
  return counted.join(", ");
}

function headOf({ results, schemes, problems, durationMs }: RunReport): Markup {
  const { run } = results;
  const facts: readonly (readonly [string, string])[] = [
    ["run", run.id],
    ["started", run.startedAt],
    ["took", durationMs === null ? "not known" : secondsText(durationMs)],
    ["feed", run.feeds.join(", ")],
    ["speed", `${run.speedMs.join(", ")} ms a bar`],
    ["seed", run.seed],
    ["commit", commitText(run.commit)],
    ["node", `${run.node}, ${run.platform}`],
  ];
  return html`<header>
<p class="brand">Faultline</p>
<h1>${totalsText(schemes)}</h1>
<dl class="facts">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
<div id="tools" class="tools"></div>
</header>
<div id="alarm" class="alarm" role="alert"${{ markup: problems.length === 0 ? " hidden" : "" }}>${problems.map((problem) => html`<p>${problem}</p>`)}</div>
<p id="no-script" class="alarm">The plots and the merged log need the script of this page, and it did not run. The tables are whole without it.</p>
`;
}

/** Enough of it to find it by; a `+` behind it says that the checkout had changes. */
const commitLength = 12;

function commitText(commit: string | null): string {
  if (commit === null) return "not known";
  return `${commit.slice(0, commitLength)}${commit.endsWith("+") ? "+" : ""}`;
}

function footOf(): Markup {
  return html`<footer><p><b>Keys</b> <kbd>j</kbd> <kbd>k</kbd> next, previous scheme; <kbd>←</kbd> <kbd>→</kbd> cursor by a bar, with <kbd>Shift</kbd> by ten; <kbd>n</kbd> <kbd>p</kbd> next, previous moment; <kbd>b</kbd> bars or seconds; <kbd>+</kbd> <kbd>-</kbd> <kbd>0</kbd> nearer, farther, all; <kbd>t</kbd> light or dark; <kbd>Esc</kbd> lets the cursor follow the pointer.</p></footer>`;
}
