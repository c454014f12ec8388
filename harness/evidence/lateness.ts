/** How much later than before bars were taken while a fault was open, by the times of both lines of each bar. Pure. */
import type { Event, FaultEvent } from "../event.js";
import type { Plan } from "../planning/plan.js";
import { type Curve, countAt, type Point, publishedCurve, takenCurve } from "./progress.js";

export interface Lateness {
  /** From published to taken before the fault, while no other was open, the quickest quarter; 0 where too few bars tell. */
  beforeMs: number;
  /** The same for bars published while it was open; a bar not taken by the heal is at least that late. */
  duringMs: number;
  bars: number;
}

/** Fewer bars than that tell nothing. */
const leastBars = 3;

/**
 * Null where too few bars tell. A bar that came too short before the heal is let go before it could be late enough, and of
 * one whose two lines were read in one look nobody knows how long it took: neither counts. Without a fault the latter were
 * quick.
 */
export function latenessOf(
  plan: Plan,
  history: readonly Event[],
  open: { observed: FaultEvent; healed: FaultEvent; delayMs: number; neededMs: number },
): Lateness | null {
  const published = publishedCurve(history);
  const taken = takenCurve(plan, history);
  const { observed, healed, delayMs, neededMs } = open;
  const lagsOf = (curve: Curve, fromMs: number, toMs: number): number[] =>
    curve
      .filter(({ tMs }) => tMs > fromMs && tMs < toMs)
      .map(({ count, tMs }) => Math.min(takenAtMs(taken, count), healed.tMs) - tMs);
  const others = disturbances(history, observed.id, published, taken);
  const calm = ({ tMs }: Point) => others.every(({ fromMs, toMs }) => tMs < fromMs || tMs > toMs);
  const before = lagsOf(published.filter(calm), 0, observed.tMs - delayMs);
  const during = lagsOf(published, observed.tMs, healed.tMs - neededMs).filter((lagMs) => lagMs > 0);
  if (during.length < leastBars) return null;
  const beforeMs = before.length < leastBars ? 0 : quickQuarter(before);
  return { beforeMs, duringMs: quickQuarter(during), bars: during.length };
}

interface Stretch {
  fromMs: number;
  toMs: number;
}

/** When the other faults were open, each until the taker had caught up: what was late then was not so without a fault. */
function disturbances(
  history: readonly Event[],
  except: string,
  published: Curve,
  taken: Curve,
): readonly Stretch[] {
  const events = history.filter(
    (event): event is FaultEvent => event.type === "fault" && event.id !== except,
  );
  return events
    .filter(({ rung }) => rung === "requested")
    .map(({ id, tMs: fromMs }) => {
      const over = events.findLast((event) => event.id === id && event.rung === "healed");
      const caughtUp = taken.find(
        ({ n, count }) => over !== undefined && n > over.n && count >= countAt(published, n),
      );
      return { fromMs, toMs: caughtUp?.tMs ?? Number.POSITIVE_INFINITY };
    });
}

function takenAtMs(taken: Curve, count: number): number {
  return taken.find((point) => point.count >= count)?.tMs ?? Number.POSITIVE_INFINITY;
}

/** The quickest quarter took at most that long: a busy machine makes bars late with a fault and without, a delay all. */
function quickQuarter(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 4)] ?? 0;
}
