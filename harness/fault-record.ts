/** What happened to one step of the timeline, read from the history alone: the rungs of evidence with their times. */
import type { FaultName } from "./faults/index.js";

/** `not-available`: the probe does not exist here; it never counts as reached. */
export type FeltState = "felt" | "not-felt" | "not-required" | "not-available" | "unknown";

export interface FaultRecord {
  id: string;
  fault: FaultName;
  target: string;
  /** Planned bar, or null where the trigger is no bar. */
  atBar: number | null;
  requestedMs: number | null;
  deliveredMs: number | null;
  observedMs: number | null;
  healedMs: number | null;
  /** First new bar taken after heal. */
  recoveredMs: number | null;
  /** Bars published from healed to the first new bar taken. */
  recoveredBars: number | null;
  /** Milliseconds from heal to ready is in healedMs already; this is from injection to recovery. */
  outageMs: number | null;
  /** Bars published at delivery beyond the planned bar. */
  skewBars: number | null;
  /** Skew above max(1, ceil(20 / speedMs)) bars. */
  imprecise: boolean;
  felt: FeltState;
  feltProof: string;
  /** One proof per rung reached, in words. */
  proofs: readonly { rung: string; tMs: number; proof: string }[];
  /** Numbers of the events behind it. */
  events: readonly number[];
}
