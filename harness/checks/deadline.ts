/** Check `deadline`: the run was not cut by a stall or by its derived deadline. */

import type { CutEvent } from "../event.js";
import { drowned } from "../evidence/absence.js";
import { countAt, isComplete, lastOf, publishedCurve, takenCurve } from "../evidence/progress.js";
import { type Check, finding, type Judged } from "../finding.js";

export const deadline: Check = {
  summary: "the run ended by itself, not by a stall or by its deadline",
  applies: () => true,
  judge: (judged) => {
    const { plan, history } = judged;
    const cut = lastOf(history, "cut");
    if (cut !== undefined && (cut.cause === "stall" || cut.cause === "deadline")) {
      const where = `${standText(judged, cut)} (${cut.cause}: ${cut.reason})`;
      const noise = drowned(plan, history, cut);
      if (noise === null) return finding("deadline", "fail", where, [cut.n]);
      return finding("deadline", "inconclusive", `${where}, but ${noise}; run again on a quieter machine`, [
        cut.n,
      ]);
    }
    if (cut !== undefined) {
      const reason = `the run was cut before its end (${cut.cause}): see the other findings`;
      return finding("deadline", "inconclusive", reason, [cut.n]);
    }
    if (!isComplete(history)) {
      return finding("deadline", "inconclusive", "the history stops before the end of the run; run again");
    }
    const end = lastOf(history, "end");
    const tookMs = Math.round(end?.tMs ?? 0);
    const reason = `ended after ${tookMs} ms, before its deadline of ${plan.deadline.ms} ms`;
    return finding("deadline", "pass", reason, [end?.n ?? 0], `${tookMs} ms (<=${plan.deadline.ms})`);
  },
};

/** Who stood where and for how long when the run was cut. */
function standText({ plan, history }: Judged, cut: CutEvent): string {
  const published = publishedCurve(history);
  const taken = takenCurve(plan, history);
  const source = countAt(published, cut.n);
  const curve = plan.observed.includes("taken") ? taken : published;
  const who = plan.observed.includes("taken") ? plan.takerRole : plan.sourceRole;
  const since = curve.findLast(({ n }) => n < cut.n)?.tMs ?? 0;
  const seconds = ((cut.tMs - since) / 1000).toFixed(1);
  return `${who} stood at bar ${countAt(curve, cut.n)} for ${seconds} s while ${plan.sourceRole} was at ${source}`;
}
