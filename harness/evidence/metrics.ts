/** What each role consumed, from the samples in a history. Pure. */
import type { Event, UsageEvent } from "../event.js";
import type { Metrics } from "../scheme-run.js";

/** Mean CPU share in percent of one core, and largest resident memory in MiB, by role; null without a sample. */
export function metricsOf(events: readonly Event[]): Metrics | null {
  const samples = new Map<string, UsageEvent[]>();
  for (const event of events) {
    if (event.type === "usage") samples.set(event.role, [...(samples.get(event.role) ?? []), event]);
  }
  if (samples.size === 0) return null;
  const byRole = (value: (of: readonly UsageEvent[]) => number): Record<string, number> =>
    Object.fromEntries([...samples].map(([role, of]) => [role, Math.round(value(of) * 10) / 10]));
  return {
    latencyMs: null,
    cpuPct: byRole((of) => of.reduce((sum, { cpuPercent }) => sum + cpuPercent, 0) / of.length),
    rssMb: byRole((of) => Math.max(...of.map(({ rssMb }) => rssMb))),
  };
}
