/** The numbers that stand beside a claim, from what was counted and measured; null where nothing was. Pure. */
import type { CheckName } from "../checks/index.js";
import type { Latency, SchemeRun, Spread, Tally } from "../scheme-run.js";
import type { Measured } from "./binding.js";

/** A number of one scheme run, or why there is none. */
export function latency(
  { metrics }: SchemeRun,
  of: (latency: Latency) => Spread | null,
  share: keyof Spread,
): Measured | string {
  if (metrics === null) return "nothing was measured";
  const spread = of(metrics.latency);
  if (spread === null) return metrics.latency.reason ?? "no role stamped this hop";
  const other = share === "p50" ? `p99 ${spread.p99} ms` : `p50 ${spread.p50} ms`;
  return { value: spread[share], beside: `${other}, ${metrics.latency.bars?.steady ?? 0} bars` };
}

/** null where one of them did not count. */
function sum(runs: readonly SchemeRun[], of: (tally: Tally) => number): number | null {
  const tallies = runs.map(({ counts }) => counts?.bars ?? null);
  return tallies.reduce<number | null>(
    (total, tally) => (total === null || tally === null ? null : total + of(tally)),
    0,
  );
}

export function tallied(runs: readonly SchemeRun[]): string | null {
  const [published, taken] = [sum(runs, (tally) => tally.published), sum(runs, (tally) => tally.taken)];
  const doubled = sum(runs, (tally) => tally.duplicated);
  if (published === null || taken === null || published === 0) return null;
  return `${taken} of ${published} bars, ${published - taken} lost, ${doubled} twice`;
}

export function synced(runs: readonly SchemeRun[]): string | null {
  const parts = runs.map(({ counts, plan }) => {
    if (counts?.synced === null || counts?.synced === undefined || counts.synced.of === 0) return null;
    return `${counts.synced.complete} of ${counts.synced.of} bars with all ${plan?.stream.symbols.length ?? 0} symbols`;
  });
  return parts.includes(null) ? null : [...new Set(parts)].join("; ");
}

/** Lines that the check compared; none is no proof. */
export function linesOf(runs: readonly SchemeRun[], check: CheckName): string | null {
  const lines = runs.map(
    ({ findings }) => findings.find((finding) => finding.check === check)?.evidence.length ?? 0,
  );
  return lines.includes(0) ? null : `${lines.reduce((total, count) => total + count, 0)} lines`;
}

export function leastMeasured(runs: readonly SchemeRun[], check: CheckName): string | null {
  const told = runs.map(({ findings }) => findings.find((finding) => finding.check === check)?.measured);
  const values = told.flatMap((text) => (text === undefined ? [] : [text]));
  if (values.length < runs.length) return null;
  return values.sort((a, b) => Number.parseFloat(a) - Number.parseFloat(b))[0] ?? null;
}

export function faultsSurvived(runs: readonly SchemeRun[]): string | null {
  const records = runs.flatMap(({ records: of }) => of);
  const recovered = records.filter(({ recoveredMs }) => recoveredMs !== null);
  if (records.length === 0) return null;
  return `${recovered.length} of ${records.length} faults survived`;
}

export function slowest(runs: readonly SchemeRun[]): string | null {
  const records = runs.flatMap(({ records: of }) => of);
  const bars = records.flatMap(({ recoveredBars }) => recoveredBars ?? []);
  if (records.length === 0 || bars.length < records.length) return null;
  const ms = records.map(({ recoveredMs, healedMs }) => (recoveredMs ?? 0) - (healedMs ?? 0));
  return `at most ${Math.max(...bars)} bars, ${Math.round(Math.max(...ms))} ms, after ${records.length} heals`;
}
