/** Lengths and amounts of a scheme, in the bars and milliseconds of one run. Pure. */
import { floorMs } from "../limits.js";
import type { Amount, Length, Span } from "../scheme.js";

/** Milliseconds and bars (rounded up) of a length at the speed of the run. */
export function lengthOf(length: Length, speedMs: number, bars: number): { ms: number; bars: number } {
  if ("ms" in length) return { ms: length.ms, bars: Math.ceil(length.ms / speedMs) };
  const count = "bars" in length ? length.bars : Math.max(1, Math.round((length.percent / 100) * bars));
  return { ms: count * speedMs, bars: count };
}

/**
 * Bars from ready to the first new bar. As in the deadline, a bar counts as at least `floorMs`: what a program does in
 * milliseconds takes many bars of a fast replay.
 */
export function recoveryBars(within: Span, speedMs: number): number {
  if ("ms" in within) return Math.ceil(within.ms / speedMs);
  return Math.ceil((within.bars * Math.max(speedMs, floorMs)) / speedMs);
}

export function countOf(amount: Amount, possible: number): number {
  return "count" in amount ? amount.count : Math.ceil((amount.percent / 100) * possible);
}
