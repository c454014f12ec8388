/** Samples what the machine and the harness's own event loop suffer while a run is measured. */
import { readProc } from "./proc-files.js";

export interface NoiseSample {
  /** Longest delay of our own event loop since the last sample, milliseconds. */
  loopLagMs: number;
  /** Share of the CPU time that the hypervisor took since the last sample, percent; null where not told. */
  stealPercent: number | null;
  /** Share of the time in which some task waited for a CPU since the last sample, percent; null where not told. */
  pressurePercent: number | null;
}

export interface Noise {
  sample(): NoiseSample;
  stop(): void;
}

/** Period of the timer whose lateness is the lag: short enough to see one missed bar at 20 ms a bar. */
const periodMs = 20;

/** CPU times of the machine, in ticks since boot. */
export interface CpuTimes {
  total: number;
  steal: number;
}

/** Reads the first line of /proc/stat (proc(5)); guest time is already part of user time. */
export function parseCpuTimes(text: string): CpuTimes | null {
  const fields = /^cpu +(.+)$/m.exec(text)?.[1]?.trim().split(/ +/).slice(0, 8).map(Number);
  const steal = fields?.[7];
  if (fields === undefined || steal === undefined || fields.some(Number.isNaN)) return null;
  return { total: fields.reduce((sum, value) => sum + value, 0), steal };
}

/** Percent of the CPU time between two readings that was stolen; null when no time has passed. */
export function stealPercent(before: CpuTimes, after: CpuTimes): number | null {
  const total = after.total - before.total;
  return total > 0 ? percent(after.steal - before.steal, total) : null;
}

/** Microseconds in which some task waited for a CPU, since boot, from /proc/pressure/cpu (kernel: psi.rst). */
export function parsePressure(text: string): number | null {
  const total = /^some .*\btotal=(\d+)/m.exec(text)?.[1];
  return total === undefined ? null : Number(total);
}

/** Percent of `elapsedMs` between two readings in microseconds; null when no time has passed. */
export function pressurePercent(beforeUs: number, afterUs: number, elapsedMs: number): number | null {
  return elapsedMs > 0 ? percent(afterUs - beforeUs, elapsedMs * 1000) : null;
}

/** The two clocks differ a little, hence the bounds. */
function percent(part: number, whole: number): number {
  return Math.min(100, Math.max(0, (100 * part) / whole));
}

interface Reading {
  atMs: number;
  cpu: CpuTimes | null;
  pressureUs: number | null;
}

function reading(): Reading {
  const stat = readProc("/proc/stat");
  const pressure = readProc("/proc/pressure/cpu");
  return {
    atMs: performance.now(),
    cpu: stat === null ? null : parseCpuTimes(stat),
    pressureUs: pressure === null ? null : parsePressure(pressure),
  };
}

/** Samples from now on; the timer does not keep the program running. */
export function startNoise(): Noise {
  let last = reading();
  let firedMs = last.atMs;
  let lagMs = 0;
  const measure = (): void => {
    const now = performance.now();
    lagMs = Math.max(lagMs, now - firedMs - periodMs);
    firedMs = now;
  };
  const timer = setInterval(measure, periodMs);
  timer.unref();
  return {
    sample: () => {
      const now = reading();
      // A delay that still lasts has not fired the timer yet.
      const loopLagMs = Math.max(lagMs, now.atMs - firedMs - periodMs, 0);
      const steal = last.cpu && now.cpu ? stealPercent(last.cpu, now.cpu) : null;
      const pressure =
        last.pressureUs === null || now.pressureUs === null
          ? null
          : pressurePercent(last.pressureUs, now.pressureUs, now.atMs - last.atMs);
      last = now;
      lagMs = 0;
      return { loopLagMs, stealPercent: steal, pressurePercent: pressure };
    },
    stop: () => clearInterval(timer),
  };
}
