/** Check `deadline`: the run was not cut by a stall or by its derived deadline. */

import type { CutEvent, Event } from "../event.js";
import { drowned } from "../evidence/absence.js";
import { isComplete, lastOf } from "../evidence/progress.js";
import { assumedText } from "../evidence/published.js";
import { type StandStill, standStill, whyStill } from "../evidence/stand-still.js";
import { type Check, type Finding, finding } from "../finding.js";
import type { Plan } from "../planning/plan.js";

export const deadline: Check = {
  summary: "the run ended by itself, not by a stall or by its deadline",
  applies: () => true,
  judge: ({ plan, history }) => {
    const cut = lastOf(history, "cut");
    if (cut !== undefined && (cut.cause === "stall" || cut.cause === "deadline")) {
      return tooLong(plan, history, cut);
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

function tooLong(plan: Plan, history: readonly Event[], cut: CutEvent): Finding {
  const still = standStill(plan, history, cut);
  const evidence = [...(still.since === null ? [] : [still.since.n]), cut.n];
  const limit = cut.cause === "stall" ? ` (${seconds(plan.deadline.stallMs)} are allowed)` : "";
  const reason = [`${cut.reason}${limit}`, ...whyStill(still, history, cut)].join("; ");
  const doubt = doubtOf(plan, still, cut);
  if (doubt !== null) return finding("deadline", "inconclusive", `${reason}; ${doubt}`, evidence);
  const noise = drowned(plan, history, cut);
  if (noise === null) return finding("deadline", "fail", reason, evidence);
  const drownedReason = `${reason}, but ${noise}; run again on a quieter machine`;
  return finding("deadline", "inconclusive", drownedReason, evidence);
}

/** Why a stall need not be one: the tap may have missed what went on, and what is due by a clock may never have come. */
function doubtOf(
  { publishedBy, sourceRole }: Plan,
  { role }: StandStill,
  { cause }: CutEvent,
): string | null {
  if (cause !== "stall") return null;
  if (publishedBy === "tap" && role === sourceRole) return "a tap may miss what was published all the same";
  return publishedBy === "clock" && role !== sourceRole ? assumedText : null;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
