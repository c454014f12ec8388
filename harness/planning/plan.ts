/** The plan: a scheme resolved, for one system and feed, to absolute steps and deadlines. Pure data. */
import type { FaultName } from "../faults/index.js";
import type { Delivery } from "../scheme.js";

/** What the plan knows of the stream, from the harness's own reading of the results file. Index 0 is bar 1. */
export interface PlannedStream {
  /** Base name of the results file. */
  file: string;
  /** SHA-256 of the results file, hex: a second run of the plan publishes the same bytes or none. */
  sha256: string;
  symbols: readonly string[];
  timestampsMs: readonly number[];
  /** Symbol bars of each bar. */
  symbolBars: readonly number[];
  /** By bar number: the symbols seen before it, or in it, that it lacks. */
  missing: Readonly<Record<string, readonly string[]>>;
}

/** When a step is injected. Bars are counted as published. */
export type Trigger =
  | { kind: "bar"; bar: number; offsetMs: number }
  | { kind: "snapshot"; snapshot: number }
  | { kind: "incarnation"; role: string; incarnation: number; state: "ready" | "first-bar" }
  | { kind: "start" }
  | { kind: "after"; step: string; delayMs: number };

/**
 * How it is seen that a bar was published. `line`: all of them are. `tap`: by a subscription, which may miss some: those
 * are unknown, never "not published". `clock`: not at all, it is assumed.
 */
export type PublishedBy = "line" | "tap" | "clock";

export interface PlannedStep {
  /** f1, f2, ... in the order of the file; f2.1, f2.2, ... where the second is repeated. */
  id: string;
  fault: FaultName;
  target: string;
  trigger: Trigger;
  /** Best estimate of the bar at which it is injected; for a text, never for a judgement. */
  estimatedBar: number;
  /** Counted from observed. */
  forMs: number;
  forBars: number;
  /** Instead of a length: what ends the fault. */
  until: Trigger | null;
  /** The output must show it: the affected count stood still while its reference moved. */
  feltRequired: boolean;
  options: Readonly<Record<string, string | number | boolean>>;
}

export interface Expected {
  snapshots?: { min: number; possible: number; everyBars: number };
  recovery?: { withinBars: number };
  delivery?: Delivery;
  pace?: { minPercent: number };
  memory?: { maxMb: number };
  duplicates?: { max: number };
}

export interface DeadlineTerm {
  name: string;
  ms: number;
  /** The arithmetic with its values: "1.5 x (300 + 15 + 20) bars x 20 ms". */
  formula: string;
}

export interface Deadline {
  ms: number;
  terms: readonly DeadlineTerm[];
  /** No progress for that long is a stall. */
  stallMs: number;
}

/** Beyond these, checks in milliseconds are drowned by noise and the run is inconclusive. */
export interface NoiseBudget {
  loopLagMs: number;
  stealPercent: number;
  pressurePercent: number;
}

export interface Plan {
  schemaVersion: 1;
  scheme: string;
  id: string;
  why: string;
  tags: readonly string[];
  system: string;
  feed: string;
  /** Attempt under `--repeat-each`, from 1. */
  attempt: number;
  speedMs: number;
  bars: number;
  recovery: boolean;
  seed: string;
  stream: PlannedStream;
  /** Roles that take part in this feed, in the order of the file; `heldBack` first start by a step. */
  roles: readonly { name: string; startAfter: readonly string[]; heldBack: boolean; consumer: boolean }[];
  /** Endpoints before which the proxy stands in this run, since a step harms the wire there. Absent: none. */
  proxied?: readonly string[];
  /** Which role publishes, which takes. */
  sourceRole: string;
  takerRole: string;
  /** Whether the count of taken bars goes on over a restart of the taker. */
  takenScope: "total" | "sinceStart";
  /** Whether a line of published and of taken gives the number of its own bar: losses are known without a ledger. */
  barsTold?: boolean;
  /** Absent: by lines. */
  publishedBy?: PublishedBy;
  /** What the observation `feed` must say; null where the system does not say it. */
  feedName: string | null;
  /** Observations that the system file declares, by name. */
  observed: readonly string[];
  steps: readonly PlannedStep[];
  expect: Expected;
  /** Checks beside those of the table, which the program that made the plan had defined; absent: none. */
  definedChecks?: readonly string[];
  deadline: Deadline;
  noiseBudget: NoiseBudget;
}
