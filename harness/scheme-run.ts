/** What a suite says of each scheme that it ran, and what it reports while it runs. Types only. */
import type { Phase, Rung } from "./event.js";
import type { FaultRecord } from "./evidence/fault-record.js";
import type { Finding, Verdict } from "./finding.js";
import type { Plan } from "./planning/plan.js";

/** Deliveries in one unit; taken + lost = published, duplicates are counted beside that sum. */
export interface Tally {
  published: number;
  /** Distinct and complete. */
  taken: number;
  lost: number;
  /** Deliveries beyond the first of each. */
  duplicated: number;
}

export interface Synced {
  complete: number;
  partial: number;
  of: number;
}

/** What was counted; null where it was not measured, which is never the same as 0. */
export interface Counts {
  /** Distinct status updates over all incarnations. */
  snapshots: number | null;
  bars: Tally | null;
  symbolBars: Tally | null;
  synced: Synced | null;
}

/** Half of the values are at most p50, 99 of 100 at most p99. Milliseconds. */
export interface Spread {
  p50: number;
  p99: number;
}

/** How many bars went their way as usual, and why the others are not in the spreads; each is counted once. */
export interface LatencyBars {
  steady: number;
  /** Came by history, or waited for a reader. */
  catchUp: number;
  /** On their way while a fault was open, or until the taker had caught up. */
  disturbed: number;
  /** Sent more than once. */
  repeated: number;
  /** Not stamped by every role. */
  incomplete: number;
}

/** The way of a bar in the steady state, by the stamps of the roles themselves. */
export interface Latency {
  totalMs: Spread | null;
  /** A role's own time under its name, the time between two roles under `a -> b`; they add up to the total. */
  byHopMs: Readonly<Record<string, Spread>> | null;
  bars: LatencyBars | null;
  /** Why it was not measured; null where it was. */
  reason: string | null;
}

/** Resources by role, and the way of a bar; null where not measured. */
export interface Metrics {
  latency: Latency;
  cpuPct: Readonly<Record<string, number>>;
  rssMb: Readonly<Record<string, number>>;
}

export interface SchemeRun {
  scheme: string;
  id: string;
  feed: string;
  /** Under `--repeat-each`, from 1. */
  attempt: number;
  /** Null where no plan was made: a scheme that does not apply to the feed. */
  plan: Plan | null;
  verdict: Verdict;
  /** One causal sentence; for a pass, what was shown. */
  reason: string;
  findings: readonly Finding[];
  records: readonly FaultRecord[];
  counts: Counts | null;
  metrics: Metrics | null;
  durationMs: number;
  /** Relative to the run folder; null where nothing was started. */
  folder: string | null;
  historyDigest: string | null;
}

interface Told {
  /** Which scheme run: name, feed and attempt, as `runKey` writes it. */
  key: string;
}

/** One change of state of one scheme run, for people who watch. */
export type Progress =
  | (Told & { type: "scheme-started"; bars: number; faults: number })
  | (Told & { type: "phase"; phase: Phase })
  | (Told & { type: "bar"; bar: number })
  | (Told & {
      type: "role";
      role: string;
      incarnation: number;
      state: string;
    })
  | (Told & { type: "fault"; id: string; fault: string; target: string; rung: Rung; publishedBar: number })
  | (Told & { type: "scheme-finished"; run: SchemeRun });

/** `s3 engine-restart`; the name alone where the scheme has no id of its own. */
export function titleOf({ id, scheme }: Pick<SchemeRun, "id" | "scheme">): string {
  return id === scheme ? scheme : `${id} ${scheme}`;
}

/** `s3 engine-restart zmq`, with `#2` behind it for the second attempt. */
export function runKey(run: Pick<SchemeRun, "id" | "scheme" | "feed" | "attempt">): string {
  return `${titleOf(run)} ${run.feed}${run.attempt > 1 ? ` #${run.attempt}` : ""}`;
}
