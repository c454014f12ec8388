/** What the page holds of a run: the contract between the models, which make it, and the client, which draws it. Types only. */

export interface PageView {
  schemaVersion: 1;
  schemes: readonly SchemeView[];
}

export interface SchemeView {
  /** Also the id of its section in the document. */
  key: string;
  title: string;
  speedMs: number;
  /** Length of the whole stream. */
  bars: number;
  /** From the first event to the last. */
  durationMs: number;
  clock: Clock;
  /** The axis to begin with: bars hide what happens while the source stands still. */
  axis: AxisKind;
  lanes: readonly Lane[];
  bands: readonly Band[];
  plots: readonly Plot[];
  map: BarsMap;
  log: MergedLog;
  moments: readonly Moment[];
  /** What was left out of this view, one sentence each. */
  leftOut: readonly string[];
}

export type AxisKind = "bars" | "seconds";

/** When each bar was first seen published: what leads from seconds to bars and back. Both rise strictly. */
export interface Clock {
  tMs: readonly number[];
  bar: readonly number[];
}

export const laneStates = ["starting", "up", "stopped", "stalled", "dead", "restarting"] as const;
export type LaneState = (typeof laneStates)[number];

export interface Segment {
  state: LaneState;
  fromMs: number;
  toMs: number;
  incarnation: number;
  /** What it is, in words, for who points at it. */
  text: string;
}

export interface Lane {
  name: string;
  segments: readonly Segment[];
}

/** Where a fault was to be: in time, and where its moment is a bar also in bars, which do not depend on what was seen when. */
export interface Planned {
  fromMs: number;
  toMs: number;
  bars: { from: number; to: number } | null;
}

/** One fault on the time axis; a time is null where that was never reached. */
export interface Band {
  id: string;
  fault: string;
  target: string;
  planned: Planned | null;
  injectedMs: number | null;
  observedMs: number | null;
  healedMs: number | null;
  recoveredMs: number | null;
  /** Where its last known state is drawn to. */
  endMs: number;
  felt: string;
  /** Highest bar seen published at the injection. */
  bar: number | null;
  text: string;
}

export interface Series {
  label: string;
  shape: "steps" | "line" | "dots";
  /** Milliseconds, rising. */
  x: readonly number[];
  /** Null: a gap. */
  y: readonly (number | null)[];
  /** What the readout shows in place of `y`, where that is something else. */
  shown?: readonly number[];
}

export interface Plot {
  id: "progress" | "lag" | "latency" | "cpu" | "memory";
  title: string;
  unit: string;
  series: readonly Series[];
  limit?: { value: number; label: string };
  /** Why there is nothing to see. */
  empty?: string;
}

export const barKinds = ["lost", "partial", "doubled", "other", "unpublished"] as const;
export type BarKind = (typeof barKinds)[number];

export interface BarMark {
  bar: number;
  kind: BarKind;
  text: string;
}

export interface BarsMap {
  /** False where nothing tells which bars were taken. */
  measured: boolean;
  text: string;
  /** Every bar that is not simply taken once, in rising order; one mark a bar, the worst. */
  marks: readonly BarMark[];
}

export interface LogRow {
  tMs: number;
  /** The line itself carries no time: it stands behind the line before it in its log. */
  about: boolean;
  /** `engine.2`, or `harness`. */
  source: string;
  kind: "out" | "err" | "harness" | "gap";
  text: string;
}

export interface MergedLog {
  rows: readonly LogRow[];
  /** All roles with lines, and the harness. */
  sources: readonly string[];
}

/** A moment to which a person may want to jump. */
export interface Moment {
  tMs: number;
  text: string;
}
