/** The one axis of all plots: from milliseconds to bars or seconds and back, and where its ticks stand. Pure. */
import type { AxisKind, Clock } from "./view.js";

export interface Axis {
  kind: AxisKind;
  /** In the unit of the axis: its ends. */
  from: number;
  to: number;
  at(tMs: number): number;
  /** The time at a place on the axis. */
  timeAt(x: number): number;
}

/** What comes before the first and after the last bar gets that share of the bars, each: it is no part of the stream. */
const marginShare = 0.06;

export function secondsAxis(durationMs: number): Axis {
  const to = Math.max(durationMs, 1) / 1000;
  return { kind: "seconds", from: 0, to, at: (tMs) => tMs / 1000, timeAt: (x) => x * 1000 };
}

/**
 * Between two bars time runs evenly, however long the source stood still. The starts before bar 1 and the settling after
 * the last one are pressed into margins.
 */
export function barsAxis(clock: Clock, durationMs: number): Axis {
  const { tMs, bar } = clock;
  const [firstBar, lastBar] = [bar[0] ?? 0, bar.at(-1) ?? 0];
  const [firstMs, lastMs] = [tMs[0] ?? 0, tMs.at(-1) ?? 0];
  const margin = Math.max(1, (lastBar - firstBar) * marginShare);
  const times = [...(firstMs > 0 ? [0] : []), ...tMs, ...(durationMs > lastMs ? [durationMs] : [])];
  const places = [
    ...(firstMs > 0 ? [firstBar - margin] : []),
    ...bar,
    ...(durationMs > lastMs ? [lastBar + margin] : []),
  ];
  return {
    kind: "bars",
    from: places[0] ?? 0,
    to: places.at(-1) ?? 1,
    at: (time) => between(times, places, time),
    timeAt: (x) => between(places, times, x),
  };
}

/** Linear between neighbours, held at both ends. `from` rises. */
function between(from: readonly number[], to: readonly number[], value: number): number {
  const above = firstAbove(from, value);
  const [lowFrom, lowTo] = [from[above - 1], to[above - 1]];
  const [highFrom, highTo] = [from[above], to[above]];
  if (lowFrom === undefined || lowTo === undefined) return to[0] ?? 0;
  if (highFrom === undefined || highTo === undefined) return to.at(-1) ?? 0;
  return lowTo + ((highTo - lowTo) * (value - lowFrom)) / (highFrom - lowFrom);
}

/** Index of the first number above the value; the length where there is none. `rising` rises. */
export function firstAbove(rising: readonly number[], value: number): number {
  let [low, high] = [0, rising.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rising[middle] ?? 0) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Round numbers within the axis, at most `count`; bars are whole. */
export function ticksOf({ kind, from, to }: Axis, count: number, bars: number): number[] {
  const least = (to - from) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(least));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= least) ?? least;
  const size = kind === "bars" ? Math.max(1, Math.round(step)) : step;
  const [low, high] = kind === "bars" ? [Math.max(1, from), Math.min(bars, to)] : [from, to];
  const ticks: number[] = [];
  for (let n = Math.ceil(low / size); n * size <= high + size * 1e-9; n += 1) ticks.push(n * size);
  return ticks;
}

/** `bar 63` or `1.42 s`, for who reads a place on the axis. */
export function placeText(kind: AxisKind, x: number, step: number): string {
  if (kind === "bars") return String(Math.round(x));
  const decimals = Math.max(0, Math.min(3, -Math.floor(Math.log10(step))));
  return x.toFixed(decimals);
}
