/** Check `memory`: no role ever held more resident memory than allowed. */
import type { UsageEvent } from "../event.js";
import { type Check, finding } from "../finding.js";

export const memory: Check = {
  summary: "the largest resident memory of any role stays within the limit",
  applies: (plan) => plan.expect.memory !== undefined,
  judge: ({ plan, history }) => {
    const maxMb = plan.expect.memory?.maxMb ?? 0;
    const samples = history.filter((event): event is UsageEvent => event.type === "usage");
    const unsampled = plan.roles.find(({ name }) => !samples.some(({ role }) => role === name));
    const largest = samples.reduce<UsageEvent | undefined>(
      (most, sample) => (most === undefined || sample.rssMb > most.rssMb ? sample : most),
      undefined,
    );
    if (largest !== undefined && largest.rssMb > maxMb) {
      const who = `${largest.role}.${largest.incarnation}`;
      const reason = `${who} held ${round(largest.rssMb)} MiB after ${Math.round(largest.tMs)} ms, allowed are ${maxMb}`;
      return finding("memory", "fail", reason, [largest.n], `${round(largest.rssMb)} MiB (<=${maxMb})`);
    }
    if (largest === undefined || unsampled !== undefined) {
      const reason = `the memory of ${unsampled?.name ?? "all roles"} was never sampled; run where /proc can be read`;
      return finding("memory", "inconclusive", reason);
    }
    const reason = `at most ${round(largest.rssMb)} MiB (${largest.role}), allowed are ${maxMb}`;
    return finding("memory", "pass", reason, [largest.n], `${round(largest.rssMb)} MiB (<=${maxMb})`);
  },
};

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
