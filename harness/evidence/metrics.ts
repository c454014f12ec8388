/** What each role consumed, from the samples in a history, and how long a bar was on its way. Pure. */
import type { Event, UsageEvent } from "../event.js";
import type { Plan } from "../planning/plan.js";
import type { Metrics } from "../scheme-run.js";
import { latencyOf } from "./latency.js";

/** Mean CPU share in percent of one core, and largest resident memory in MiB, by role; null where nothing was measured at all. */
export function metricsOf(plan: Plan, events: readonly Event[]): Metrics | null {
  const samples = new Map<string, UsageEvent[]>();
  for (const event of events) {
    if (event.type === "usage") samples.set(event.role, [...(samples.get(event.role) ?? []), event]);
  }
  const latency = latencyOf(plan, events);
  if (samples.size === 0 && latency.totalMs === null) return null;
  const byRole = (value: (of: readonly UsageEvent[]) => number): Record<string, number> =>
    Object.fromEntries([...samples].map(([role, of]) => [role, Math.round(value(of) * 10) / 10]));
  return {
    latency,
    cpuPct: byRole((of) => of.reduce((sum, { cpuPercent }) => sum + cpuPercent, 0) / of.length),
    rssMb: byRole((of) => Math.max(...of.map(({ rssMb }) => rssMb))),
  };
}
