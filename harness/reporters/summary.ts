/** summary.md: what a run showed, for the page of a CI job: failures first, and never more than such a page takes. Pure. */
import type { Finding, Verdict } from "../finding.js";
import type { RunReport } from "../report.js";
import { totalsOf } from "../results.js";
import { runKey, type SchemeRun } from "../scheme-run.js";
import { verdictWords } from "./colour.js";
import { markdownBlock, markdownRow, markdownText } from "./escape.js";
import { faultTable } from "./fault-table.js";
import { groupsOf, rateLine } from "./groups.js";
import { againCommand, cellsOf, countedText, replayCommand, secondsText } from "./table.js";

/** GitHub refuses the whole summary of a step beyond 1 MiB; other programs may write into the same one. */
export const summaryBytesMax = 900 * 1024;
/** Names of sections that the note on what was left out gives. */
const namedMax = 10;

interface Section {
  /** For the note, where it is left out. */
  name: string;
  lines: readonly string[];
}

/** @param bytesMax a parameter, so that tests can do with little text */
export function summaryText(report: RunReport, bytesMax: number = summaryBytesMax): string {
  const runs = report.schemes.map(({ run }) => run);
  const of = (...verdicts: Verdict[]) => runs.filter(({ verdict }) => verdicts.includes(verdict));
  const troubles = ["fail", "missing", "inconclusive"] as const;
  const head = headSection(report, runs);
  const details = troubles.flatMap((verdict) => of(verdict).map((run) => troubleSection(run, report)));
  const rest = [tableSection(runs), rateSection(runs), notRunSection(of("notRun"))].filter(
    (section) => section !== null,
  );
  return fitted(head, details, rest, bytesMax);
}

/** The head and the table come before details where there is no room for all; whole sections go, and are named. */
function fitted(
  head: Section,
  details: readonly Section[],
  rest: readonly Section[],
  bytesMax: number,
): string {
  const roomForNote = 4096;
  let room = bytesMax - roomForNote;
  const kept = new Set<Section>();
  for (const section of [head, ...rest, ...details]) {
    const bytes = new TextEncoder().encode(textOf(section)).length;
    if (bytes > room) continue;
    kept.add(section);
    room -= bytes;
  }
  const left = [...details, ...rest].filter((section) => !kept.has(section));
  const shown = [head, ...noteOf(left), ...details, ...rest];
  return shown
    .filter((section) => kept.has(section) || !left.includes(section))
    .map(textOf)
    .join("");
}

function noteOf(left: readonly Section[]): Section[] {
  if (left.length === 0) return [];
  const named = left.slice(0, namedMax).map(({ name }) => markdownText(name.slice(0, 80)));
  const more = left.length > namedMax ? ` and ${left.length - namedMax} more` : "";
  const what = left.length === 1 ? "1 section is" : `${left.length} sections are`;
  const text = `This page has a limit, and ${what} left out: ${named.join(", ")}${more}. The folder holds all of it.`;
  return [{ name: "note", lines: ["> [!WARNING]", `> ${text}`] }];
}

function textOf({ lines }: Section): string {
  return `${lines.join("\n")}\n\n`;
}

function headSection({ results, folder, durationMs, problems }: RunReport, runs: readonly SchemeRun[]) {
  const { run } = results;
  const time = durationMs === null ? "" : ` in ${secondsText(durationMs)}`;
  const facts = [
    ...(run.commit === null ? [] : [`commit ${run.commit.slice(0, 12)}`]),
    `seed ${run.seed.slice(0, 40)}`,
    ...(run.speedMs.length === 0 ? [] : [`${run.speedMs.join(", ")} ms a bar`]),
    `node ${run.node}`,
    run.platform,
    `folder ${folder}`,
  ];
  return {
    name: "head",
    lines: [
      `# Faultline: ${countedText(totalsOf(runs))}${time}${results.complete ? "" : ", cut short"}`,
      "",
      markdownText(facts.join(" · ")),
      ...problems.slice(0, namedMax).flatMap((problem) => ["", `> ${markdownText(problem.slice(0, 500))}`]),
    ],
  };
}

function troubleSection(run: SchemeRun, { folder, again }: RunReport): Section {
  const bad = run.findings.filter(({ outcome }) => outcome !== "pass");
  const commands = [
    againCommand(run, again),
    ...(run.folder === null ? [] : [replayCommand(`${folder}/${run.folder}`)]),
  ];
  return {
    name: runKey(run),
    lines: [
      `## ${verdictWords[run.verdict]} ${markdownText(runKey(run))}`,
      "",
      markdownText(run.reason),
      ...(bad.length === 0 ? [] : ["", ...findingTable(bad)]),
      ...(run.records.length === 0 ? [] : ["", ...faultTable(run)]),
      "",
      ...markdownBlock(commands, "sh"),
    ],
  };
}

function findingTable(findings: readonly Finding[]): string[] {
  return [
    "| check | outcome | got (expected) | why |",
    "|---|---|---|---|",
    ...findings.map(({ check, outcome, measured, reason }) =>
      markdownRow([check, outcome, measured ?? "", reason]),
    ),
  ];
}

function tableSection(runs: readonly SchemeRun[]): Section | null {
  if (runs.length === 0) return null;
  const { head, rows } = cellsOf(runs);
  const lines = ["## All schemes", "", markdownRow(head), `|${"---|".repeat(head.length)}`];
  return { name: "All schemes", lines: [...lines, ...rows.map(markdownRow)] };
}

function rateSection(runs: readonly SchemeRun[]): Section | null {
  const repeated = groupsOf(runs).filter((group) => group.length > 1);
  if (repeated.length === 0) return null;
  const lines = repeated.map((group) => `- ${markdownText(rateLine(group))}`);
  return { name: "Repeated", lines: ["## Repeated", "", ...lines] };
}

function notRunSection(runs: readonly SchemeRun[]): Section | null {
  if (runs.length === 0) return null;
  const lines = runs.map((run) => `- ${markdownText(`${runKey(run)}: ${run.reason}`)}`);
  return { name: "Not run", lines: ["## Not run", "", ...lines] };
}
