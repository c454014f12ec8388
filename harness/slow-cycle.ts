/** The turns of a role that gets only a share of the time: how long it runs and how long it stands, again and again. */

export interface SlowCycle {
  /** In milliseconds. */
  runMs: number;
  stopMs: number;
}

/** Long enough for a stop to show in the stream, in bars. */
const cycleBars = 10;
/** The kernel takes up to 5 ms to show a stop: shorter turns would be more of signals than of stops. */
const cycleMsMin = 100;
/** A longer stand-still is a pause. */
const cycleMsMax = 2000;

/** Below it hardly a timer fires in one turn; above it the kernel may not show the stop in time. In percent. */
export const shareMin = 5;
export const shareMax = 90;

export function slowCycle(sharePercent: number, speedMs: number): SlowCycle {
  const cycleMs = Math.min(cycleMsMax, Math.max(cycleMsMin, cycleBars * speedMs));
  const runMs = Math.round((cycleMs * sharePercent) / 100);
  return { runMs, stopMs: cycleMs - runMs };
}

/** Whole bars for which a role stands still in each turn. */
export function barsOfStop({ stopMs }: SlowCycle, speedMs: number): number {
  return Math.floor(stopMs / speedMs);
}
