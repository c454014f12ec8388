/** A scheme file: why, system, stream, timeline, expectations. Its shape once parsed, before it is resolved. */
import type { FaultName } from "./faults/index.js";
import type { Source } from "./source.js";

/** A length of time: in bars of the stream, or in milliseconds. */
export type Length = { bars: number } | { ms: number };

/** An amount: a number of things, or a share of what is possible. */
export type Amount = { count: number } | { percent: number };

/** When a step happens. */
export type Moment =
  /** Just after the bar was published, or `percent` of the way to the next one. */
  | { kind: "bar"; bar: number; percent: number }
  /** Just after that share of the stream's bars was published. */
  | { kind: "percent"; percent: number }
  | { kind: "snapshot"; snapshot: number }
  /** When that incarnation of a role became ready, or took its first bar. */
  | { kind: "incarnation"; role: string; incarnation: number; state: "ready" | "first-bar" }
  | { kind: "start" }
  /** That long after the step before it was injected. */
  | { kind: "after"; length: Length };

export interface Step {
  at: Moment;
  fault: FaultName;
  target: string;
  /** How long the fault lasts; absent: the default of the fault. */
  for: Length | undefined;
  /** Whether the pipeline's output must show the fault; absent: the default of the fault and of its length. */
  felt: boolean | undefined;
  /** Keys that only some faults take, such as `failpoint` or `signal`. */
  options: Readonly<Record<string, string | number | boolean>>;
}

export type Delivery = "exactly-once" | "at-most-once";

export interface Expectations {
  /** Distinct status updates over all incarnations. */
  snapshots: { min: Amount } | undefined;
  /** Bars from ready to the first new bar taken, after each fault. */
  recovery: { within: Length } | undefined;
  delivery: Delivery | undefined;
  /** The source kept its rhythm while the fault was open. */
  pace: { minPercent: number } | undefined;
  /** Largest resident memory of any role in MiB. */
  memory: { maxMb: number } | undefined;
  /** Most deliveries of a bar beside the first that is counted. */
  duplicates: { max: number } | undefined;
}

export interface Scheme {
  name: string;
  /** Short name: `run s5`, logs `engine_s5_1.log`. */
  id: string;
  why: string;
  system: string;
  tags: readonly string[];
  /** Number of bars of the stream, or all that the results file has. */
  bars: number | "all";
  speedMs: number | undefined;
  /** `on` is the default; `off` runs the plain at-most-once pipeline. */
  recovery: boolean;
  timeline: readonly Step[];
  expect: Expectations;
  source: Source;
}
