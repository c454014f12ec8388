/** What a fault may do to a run, and how it gets its proof: the effects, as an interface, so that faults stay pure. */
import type { PlannedStep } from "./planning/plan.js";
import type { WireStage } from "./stage-wire.js";

/** A proof in words. `available: false`: this machine has no probe for it, which never counts as seen. */
export interface Proof {
  seen: boolean;
  available: boolean;
  text: string;
}

export interface Stage extends WireStage {
  /** Sends a signal to the live incarnation of a role and all of its group; throws where none is alive. */
  signal(role: string, signal: NodeJS.Signals): string;
  /** Lets the role kill itself at the failpoint with which it was armed: by signal, or at its counted passage. */
  crash(role: string, step: PlannedStep): string;
  /** Waits until the role has killed itself. */
  crashed(role: string): Promise<Proof>;
  /** Waits for the exit of the incarnation last signalled; seen when it carries the signal, or `code` for a stop. */
  exited(role: string, signal: NodeJS.Signals): Promise<Proof>;
  /** Waits until the kernel shows the process in a state: T is stopped. */
  inState(role: string, letter: string): Promise<Proof>;
  /** Sends a signal while the role is stopped for that; throws where it is not pending then. */
  reach(role: string, signal: NodeJS.Signals): Promise<string>;
  /** Waits until the signal is pending no more; seen where the process has a handler for it and lives. */
  handled(role: string, signal: NodeJS.Signals): Promise<Proof>;
  /** Waits until the kernel shows the process in any other state. */
  notInState(role: string, letter: string): Promise<Proof>;
  /** Starts the next incarnation and waits until it is ready. */
  start(role: string): Promise<Proof>;
  /** Whether the role has no live process. */
  absent(role: string): Proof;
  /** Whether nobody reads what the consumer reads: the FIFO's read end, or the port natively. */
  noConsumer(): Promise<Proof>;
  /** Removes the FIFO of that resource name. */
  removeFifo(resource: string): string;
  /** Whether the path of the FIFO leads nowhere, or to another inode than the one that was removed. */
  fifoGone(resource: string): Proof;
  /** Makes the FIFO anew and waits until a reader and a writer hold it. */
  makeFifo(resource: string): Promise<Proof>;
  /** Renames the FIFO of that resource name within its folder, so that its path leads nowhere. */
  hideFifo(resource: string): string;
  /** Brings the very same FIFO back to its path. */
  showFifo(resource: string): Proof;
  /** Begins to stop and continue the live incarnation in turns, so that it runs such a share of the time, in percent. */
  slow(role: string, sharePercent: number): string;
  /** Waits until the kernel shows it stopped for the first time. */
  slowed(role: string): Promise<Proof>;
  /** Ends the turns; the proof says in how many of them the kernel showed the stop. */
  unslow(role: string): Promise<Proof>;
  /** Sets the soft limit of a resource for the live incarnation and its group, which stands still until `limited`. */
  limit(role: string, resource: "open-files" | "file-size" | "address-space", max: number): Promise<string>;
  /** Whether the kernel shows the limit. */
  limited(role: string): Promise<Proof>;
  /** Sets the former limit again; starts the role again where it has ended. */
  unlimit(role: string): Promise<Proof>;
  /** Limits the size of files of the live incarnation to that of its largest, which can then grow no more. */
  fill(role: string): Promise<string>;
  /** Whether the kernel shows the limit. */
  filled(role: string): Promise<Proof>;
  /** Lifts the limit, or starts the role again where it has ended; seen where the file did not grow meanwhile. */
  empty(role: string): Promise<Proof>;
  /** Starts the next incarnation with its clock off by so much; seen where the kernel shows that in its environment. */
  startShifted(role: string, offsetMs: number): Promise<Proof>;
  /** Kills it and starts it again, with its true clock. */
  resetClock(role: string): Promise<Proof>;
  /** Takes a port in the place of a role that is gone, and starts the role against that; seen where we alone listen. */
  squat(role: string, port: string): Promise<Proof>;
  /** Lets go of the port; the role comes up by itself, or is started again, and listens there. */
  unsquat(role: string): Promise<Proof>;
  /** Starts programs that burn CPU beside a live role: so many, or one for each core on which it may run. */
  burn(role: string, count: number | undefined): string;
  /** Waits until each of them has used CPU time. */
  burns(role: string): Promise<Proof>;
  /** Ends them; the proof says how much they used. */
  quench(role: string): Promise<Proof>;
}

/**
 * What a fault may name. `endpoint`: a port that the harness's proxy stands before; `channel`: that, or a FIFO;
 * `clocked`: a role that reads an offset of its clock.
 */
export type TargetKind = "role" | "clocked" | "consumer" | "fifo" | "endpoint" | "channel";

/**
 * How the output shows the fault: a count stands still, or (through an unlinked FIFO) need not, bars are taken later than
 * before, or nothing has to.
 */
export type Effect = "still" | "reconnect" | "delayed" | "none";

/**
 * A key of a step that only this fault takes. In a plan a `span` (bars or time) stands in milliseconds, a `share` in
 * percent, a `size` in bytes, an `offset` (time with a sign) in milliseconds.
 */
export type FaultOption = { required: boolean; summary: string } & (
  | { kind: "text"; default?: string }
  /** A port on which the target listens; in a plan it has its name, also where the scheme gives none. */
  | { kind: "port"; default?: undefined }
  | { kind: "count"; default?: number }
  | { kind: "word"; words: readonly [string, ...string[]]; default?: string }
  /** The default as it would be written: "2 bars", "25%", "64 KiB", "-1h". */
  | { kind: "span" | "share" | "size" | "offset"; default?: string }
);

/** Options of a planned step, defaults filled in. */
export type StepOptions = PlannedStep["options"];

/** What planning and evidence must know of a step. */
export interface Traits {
  effect: Effect;
  /** Whether it ends with a new incarnation of its target. */
  restarts: boolean;
  /** The target is kept away from the start; the step's `at` is when it comes. */
  keptAway?: boolean;
  /** While it is open the target may end by itself and print trouble: the fault takes from it what it needs. */
  mayExit?: boolean;
  /** How often it starts its target, at most, for the deadline; by default once where it restarts it, else never. */
  starts?: number;
}

export interface Fault extends Traits {
  summary: string;
  target: TargetKind;
  /** Length where the scheme gives none, in bars; 0 where the fault has no length. */
  defaultForBars: number;
  /** Traits that depend on the options of the step. */
  varies?(options: Readonly<Record<string, unknown>>): Partial<Traits>;
  /** How much later bars are taken, milliseconds, where the effect is `delayed`; pure. */
  delayMs?(step: PlannedStep): number;
  /** Bars for which the count stands still in one piece, where that is not the whole length; pure. */
  stillBars?(step: PlannedStep, speedMs: number): number;
  options?: Readonly<Record<string, FaultOption>>;
  /** What must be in the PATH, and the package that it comes with. */
  needs?: { program: string; package: string };
  /** What is wrong with options that are each right by themselves, as they stand in a scheme; pure. */
  problemIn?(options: Readonly<Record<string, unknown>>): { key: string; message: string } | null;
  /** Delivers the fault; returns what was done, throws where it cannot be. */
  inject(stage: Stage, step: PlannedStep): Promise<string>;
  /** Proves at the process or the kernel that it took effect. */
  observe(stage: Stage, step: PlannedStep): Promise<Proof>;
  /** Undoes it, and proves that. */
  heal(stage: Stage, step: PlannedStep): Promise<Proof>;
}
