/** What a history is made of: one event a line, in the order in which the harness learned of them. */
import type { FaultName } from "./faults/index.js";
import type { ObservationName } from "./system.js";

/** A process that cannot be mistaken for a later one with the same pid. */
export interface Identity {
  pid: number;
  /** Start time in clock ticks since boot (/proc/PID/stat field 22); null where the kernel does not tell. */
  startTicks: number | null;
}

/** A process seen at an end of a FIFO or on a port. */
export interface Holder {
  pid: number;
  command: string;
  /** Absent: a process that the run did not start. */
  role: string | null;
  end: "read" | "write" | "both" | "listen" | "connect";
  /** Of a listener: where it is bound, if nobody who connects to 127.0.0.1 comes to it there. */
  address?: string;
}

/** The rungs of evidence, in order, and what ends a fault. */
export const rungs = ["requested", "delivered", "observed", "healed", "unhealed", "failed"] as const;
export type Rung = (typeof rungs)[number];

interface Base {
  /** Number of the event in its history, from 1. */
  n: number;
  /** Milliseconds since the start of the run, on a monotonic clock, when the harness learned of it. */
  tMs: number;
}

export interface StartEvent extends Base {
  type: "start";
  /** Wall clock, ISO 8601, of tMs 0. */
  at: string;
  planDigest: string;
  node: string;
  platform: string;
  /** Absolute path of the data on the machine of the run, for a replay; its digest stands in the plan. */
  resultsFile?: string;
}

export type Phase = "starting" | "streaming" | "settling" | "stopping";
export interface PhaseEvent extends Base {
  type: "phase";
  phase: Phase;
}

/**
 * How the lines of a process come out: as its system file says that it writes them; at once through a pseudo-terminal or
 * stdbuf, where the file says that it buffers; in blocks, where nothing on this machine could change that.
 */
export const outputs = ["declared-line", "pty", "stdbuf", "blocks"] as const;
export type Output = (typeof outputs)[number];

/** A change of the state of one incarnation, as the kernel or its own output shows it. */
export interface RoleEvent extends Base {
  type: "role";
  role: string;
  /** The nth start of the role in this run, from 1. */
  incarnation: number;
  state: "spawned" | "ready" | "stopped" | "continued" | "exited" | "spawn-failed" | "not-ready";
  identity: Identity | null;
  /** For `exited`: exit code or signal, and whether the harness had asked for it. */
  code?: number | null;
  signal?: string | null;
  asked?: boolean;
  /** For `exited`, unasked, and for `not-ready`: the last lines of the incarnation, at most 32. */
  lastLines?: readonly string[];
  reason?: string;
  /** For `ready`: the line that showed it. */
  line?: string;
  /** For `spawned`: how its lines come out. */
  output?: Output;
}

/** A line (or file) that an observation matched. */
export interface SeenEvent extends Base {
  type: "seen";
  what: ObservationName;
  role: string;
  incarnation: number;
  /** The number that was read; counts of what was published and taken are turned into bars, the fields hold what was printed. */
  value: number | null;
  /** All named groups of the match. */
  fields: Readonly<Record<string, string>>;
  line: string;
}

export interface FaultEvent extends Base {
  type: "fault";
  /** Id of the step in the plan: f1, f2, ... */
  id: string;
  fault: FaultName;
  target: string;
  rung: Rung;
  /** Highest bar seen published when this happened. */
  publishedBar: number;
  /** What proves it, in words: "engine.1 (pid 71) exited on SIGKILL; pid 71 with start time 99 is gone". */
  proof: string;
  /** For `observed`: whether the probe exists here. `not-available` never counts as observed. */
  available?: boolean;
}

/** Processes found where they must not be: a stranger, a second reader, a second listener; or `nobody` at an end that needs one. */
export interface HoldersEvent extends Base {
  type: "holders";
  resource: string;
  holders: readonly Holder[];
  problem: "stranger" | "two-readers" | "two-writers" | "two-listeners" | "two-incarnations" | "nobody";
}

/** What the machine and the harness itself suffered since the last such event. */
export interface NoiseEvent extends Base {
  type: "noise";
  /** Longest delay of the harness's own event loop, milliseconds. */
  loopLagMs: number;
  /** Share of the CPU time that the hypervisor took, percent; null where the kernel does not tell. */
  stealPercent: number | null;
  /** Share of the time in which some task waited for a CPU (pressure stall), percent; null as above. */
  pressurePercent: number | null;
}

/** Resources of one incarnation, sampled. */
export interface UsageEvent extends Base {
  type: "usage";
  role: string;
  incarnation: number;
  rssMb: number;
  cpuPercent: number;
}

/** Something that went wrong in what the harness relies on: a log that shrank, a probe that threw. */
export interface HarnessEvent extends Base {
  type: "harness";
  problem:
    | "log-shrank"
    | "log-unreadable"
    | "leftover"
    | "stop-ignored"
    | "guardian-died"
    | "probe-failed"
    | "history-limit"
    | "golden-failed";
  reason: string;
}

/** The run was cut before its natural end. */
export interface CutEvent extends Base {
  type: "cut";
  cause: "stall" | "deadline" | "violation" | "interrupt" | "global-timeout" | "start-failed" | "harness";
  reason: string;
}

/** The last event: how many there are, and the digests of the files that are judged with the history. */
export interface EndEvent extends Base {
  type: "end";
  events: number;
  digests: Readonly<Record<string, string>>;
}

export type Event =
  | StartEvent
  | PhaseEvent
  | RoleEvent
  | SeenEvent
  | FaultEvent
  | HoldersEvent
  | NoiseEvent
  | UsageEvent
  | HarnessEvent
  | CutEvent
  | EndEvent;

type WithoutBase<E> = E extends Event ? Omit<E, "n" | "tMs"> : never;
/** An event as its author gives it: the history numbers it and stamps the time. */
export type EventBody = WithoutBase<Event>;
