/** VALIDATION.md: the original report anew, each of its claims bound to what this run showed. */
import type { RunReport } from "../report.js";
import { rule } from "../validation/binding.js";
import { type Claim, claims, criteria, type Theme, themes } from "../validation/claims.js";
import type { Link, Ruling, Word } from "../validation/ruling.js";
import { markdownRow, markdownText, visible } from "./escape.js";

interface Row {
  claim: Claim;
  ruling: Ruling;
}

export function validationText(report: RunReport): string {
  const rows = claims.map((claim) => ({ claim, ruling: rule(report, claim.binding) }));
  const parts = [
    headText(report, rows),
    ...(Object.keys(themes) as Theme[]).map((theme) =>
      themeText(
        theme,
        rows.filter(({ claim }) => claim.theme === theme),
      ),
    ),
    readinessText(rows),
    rulesText,
  ];
  return `${parts.join("\n\n")}\n`;
}

function headText({ results, problems }: RunReport, rows: readonly Row[]): string {
  const { run, totals } = results;
  const speeds = run.speedMs.length === 0 ? "nothing ran" : `${run.speedMs.join(", ")} ms a bar`;
  const facts = [
    ["run", run.id],
    ["started", run.startedAt],
    ["commit", run.commit ?? "none"],
    ["stream", `${run.bars.join(", ") || "no"} bars, ${speeds}, feeds ${run.feeds.join(", ")}`],
    ["recovery", run.recovery],
    ["on", `Node ${run.node}, ${run.platform}`],
    [
      "schemes",
      `${totals.passed} passed, ${totals.failed} failed, ${totals.inconclusive} inconclusive, ${totals.notRun} not run`,
    ],
  ].map(([name, value]) => markdownRow([name ?? "", value ?? ""]));
  return [
    "# Validation report",
    "",
    `${tally(rows)}: the claims of the original report, measured again in this run.`,
    ...problems.flatMap((problem) => ["", `**${markdownText(problem)}**`]),
    "",
    "| | |",
    "|---|---|",
    ...facts,
  ].join("\n");
}

function themeText(theme: Theme, rows: readonly Row[]): string {
  return [
    `## ${themes[theme]}`,
    "",
    "| claim | in this run | figure | why | evidence |",
    "|---|---|---|---|---|",
    ...rows.map(({ claim, ruling }) =>
      [
        "",
        markdownText(claim.text),
        wordText(ruling.word),
        markdownText(ruling.figure ?? "-"),
        markdownText(ruling.why),
        ruling.links.map(linkText).join(", ") || "-",
        "",
      ]
        .join(" | ")
        .trim(),
    ),
  ].join("\n");
}

/** Sums up the rows above and adds nothing to them. */
function readinessText(rows: readonly Row[]): string {
  const lines = criteria.map(({ name, themes: summed }) => {
    const of = rows.filter(({ claim }) => summed.includes(claim.theme));
    const what = summed.length === 0 ? "no check of a run reads documents" : tally(of);
    return `| ${name} | ${wordText(worstOf(of))} | ${what} |`;
  });
  return [
    "## Readiness",
    "",
    "The original report called all of it ready for production. This table only counts the rows above.",
    "",
    "| criterion | in this run | rows |",
    "|---|---|---|",
    ...lines,
    `| **Ready for production** | ${wordText(worstOf(rows))} | ${tally(rows)} |`,
  ].join("\n");
}

const rulesText = [
  "## How the words follow",
  "",
  "- PROVED: checks that can fail passed in every scheme run that the claim speaks of, or every figure is within the claim.",
  "- REFUTED: one of the checks failed, or a figure is beyond the claim.",
  "- NOT MEASURED: a scheme that it needs did not run, or the run proves nothing either way; the row says why.",
  "- Latency is from stamps that the programs take themselves, on one clock, of bars in the steady state only.",
  "- What a busy machine makes longer refutes nothing. A criterion has the word of its worst row.",
].join("\n");

function worstOf(rows: readonly Row[]): Word {
  const words = rows.map(({ ruling }) => ruling.word);
  if (words.includes("REFUTED")) return "REFUTED";
  return words.length === 0 || words.includes("NOT MEASURED") ? "NOT MEASURED" : "PROVED";
}

function tally(rows: readonly Row[]): string {
  const count = (word: Word): number => rows.filter(({ ruling }) => ruling.word === word).length;
  return `${count("PROVED")} proved, ${count("REFUTED")} refuted, ${count("NOT MEASURED")} not measured`;
}

function wordText(word: Word): string {
  return word === "REFUTED" ? "**REFUTED**" : word;
}

function linkText({ label, path, line }: Link): string {
  const pieces = visible(path).split("/").map(encodeURIComponent);
  const target = pieces.join("/").replace(/[()]/g, (one) => (one === "(" ? "%28" : "%29"));
  return `[${markdownText(label)}](${target}${line === null ? "" : `#L${line}`})`;
}
