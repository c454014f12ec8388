/** Check `pace`: the source kept its rhythm while faults on others were open. */
import { drownedBy, type Late } from "../evidence/absence.js";
import { type FaultRecord, faultRecords } from "../evidence/fault-record.js";
import { type Curve, finalCount, publishedCurve } from "../evidence/progress.js";
import { assumedText } from "../evidence/published.js";
import { type Check, finding, undeclared } from "../finding.js";
import type { Plan } from "../planning/plan.js";

/** Fewer bars than that, inside or outside of the faults, give no rate worth a judgement. */
const leastBars = 5;

export const pace: Check = {
  summary: "the rate of publishing while faults are open is at least a share of the rate outside of them",
  applies: (plan) => plan.expect.pace !== undefined,
  unobservable: (plan) =>
    undeclared(plan, "the pace", "published") ?? (plan.publishedBy === "clock" ? assumedText : null),
  judge: ({ plan, history }) => {
    const minPercent = plan.expect.pace?.minPercent ?? 0;
    const lacks = pace.unobservable?.(plan) ?? null;
    if (lacks !== null) return finding("pace", "inconclusive", lacks);
    const published = publishedCurve(history);
    const rates = ratesOf(plan, published, faultRecords(plan, history));
    if (rates === null) {
      const reason = `too short to measure: ${leastBars} bars are needed inside and outside of the faults`;
      return finding("pace", "inconclusive", `${reason}; lengthen the fault or the stream`);
    }
    const percent = Math.round((1000 * rates.inside) / rates.outside) / 10;
    const measured = `${percent} % (>=${minPercent} %)`;
    const inside = `${rates.inside.toFixed(1)} bars/s while faults were open`;
    const reason = `${inside}, ${rates.outside.toFixed(1)} outside: ${percent} %, at least ${minPercent} % expected`;
    if (percent >= minPercent) return finding("pace", "pass", reason, [], measured);
    if (plan.publishedBy === "tap" && missed(plan, published)) {
      const doubt = "the tap did not hear every bar, and may have missed those that lack";
      return finding("pace", "inconclusive", `${reason}; ${doubt}`, [], measured);
    }
    const noise = drownedBy(plan, history, rates.late);
    return noise === null
      ? finding("pace", "fail", reason, [], measured)
      : finding(
          "pace",
          "inconclusive",
          `${reason}, but ${noise}; run again on a quieter machine`,
          [],
          measured,
        );
  },
};

/** Whether the tap missed a bar, or the end of the stream. */
function missed({ bars }: Plan, published: Curve): boolean {
  return published.length < bars;
}

interface Window {
  fromMs: number;
  toMs: number;
}

interface Rates {
  /** Bars a second. */
  inside: number;
  outside: number;
  /** What the faults' windows lack of the rate outside, and the longest stretch in them without a bar. */
  late: Late;
}

/** Bars a second, inside and outside of the open faults; what a fault on the source itself disturbs is left out. */
function ratesOf(plan: Plan, published: Curve, records: readonly FaultRecord[]): Rates | null {
  const [first, last] = [published[0], published.at(-1)];
  if (first === undefined || last === undefined) return null;
  const open = records.filter(({ target }) => target !== plan.sourceRole).map(openWindow);
  const own = records.filter(({ target }) => target === plan.sourceRole).map(ownWindow);
  // A source that came to its end needs no rhythm any more; one that stopped before it is measured to the last heal.
  const done = finalCount(published) >= plan.bars;
  const endMs = done ? last.tMs : Math.max(last.tMs, ...open.map(({ toMs }) => toMs).filter(Number.isFinite));
  const edges = [...open, ...own].flatMap(({ fromMs, toMs }) => [fromMs, toMs]);
  const marks = [...new Set([first.tMs, ...edges, endMs])]
    .filter((ms) => ms >= first.tMs && ms <= endMs)
    .sort((a, b) => a - b);
  const sum = { inside: { bars: 0, ms: 0 }, outside: { bars: 0, ms: 0 } };
  let longestMs = 0;
  for (const [index, toMs] of marks.slice(1).entries()) {
    const fromMs = marks[index] ?? toMs;
    if (isWithin(own, toMs)) continue;
    const side = isWithin(open, toMs) ? sum.inside : sum.outside;
    side.ms += toMs - fromMs;
    const points = published.filter(({ tMs }) => tMs > fromMs && tMs <= toMs);
    const times = points.map(({ tMs }) => tMs);
    // What a tap missed counts where it makes the faults look worse: nobody knows when it was published.
    side.bars += plan.publishedBy === "tap" && side === sum.outside ? rise(published, points) : points.length;
    if (side === sum.inside) longestMs = Math.max(longestMs, longestGap([fromMs, ...times, toMs]));
  }
  const leastMs = leastBars * plan.speedMs;
  if (sum.inside.ms < leastMs || sum.outside.ms < leastMs || sum.outside.bars === 0) return null;
  const outside = sum.outside.bars / sum.outside.ms;
  // Noise before the first fault and after the last held up none of the bars that lack.
  const whole = {
    fromMs: Math.min(...open.map(({ fromMs }) => fromMs)),
    toMs: Math.max(...open.map(({ toMs }) => toMs)),
  };
  return {
    inside: (1000 * sum.inside.bars) / sum.inside.ms,
    outside: 1000 * outside,
    late: { excessMs: sum.inside.ms - sum.inside.bars / outside, pieceMs: longestMs, ...whole },
  };
}

/** By how much the count rose to these points, which follow each other. */
function rise(curve: Curve, points: Curve): number {
  const [first] = points;
  const before = first === undefined ? undefined : curve[curve.indexOf(first) - 1];
  return finalCount(points) - (before?.count ?? (first?.count ?? 1) - 1);
}

function longestGap(times: readonly number[]): number {
  return times.slice(1).reduce((longest, tMs, index) => Math.max(longest, tMs - (times[index] ?? tMs)), 0);
}

function isWithin(windows: readonly Window[], tMs: number): boolean {
  return windows.some(({ fromMs, toMs }) => tMs > fromMs && tMs <= toMs);
}

/** While the fault was open; a fault that was never observed opens nothing. */
function openWindow({ observedMs, healedMs }: FaultRecord): Window {
  const fromMs = observedMs ?? Number.POSITIVE_INFINITY;
  return { fromMs, toMs: healedMs ?? Number.POSITIVE_INFINITY };
}

/** A fault on the source disturbs its rhythm from its delivery until the source publishes again. */
function ownWindow({ deliveredMs, recoveredMs }: FaultRecord): Window {
  const fromMs = deliveredMs ?? Number.POSITIVE_INFINITY;
  return { fromMs, toMs: recoveredMs ?? Number.POSITIVE_INFINITY };
}
