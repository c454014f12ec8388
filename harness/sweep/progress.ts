/** A line every few seconds while a sweep goes on: how many cases are done, how fast, and how long still. Pure. */
import type { Verdict } from "../finding.js";

/** A person begins to doubt after that many milliseconds of silence. */
export const progressEveryMs = 5_000;

export interface Tallies {
  done: number;
  failed: number;
  inconclusive: number;
}

export function tally({ done, failed, inconclusive }: Tallies, verdict: Verdict): Tallies {
  return {
    done: done + 1,
    failed: failed + (verdict === "fail" ? 1 : 0),
    inconclusive: inconclusive + (verdict === "inconclusive" ? 1 : 0),
  };
}

/** `[65 s] 210/2107 cases, 3.2/s, 10 min to go, 0 failed, 1 inconclusive` */
export function progressText({ done, failed, inconclusive }: Tallies, total: number, tMs: number): string {
  const perSecond = done / (tMs / 1000);
  const left = done === 0 ? "?" : timeText((total - done) / perSecond);
  const speed = done === 0 ? "-" : perSecond.toFixed(1);
  return `[${Math.round(tMs / 1000)} s] ${done}/${total} cases, ${speed}/s, ${left} to go, ${failed} failed, ${inconclusive} inconclusive`;
}

export function timeText(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  return `${Math.round(seconds / 60)} min`;
}
