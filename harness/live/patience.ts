/** When to stop waiting: the derived deadline, and stalls of the source or the taker. Pure over what was seen. */
import { catchUpMs, floorMs, restartMs, settleBars } from "../limits.js";
import type { Plan } from "../planning/plan.js";
import type { Standing } from "./standing.js";

export interface Impatience {
  cause: "deadline" | "stall";
  reason: string;
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** Null: go on waiting. Times in milliseconds of the history. */
export function impatience(
  plan: Plan,
  standing: Standing,
  nowMs: number,
  streamingSinceMs: number | null,
): Impatience | null {
  const { deadline, bars, sourceRole, takerRole } = plan;
  const { published, taken } = standing;
  if (nowMs > deadline.ms) {
    const where = `${sourceRole} was at bar ${published} of ${bars}, ${takerRole} at ${taken}`;
    return { cause: "deadline", reason: `the derived deadline of ${seconds(deadline.ms)} passed: ${where}` };
  }
  if (streamingSinceMs === null) return null;
  const sinceMs = Math.max(streamingSinceMs, standing.changedAtMs);
  // What is taken was published, whether or not the tap heard it.
  const heardAtMs = plan.publishedBy === "tap" ? standing.takenAtMs : 0;
  const sourceStoodMs = nowMs - Math.max(sinceMs, standing.publishedAtMs, heardAtMs);
  if (published < bars && sourceStoodMs > deadline.stallMs) {
    return {
      cause: "stall",
      reason: `${sourceRole} stood at bar ${published} of ${bars} for ${seconds(sourceStoodMs)}`,
    };
  }
  if (isKeptAway(plan, standing)) return null;
  // Until the schedule is over the clock says only what may have been published.
  if (plan.publishedBy === "clock" && published < bars) return null;
  const takerStoodMs = nowMs - Math.max(sinceMs, standing.takenAtMs);
  if (taken < published && takerStoodMs > deadline.stallMs) {
    const where = `while ${sourceRole} was at ${published}`;
    return {
      cause: "stall",
      reason: `${takerRole} stood at bar ${taken} for ${seconds(takerStoodMs)} ${where}`,
    };
  }
  return null;
}

/** Whether the last bar was published; one that was taken was, whether or not a tap heard it. */
export function isOver({ bars, publishedBy }: Plan, { published, taken }: Standing): boolean {
  return published >= bars || (publishedBy === "tap" && taken >= bars);
}

/**
 * How long nothing may come after the last bar was published before the rest is given up. Never, where every bar is
 * owed: then a stall or the deadline ends the wait, and says so. Else less than a stall, so that of the two always the
 * same comes first.
 */
export function quietMs({ expect: { delivery }, recovery, takenScope, speedMs }: Plan): number {
  const isLossless = recovery && takenScope === "total";
  const owesAll = delivery === "exactly-once" || delivery === "at-least-once";
  if (isLossless && owesAll) return Number.POSITIVE_INFINITY;
  return isLossless ? restartMs + catchUpMs : settleBars * Math.max(speedMs, floorMs);
}

/** A role that the timeline lets in late keeps the taker waiting for bars, whose time nobody can foretell. */
function isKeptAway({ roles }: Plan, { readyAtMs }: Standing): boolean {
  return roles.some(({ name, heldBack }) => heldBack && !readyAtMs.has(`${name}.1`));
}
