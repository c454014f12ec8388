/** Samples what the machine, the harness and each role consume, into the history. */
import { startNoise } from "../children/noise.js";
import { ticksPerSecond, usage } from "../children/proc.js";
import type { History } from "../history.js";
import { sampleMs } from "../limits.js";
import type { Crew } from "./crew.js";

export interface Sampler {
  /** Takes a sample now, outside of the rhythm. */
  sample(): void;
  stop(): void;
}

export function startSampler(crew: Crew, history: History): Sampler {
  const noise = startNoise();
  const before = new Map<number, { ticks: number; atMs: number }>();

  function sampleRoles(): void {
    for (const { role, number, identity, exit } of crew.incarnations) {
      if (exit !== null) continue;
      const used = usage(identity);
      if (used === null) continue;
      const nowMs = history.now();
      const last = before.get(identity.pid);
      before.set(identity.pid, { ticks: used.cpuTicks, atMs: nowMs });
      if (last === undefined || nowMs <= last.atMs) continue;
      const cpuMs = ((used.cpuTicks - last.ticks) * 1000) / ticksPerSecond;
      const cpuPercent = Math.round((cpuMs / (nowMs - last.atMs)) * 1000) / 10;
      history.append({ type: "usage", role: role.name, incarnation: number, rssMb: used.rssMb, cpuPercent });
    }
  }

  function sample(): void {
    history.append({ type: "noise", ...noise.sample() });
    sampleRoles();
  }

  const timer = setInterval(sample, sampleMs);
  return {
    sample,
    stop: () => {
      clearInterval(timer);
      noise.stop();
    },
  };
}
