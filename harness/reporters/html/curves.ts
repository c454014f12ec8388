/** Curves over the time of a run: published, taken and snapshots, the lag, and what each role consumed. Pure. */
import type { Event, UsageEvent } from "../../event.js";
import { type Curve, countAt, publishedCurve, sightings, takenCurve } from "../../evidence/progress.js";
import type { Plan } from "../../planning/plan.js";
import type { Metrics } from "../../scheme-run.js";
import { decimate } from "./decimate.js";
import { latencyPlot } from "./latency-plot.js";
import type { Clock, Plot, Series } from "./view.js";

/** Points that one series keeps: about two for each pixel of a wide screen. */
export const pointsMax = 2000;

export interface Curves {
  plots: Plot[];
  leftOut: string[];
}

export function curvesOf(plan: Plan, history: readonly Event[], metrics: Metrics | null): Curves {
  const full = [
    progressPlot(plan, history),
    lagPlot(plan, history),
    latencyPlot(plan, history, metrics),
    ...usagePlots(plan, history),
  ];
  const leftOut: string[] = [];
  const plots = full.map((plot) => ({
    ...plot,
    series: plot.series.map((series) => {
      const { kept, leftOut: count } = decimate(series, pointsMax);
      if (count === 0) return series;
      leftOut.push(
        `${plot.title}, ${series.label}: ${count} of ${series.x.length} points are left out, no extreme among them`,
      );
      return only(series, kept);
    }),
  }));
  return { plots, leftOut };
}

function only({ x, y, shown, ...series }: Series, kept: readonly number[]): Series {
  return {
    ...series,
    x: kept.map((index) => x[index] ?? 0),
    y: kept.map((index) => y[index] ?? null),
    ...(shown === undefined ? {} : { shown: kept.map((index) => shown[index] ?? 0) }),
  };
}

function progressPlot(plan: Plan, history: readonly Event[]): Plot {
  const published = publishedCurve(history);
  const taken = takenCurve(plan, history);
  const series: Series[] = [
    countSeries(plan.publishedBy === "clock" ? "published (assumed)" : "published", published, history),
    countSeries("taken", taken, history),
    snapshotSeries(plan, history),
  ];
  return {
    id: "progress",
    title: "Published, taken, snapshots",
    unit: "bars",
    ...withSeries(series, "no bar was seen published or taken"),
  };
}

function countSeries(label: string, curve: Curve, history: readonly Event[]): Series {
  return held(
    { label, shape: "steps", x: curve.map(({ tMs }) => tMs), y: curve.map(({ count }) => count) },
    history,
  );
}

/** A count stands at its last value until the run ends. */
function held(series: Series, history: readonly Event[]): Series {
  const [endMs, lastMs, last] = [history.at(-1)?.tMs, series.x.at(-1), series.y.at(-1)];
  if (endMs === undefined || lastMs === undefined || last === undefined || endMs <= lastMs) return series;
  return { ...series, x: [...series.x, endMs], y: [...series.y, last] };
}

/** Each distinct status update at the height of the bars taken by then; the readout counts them. */
function snapshotSeries(plan: Plan, history: readonly Event[]): Series {
  const taken = takenCurve(plan, history);
  const known = new Set<string>();
  const series = { x: [] as number[], y: [] as number[], shown: [] as number[] };
  for (const { n, tMs, incarnation, value } of sightings(history, "snapshot")) {
    const key = plan.takenScope === "total" ? `${value}` : `${incarnation}/${value}`;
    if (known.has(key)) continue;
    known.add(key);
    series.x.push(tMs);
    series.y.push(countAt(taken, n));
    series.shown.push(known.size);
  }
  return { label: "snapshots", shape: "dots", ...series };
}

/** Bars published and not yet seen taken, after each event that changes either. What is read in one look is one point. */
function lagPlot(plan: Plan, history: readonly Event[]): Plot {
  const about = { id: "lag", title: "Lag: published, not yet taken", unit: "bars" } as const;
  const published = publishedCurve(history);
  const taken = takenCurve(plan, history);
  if (published.length === 0 || !plan.observed.includes("taken")) {
    return { ...about, series: [], empty: "not measured: it needs both published and taken bars" };
  }
  const steps = [
    ...published.map(({ tMs, count }) => ({ tMs, published: count })),
    ...taken.map(({ tMs, count }) => ({ tMs, taken: count })),
  ].sort((a, b) => a.tMs - b.tMs);
  const x: number[] = [];
  const y: number[] = [];
  const now = { published: 0, taken: 0 };
  for (const { tMs, ...step } of steps) {
    Object.assign(now, step);
    if (x.at(-1) === tMs) y.pop();
    else x.push(tMs);
    y.push(Math.max(0, now.published - now.taken));
  }
  return { ...about, series: [held({ label: "lag", shape: "steps", x, y }, history)] };
}

function usagePlots(plan: Plan, history: readonly Event[]): Plot[] {
  const usage = history.filter((event): event is UsageEvent => event.type === "usage");
  const of = (value: (event: UsageEvent) => number): Series[] =>
    plan.roles.map(({ name }) => usageSeries(name, usage, value)).filter(({ x }) => x.length > 0);
  const maxMb = plan.expect.memory?.maxMb;
  const none = "not measured: the run ended before the first sample";
  return [
    {
      ...{ id: "cpu", title: "CPU of each role", unit: "% of a core" },
      ...withSeries(
        of(({ cpuPercent }) => cpuPercent),
        none,
      ),
    },
    {
      ...{ id: "memory", title: "Memory of each role", unit: "MiB" },
      ...withSeries(
        of(({ rssMb }) => Math.round(rssMb * 10) / 10),
        none,
      ),
      ...(maxMb === undefined ? {} : { limit: { value: maxMb, label: `at most ${maxMb} MiB` } }),
    },
  ];
}

/** Between two incarnations there is a gap: nothing was measured there. */
function usageSeries(
  role: string,
  usage: readonly UsageEvent[],
  value: (event: UsageEvent) => number,
): Series {
  const x: number[] = [];
  const y: (number | null)[] = [];
  let last: UsageEvent | undefined;
  for (const event of usage) {
    if (event.role !== role) continue;
    if (last !== undefined && event.incarnation !== last.incarnation) {
      x.push((last.tMs + event.tMs) / 2);
      y.push(null);
    }
    x.push(event.tMs);
    y.push(value(event));
    last = event;
  }
  return { label: role, shape: "line", x, y };
}

function withSeries(series: readonly Series[], none: string): Pick<Plot, "series" | "empty"> {
  const some = series.filter(({ x }) => x.length > 0);
  return some.length === 0 ? { series: [], empty: none } : { series: some };
}

/** Bars that the clock keeps: between two kept ones it runs evenly. */
const clockMax = 4000;

/** When each bar was first seen published; of bars that were read in one look the last. */
export function clockOf(history: readonly Event[]): Clock {
  const tMs: number[] = [];
  const bar: number[] = [];
  for (const point of publishedCurve(history)) {
    if (tMs.at(-1) === point.tMs) bar.pop();
    else tMs.push(point.tMs);
    bar.push(point.count);
  }
  const every = Math.ceil(tMs.length / clockMax);
  const keep = (_: number, index: number): boolean => index % every === 0 || index === tMs.length - 1;
  return every <= 1 ? { tMs, bar } : { tMs: tMs.filter(keep), bar: bar.filter(keep) };
}
