/** How much later than before bars were taken while a fault was open, by the times of both lines of each bar. Pure. */
import type { Event, FaultEvent } from "../event.js";
import type { Plan } from "../planning/plan.js";
import { type Curve, publishedCurve, takenCurve } from "./progress.js";

export interface Lateness {
  /** From published to taken before the fault, the quick quarter; 0 where too few bars tell. */
  beforeMs: number;
  /** The same for bars published while it was open; a bar not taken by the heal is at least that late. */
  duringMs: number;
  bars: number;
}

/** Fewer bars than that tell nothing. */
const leastBars = 3;

/** Null where too few bars were published while the fault was open. */
export function latenessOf(
  plan: Plan,
  history: readonly Event[],
  observed: FaultEvent,
  healed: FaultEvent,
): Lateness | null {
  const published = publishedCurve(history);
  const taken = takenCurve(plan, history);
  const lagsOf = (fromMs: number, toMs: number): number[] =>
    published
      .filter(({ tMs }) => tMs > fromMs && tMs < toMs)
      .map(({ count, tMs }) => Math.min(takenAtMs(taken, count), toMs) - tMs);
  const before = lagsOf(0, observed.tMs);
  const during = lagsOf(observed.tMs, healed.tMs);
  if (during.length < leastBars) return null;
  const beforeMs = before.length < leastBars ? 0 : quickQuarter(before);
  return { beforeMs, duringMs: quickQuarter(during), bars: during.length };
}

function takenAtMs(taken: Curve, count: number): number {
  return taken.find((point) => point.count >= count)?.tMs ?? Number.POSITIVE_INFINITY;
}

/** The quickest quarter took at most that long: a busy machine makes single bars late, with a fault and without. */
function quickQuarter(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 4)] ?? 0;
}
