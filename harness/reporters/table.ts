/** The table on stdout: a row a scheme, what to do about each that did not pass, and how long it all took. */
import Table from "cli-table3";
import type { Again } from "../report.js";
import { type Totals, totalsOf } from "../results.js";
import { type SchemeRun, titleOf } from "../scheme-run.js";
import { type Paint, verdictColours, verdictSentence, verdictWords } from "./colour.js";
import { groupsOf, isFlaky, rateLine } from "./groups.js";
import { wrapped } from "./wrap.js";

/** Columns of the narrowest terminal that the table is made for. */
const widthMax = 80;
/** A scheme's name is cut to that many columns only where the table would not fit otherwise. */
const nameWidthMin = 12;

export interface TableContext {
  /** As a person would type it, for `folder` and the commands. */
  runFolder: string;
  durationMs: number;
  again: Again;
  /** False when the run was interrupted: the table is partial. */
  complete: boolean;
  /** Of the terminal: sentences are broken at words, commands and paths never. Null: no terminal. */
  columns: number | null;
}

export function tableText(runs: readonly SchemeRun[], context: TableContext, paint: Paint): string {
  const { columns } = context;
  const parts = [gridText(runs, paint)];
  for (const run of runs) {
    if (run.verdict === "fail" || run.verdict === "inconclusive" || run.verdict === "missing")
      parts.push(troubleText(run, context, paint));
  }
  for (const run of runs) {
    if (run.verdict === "notRun")
      parts.push(paint("dim", wrapped(`not run: ${titleOf(run)} on ${run.feed}: ${run.reason}`, columns)));
  }
  for (const group of groupsOf(runs)) {
    if (group.length > 1) parts.push(wrapped(rateLine(group), columns));
  }
  parts.push(wrapped(closingLine(runs, context), columns));
  return `${parts.join("\n")}\n`;
}

/** The head and a row for each scheme and feed: several attempts of one share a row. */
export function cellsOf(runs: readonly SchemeRun[]): { head: string[]; rows: string[][] } {
  const severalFeeds = new Set(runs.map(({ feed }) => feed)).size > 1;
  const head = [
    "scheme",
    ...(severalFeeds ? ["feed"] : []),
    "snapshots",
    "faults",
    "recovery",
    "lost/dup",
    "verdict",
  ];
  return { head, rows: groupsOf(runs).map((group) => rowOf(group, severalFeeds)) };
}

/** The rows alone, within the width of the narrowest terminal. */
export function gridText(runs: readonly SchemeRun[], paint: Paint): string {
  const { head, rows } = cellsOf(runs);
  const gap = fits(head, rows, 2) ? 2 : 1;
  const excess = widthOf(head, rows, gap) - widthMax;
  const nameWidth = Math.max(...rows.map(([name = ""]) => name.length), 0);
  if (excess > 0) shortenNames(rows, Math.max(nameWidthMin, nameWidth - excess));
  const painted = groupsOf(runs).map((group, index) => {
    const cells = rows[index] ?? [];
    const worst = group.find(({ verdict }) => verdict !== "pass") ?? group[0];
    const colour = worst === undefined ? "dim" : verdictColours[worst.verdict];
    return [...cells.slice(0, -1), paint(colour, cells.at(-1) ?? "")];
  });
  return columnsText(head, painted, paint, gap);
}

/** Columns without lines; cells may be coloured. */
export function columnsText(
  head: readonly string[],
  rows: readonly string[][],
  paint: Paint,
  gap = 2,
): string {
  const table = new Table({
    head: head.map((title) => paint("bold", title)),
    chars: { ...noLines, middle: " ".repeat(gap) },
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
  });
  table.push(...rows);
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}

const noLines = Object.fromEntries(
  [
    ...["top", "top-mid", "top-left", "top-right", "bottom", "bottom-mid", "bottom-left", "bottom-right"],
    ...["left", "left-mid", "mid", "mid-mid", "right", "right-mid"],
  ].map((name) => [name, ""]),
);

function fits(head: readonly string[], rows: readonly string[][], gap: number): boolean {
  return widthOf(head, rows, gap) <= widthMax;
}

function widthOf(head: readonly string[], rows: readonly string[][], gap: number): number {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  return widths.reduce((sum, width) => sum + width, gap * (head.length - 1));
}

function shortenNames(rows: string[][], width: number): void {
  for (const row of rows) {
    const [name = ""] = row;
    if (name.length > width) row[0] = `${name.slice(0, width - 1)}~`;
  }
}

function rowOf(group: readonly SchemeRun[], severalFeeds: boolean): string[] {
  const shown =
    group.find(({ verdict }) => verdict === "fail") ??
    group.find(({ verdict }) => verdict === "missing") ??
    group.find(({ verdict }) => verdict === "inconclusive") ??
    group[0];
  if (shown === undefined) return [];
  const passed = group.filter(({ verdict }) => verdict === "pass").length;
  const times = group.length > 1 ? ` ${passed}/${group.length}` : "";
  return [
    titleOf(shown),
    ...(severalFeeds ? [shown.feed] : []),
    snapshotsCell(shown),
    faultsCell(shown),
    recoveryCell(shown),
    lossCell(shown),
    `${isFlaky(group) ? "FLAKY" : verdictWords[shown.verdict]}${times}`,
  ];
}

export function snapshotsCell({ plan, counts }: SchemeRun): string {
  if (plan === null || counts === null) return "-";
  const min = plan.expect.snapshots?.min;
  return `${counts.snapshots ?? "unknown"}${min === undefined ? "" : ` (>=${min})`}`;
}

export function faultsCell({ plan, records }: SchemeRun): string {
  if (plan === null || plan.steps.length === 0) return "-";
  return `${records.filter(({ observedMs }) => observedMs !== null).length}/${plan.steps.length}`;
}

/**
 * The longest time from the planned end of a fault (its length counts from observed) to the first new bar taken:
 * what the restart itself and the way back to the stream took.
 */
export function recoveryCell({ plan, records }: SchemeRun): string {
  if (plan === null || plan.steps.length === 0) return "-";
  const times = records.map((record) => {
    const step = plan.steps.find(({ id }) => id === record.id);
    if (step === undefined || record.recoveredMs === null) return null;
    const plannedEndMs =
      step.until === null && record.observedMs !== null ? record.observedMs + step.forMs : record.healedMs;
    return plannedEndMs === null ? null : Math.max(0, record.recoveredMs - plannedEndMs);
  });
  const known = times.filter((time) => time !== null);
  if (known.length < plan.steps.length) return "not seen";
  return `max ${secondsText(Math.max(...known))}`;
}

export function lossCell({ plan, counts }: SchemeRun): string {
  if (plan === null) return "-";
  const bars = counts?.bars ?? null;
  return bars === null ? "not measured" : `${bars.lost} / ${bars.duplicated}`;
}

/** The causal sentence, the folder, and the two commands that a person needs next. */
function troubleText(run: SchemeRun, { runFolder, again, columns }: TableContext, paint: Paint): string {
  const told = `${titleOf(run)} on ${run.feed}: ${run.reason}`;
  const lines = [verdictSentence(run.verdict, told, columns, paint)];
  const folder = run.folder === null ? null : `${runFolder}/${run.folder}`;
  if (folder !== null) lines.push(`  folder   ${folder}`);
  lines.push(
    folder === null ? `  again    ${againCommand(run, again)}` : `  replay   ${replayCommand(folder)}`,
  );
  if (folder !== null) lines.push(`  recheck  ${recheckCommand(folder)}`);
  return lines.join("\n");
}

/** Runs the same scheme again, with what was chosen for it. */
export function againCommand({ scheme, feed, plan }: SchemeRun, again: Again): string {
  const flags = ["--feed", feed];
  if (plan !== null)
    flags.push("--speed-ms", `${plan.speedMs}`, "--bars", `${plan.bars}`, "--seed", plan.seed);
  if (plan?.recovery === false) flags.push("--recovery", "off");
  return [
    "npm run scheme --",
    ...[ownOf(again.files, scheme) ?? scheme, ...flags, ...again.flags].map(shellWord),
  ].join(" ");
}

/** A scheme may be called `constructor`: what an object inherits is no entry. */
export function ownOf<T>(entries: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(entries, name) ? entries[name] : undefined;
}

/** As a shell takes it for one word. */
export function shellWord(text: string): string {
  return /^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** Runs the plan of the folder again, on any machine that has the checkout. */
export function replayCommand(folder: string): string {
  return `node dist/harness/main.js replay ${shellWord(folder)}`;
}

export function recheckCommand(folder: string): string {
  return `node dist/harness/main.js recheck ${shellWord(folder)}`;
}

/** `2 passed, 1 failed`: what is zero is left out, as long as something is left. */
export function countedText({ passed, failed, inconclusive, notRun, missing }: Totals): string {
  return [
    ...(passed > 0 || failed + inconclusive + missing === 0 ? [`${passed} passed`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(inconclusive > 0 ? [`${inconclusive} inconclusive`] : []),
    ...(missing > 0 ? [`${missing} missing`] : []),
    ...(notRun > 0 ? [`${notRun} not run`] : []),
  ].join(", ");
}

function closingLine(runs: readonly SchemeRun[], { durationMs, complete }: TableContext): string {
  const counted = countedText(totalsOf(runs));
  const deadlines = runs.flatMap(({ plan }) => (plan === null ? [] : [plan.deadline.ms]));
  const deadline =
    deadlines.length === 0
      ? ""
      : ` Deadline of the longest: ${secondsText(Math.max(...deadlines))}, see --dry-run.`;
  return `${counted} in ${secondsText(durationMs)}${complete ? "." : ", cut short."}${deadline}`;
}

export function secondsText(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
