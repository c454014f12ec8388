/** Bandwidth: each lane lets through so many bytes a second. */
import type { Gate } from "../lane.js";
import type { Toxic } from "../toxic.js";
import { atLeast } from "./at-least.js";

/** What leaves at once lasts this long at the asked rate: shorter than a bar, longer than the overshoot of a timer. */
export const quantumMs = 10;

/**
 * A lane that was idle, or whose timer came late, may catch up by one quantum and no more: within any T ms leave at most
 * bytesPerSecond * T / 1000 bytes, and two quanta.
 */
export function bandwidth(toxic: Extract<Toxic, { kind: "bandwidth" }>): () => Gate {
  const { bytesPerSecond } = toxic;
  atLeast(1, "bandwidth.bytesPerSecond", bytesPerSecond);
  const quantumBytes = quantumBytesOf(bytesPerSecond);
  return () => {
    let freeAtMs = Number.NEGATIVE_INFINITY;
    return {
      ask: (_head, nowMs) => (nowMs < freeAtMs ? { notBeforeMs: freeAtMs } : { bytes: quantumBytes }),
      left: (bytes, nowMs) => {
        freeAtMs = Math.max(freeAtMs, nowMs - quantumMs) + (bytes / bytesPerSecond) * 1_000;
      },
    };
  };
}

export function quantumBytesOf(bytesPerSecond: number): number {
  return Math.max(1, Math.floor((bytesPerSecond * quantumMs) / 1_000));
}
