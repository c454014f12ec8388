/** What results.json says of resources and latency, and how it is made from the metrics of a scheme run. */
import { z } from "zod";
import type { Metrics } from "./scheme-run.js";

const count = z.int().min(0);
const ms = z.number().min(0);
const spread = z.object({ p50: ms, p99: ms });

/** What was added after the first version has a default, so that a run which one of those wrote can still be read. */
export const metricsShape = z.object({
  latencyMs: spread.nullable().describe("from publishing to the ledger, of bars in the steady state"),
  latencyByHop: z
    .record(z.string(), spread)
    .nullable()
    .default(null)
    .describe("milliseconds: a role's own time under its name, the time between two under `a -> b`"),
  latencyBars: z
    .object({ steady: count, catchUp: count, disturbed: count, repeated: count, incomplete: count })
    .nullable()
    .default(null)
    .describe("only `steady` bars are in the spreads; why the others are not"),
  latencyReason: z.string().nullable().default(null).describe("why the latency was not measured"),
  cpuPct: z.record(z.string(), z.number()),
  rssMb: z.record(z.string(), z.number()),
});

export function metricsResult({ latency, cpuPct, rssMb }: Metrics): z.infer<typeof metricsShape> {
  return {
    latencyMs: latency.totalMs,
    latencyByHop: latency.byHopMs === null ? null : { ...latency.byHopMs },
    latencyBars: latency.bars,
    latencyReason: latency.reason,
    cpuPct: { ...cpuPct },
    rssMb: { ...rssMb },
  };
}
