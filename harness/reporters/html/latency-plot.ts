/** The way of each bar over the time of a run, by the stamps of the roles; of what it is made says `latency.ts`. Pure. */
import type { Event, SeenEvent } from "../../event.js";
import { sightings } from "../../evidence/progress.js";
import type { Plan } from "../../planning/plan.js";
import type { Metrics } from "../../scheme-run.js";
import type { Plot } from "./view.js";

/** From the first stamp of the source to the first of the taker; a bar that waited for a fault shows how long, lost ones are a gap. */
export function latencyPlot(plan: Plan, history: readonly Event[], metrics: Metrics | null): Plot {
  const about = { id: "latency", title: "Latency of each bar, from source to taker", unit: "ms" } as const;
  const latency = metrics?.latency;
  if (latency === undefined || latency.totalMs === null) {
    return { ...about, series: [], empty: `not measured: ${latency?.reason ?? "there are no metrics"}` };
  }
  const stamps = sightings(history, "stamp");
  const sent = firstByBar(stamps.filter(({ role }) => role === plan.sourceRole));
  const taken = firstByBar(stamps.filter(({ role }) => role === plan.takerRole));
  const points = [...taken].flatMap(([bar, { tMs, fields }]) => {
    const us = Number(fields.out) - Number(sent.get(bar)?.fields.in);
    return Number.isFinite(us) && us >= 0 ? [{ bar, tMs, ms: us / 1000 }] : [];
  });
  points.sort((a, b) => a.bar - b.bar);
  const drawn = points.flatMap(({ bar, tMs, ms }, index): { x: number; y: number | null }[] => {
    const before = points[index - 1];
    const gap = before !== undefined && bar > before.bar + 1 ? [{ x: (before.tMs + tMs) / 2, y: null }] : [];
    return [...gap, { x: tMs, y: ms }];
  });
  drawn.sort((a, b) => a.x - b.x);
  const { p50, p99 } = latency.totalMs;
  const label = `p50 ${p50} ms, p99 ${p99} ms of ${latency.bars?.steady ?? 0} undisturbed bars; at the cursor`;
  return {
    ...about,
    series: [{ label, shape: "line", x: drawn.map(({ x }) => x), y: drawn.map(({ y }) => y) }],
  };
}

function firstByBar(stamps: readonly SeenEvent[]): Map<number, SeenEvent> {
  const first = new Map<number, SeenEvent>();
  for (const stamp of stamps) {
    if (stamp.value !== null && !first.has(stamp.value)) first.set(stamp.value, stamp);
  }
  return first;
}
