/** Check `sync`: what the SYNC-CHECK lines say of a bar is what the results file holds. */

import type { SeenEvent } from "../event.js";
import { excuse } from "../evidence/absence.js";
import { finalCount, sightings, takenCurve } from "../evidence/progress.js";
import { type Check, finding } from "../finding.js";
import type { Plan } from "../planning/plan.js";

/** So many bars lie between two SYNC-CHECK lines (engine/README.md): from the first hundred on one is due. */
const syncEveryBars = 100;

/** What a SYNC-CHECK line says; null for what it does not say. */
export interface SyncLine {
  bar: number | null;
  timestampMs: number | null;
  /** Symbols synchronized, of how many. */
  complete: number | null;
  of: number | null;
  /** Named as missing; empty where the line names none. */
  missing: readonly string[];
  /** Whether the names are all that are missing: a long list ends in "and 3 more". */
  allNamed: boolean;
}

export const sync: Check = {
  summary: "each SYNC-CHECK line gives the bar's true timestamp and the true number of symbols",
  applies: (plan) => plan.observed.includes("sync"),
  judge: ({ plan, history }) => {
    const seen = sightings(history, "sync", false);
    for (const event of seen) {
      const problem = problemOf(syncLine(event.fields), plan, event);
      if (problem !== null) return finding("sync", "fail", problem, [event.n]);
    }
    const evidence = seen.map(({ n }) => n);
    const measured = `${seen.length} lines`;
    if (seen.length > 0) {
      return finding(
        "sync",
        "pass",
        `${seen.length} SYNC-CHECK lines agree with ${plan.stream.file}`,
        evidence,
        measured,
      );
    }
    const taken = finalCount(takenCurve(plan, history));
    const because = excuse(plan, history);
    if (because !== null) {
      const reason = `no SYNC-CHECK line was seen, but ${because}; run again`;
      return finding("sync", "inconclusive", reason, [], measured);
    }
    if (taken < syncEveryBars) {
      return finding("sync", "pass", `no SYNC-CHECK line is due within ${taken} bars taken`, [], measured);
    }
    const reason = `no SYNC-CHECK line was seen although ${taken} bars were taken (one is due every ${syncEveryBars})`;
    return finding("sync", "fail", reason, [], measured);
  },
};

/** Reads the named groups `bar`, `timestamp`, `complete`, `of` (absent: all of them) and `missing` (names in a row). */
export function syncLine(fields: Readonly<Record<string, string>>): SyncLine {
  const named = fields.missing ?? "";
  const whole = named.replace(/ and \d+ more$/, "");
  return {
    bar: numberIn(fields.bar),
    timestampMs: numberIn(fields.timestamp),
    complete: numberIn(fields.complete),
    of: numberIn(fields.of) ?? numberIn(fields.complete),
    missing: whole.split(/[\s,]+/).filter((symbol) => symbol !== ""),
    allNamed: whole === named,
  };
}

function numberIn(text: string | undefined): number | null {
  if (text === undefined || text.trim() === "") return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

function problemOf(line: SyncLine, plan: Plan, event: SeenEvent): string | null {
  const who = `${event.role}.${event.incarnation}`;
  const { bar, timestampMs } = line;
  if (bar === null) return `${who} printed a SYNC-CHECK without a bar: "${event.line}"`;
  const { stream } = plan;
  const trueMs = stream.timestampsMs[bar - 1];
  if (trueMs === undefined || bar > plan.bars) {
    return `${who} printed a SYNC-CHECK of bar ${bar}, the stream has ${plan.bars}`;
  }
  if (timestampMs !== null && timestampMs !== trueMs) {
    return `${who} gave bar ${bar} the timestamp ${timestampMs}, in ${stream.file} it is ${trueMs}`;
  }
  return plan.recovery ? symbolProblem(line, bar, plan, who) : null;
}

/** Only where nothing may be lost must the symbols be those of the results file. */
function symbolProblem(line: SyncLine, bar: number, { stream }: Plan, who: string): string | null {
  const missing = stream.missing[bar] ?? [];
  const present = stream.symbolBars[bar - 1] ?? 0;
  if (line.complete !== null && line.complete !== present) {
    return `${who} counted ${line.complete} symbols in bar ${bar}, in ${stream.file} there are ${present}`;
  }
  const of = present + missing.length;
  if (line.of !== null && line.of !== of) {
    return `${who} counted bar ${bar} out of ${line.of} symbols, in ${stream.file} there are ${of}`;
  }
  const wrong = line.missing.filter((symbol) => !missing.includes(symbol));
  const unnamed = line.allNamed ? missing.filter((symbol) => !line.missing.includes(symbol)) : [];
  if (line.missing.length === 0 || (wrong.length === 0 && unnamed.length === 0)) return null;
  const truly = missing.length === 0 ? "none" : missing.join(" ");
  return `${who} named ${line.missing.join(" ")} missing in bar ${bar}, in ${stream.file} it is ${truly}`;
}
