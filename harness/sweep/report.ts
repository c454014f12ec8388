/** What a sweep prints at its end: a strip for each row and feed, totals with exact bounds, and how to replay. Pure. */
import type { SchemeRun } from "../scheme-run.js";
import { type Group, groups, type SweepCase, schemeText } from "./case.js";
import { timeText } from "./progress.js";
import { countText, type Outcome, stripText } from "./strip.js";

export interface Ended {
  one: SweepCase;
  run: Pick<SchemeRun, "verdict" | "reason" | "folder">;
}

export interface ReportContext {
  shownFolder: string;
  speedMs: number;
  system: string;
  durationMs: number;
}

const titles: Record<Group, string> = {
  bar: "Killed at each bar",
  failpoint: "Crashed at each failpoint",
  pair: "Several killed at once",
  recovering: "Killed while recovering",
  random: "Random double and triple kills",
};

/** Cases that are printed as a scheme; the others lie in their folders. */
const shownMax = 5;

export function reportText(ended: readonly Ended[], context: ReportContext): string {
  const blocks = groups.flatMap((group) => {
    const outcomes = ended.filter(({ one }) => one.group === group).map(outcomeOf);
    return outcomes.length === 0 ? [] : [`${titles[group]}\n${stripText(outcomes)}\n`];
  });
  const bad = ended.filter(({ run }) => run.verdict === "fail" || run.verdict === "inconclusive");
  const shown = bad.slice(0, shownMax).map((one) => badText(one, context));
  const more = bad.length > shownMax ? `and ${bad.length - shownMax} more in ${context.shownFolder}\n\n` : "";
  const total = countText(ended.map(outcomeOf));
  const rate = (ended.length / (context.durationMs / 1000)).toFixed(1);
  return `${blocks.join("")}${shown.join("")}${more}${ended.length} cases: ${total} in ${timeText(context.durationMs / 1000)} (${rate}/s).\n`;
}

function outcomeOf({ one, run }: Ended): Outcome {
  return { feed: one.feed, row: one.row, column: one.column, verdict: run.verdict };
}

function badText({ one, run }: Ended, { speedMs, system, shownFolder }: ReportContext): string {
  const replay =
    run.folder === null
      ? ["# save this as a file and run: npm run scheme -- FILE", `--feed ${one.feed}`]
      : [`# npm run scheme -- ${shownFolder}/${run.folder}/scheme.yaml`, `--feed ${one.feed}`];
  const own =
    one.extra === null || run.folder === null ? [] : [`--system ${shownFolder}/${run.folder}/system.yaml`];
  const command = [...replay, `--speed-ms ${speedMs}`, ...own].join(" ");
  return `${run.verdict === "fail" ? "FAILED" : "INCONCLUSIVE"} ${one.name} on ${one.feed}: ${run.reason}\n${command}\n${schemeText(one, system)}\n`;
}
