/** The table of faults: validation, `--list`, the docs and the run all follow from it. */
import { definitions } from "../defined.js";
import type { PlannedStep } from "../planning/plan.js";
import type { Step } from "../scheme.js";
import type { Fault, Traits } from "../stage.js";
import { bandwidth } from "./bandwidth.js";
import { clock } from "./clock.js";
import { cpu } from "./cpu.js";
import { crash } from "./crash.js";
import { diskFull } from "./disk-full.js";
import { fifoRecreate } from "./fifo-recreate.js";
import { fifoRemove } from "./fifo-remove.js";
import { garbage } from "./garbage.js";
import { halfOpen } from "./half-open.js";
import { kill } from "./kill.js";
import { late } from "./late.js";
import { latency } from "./latency.js";
import { limit } from "./limit.js";
import { noConsumer } from "./no-consumer.js";
import { partition } from "./partition.js";
import { pause } from "./pause.js";
import { portSquat } from "./port-squat.js";
import { replay } from "./replay.js";
import { reset } from "./reset.js";
import { restart } from "./restart.js";
import { signal } from "./signal.js";
import { slicer } from "./slicer.js";
import { slow } from "./slow.js";
import { stop } from "./stop.js";

export const faults = {
  kill,
  restart,
  stop,
  pause,
  signal,
  crash,
  "no-consumer": noConsumer,
  late,
  "fifo-recreate": fifoRecreate,
  latency,
  bandwidth,
  partition,
  "half-open": halfOpen,
  reset,
  slicer,
  garbage,
  replay,
  "fifo-remove": fifoRemove,
  cpu,
  slow,
  limit,
  "disk-full": diskFull,
  clock,
  "port-squat": portSquat,
} as const satisfies Record<string, Fault>;

/** Of the table, or as a program has called one of its own. */
export type FaultName = keyof typeof faults | (string & {});

/** The names of the table alone. */
export const faultNames = Object.keys(faults) as readonly FaultName[];

/** What the program that runs has added to the table; known to no other program that reads its folders. */
export const definedFaults = definitions<Fault>("fault", faultNames);

/** Every fault that a scheme may name here. */
export function knownFaults(): readonly FaultName[] {
  return [...faultNames, ...definedFaults.names()];
}

/** The fault of that name; throws where `knownFaults` does not have it. */
export function faultOf(name: FaultName): Fault {
  const fault = Object.hasOwn(faults, name) ? faults[name as keyof typeof faults] : definedFaults.get(name);
  if (fault === undefined) throw new Error(`there is no fault ${name}`);
  return fault;
}

/** What a step is like: its fault, as its options make it. */
export function traitsOf({ fault, options }: Pick<Step, "fault" | "options">): Required<Traits> {
  const { effect, restarts, keptAway = false, mayExit = false, starts, varies } = faultOf(fault);
  const traits = { effect, restarts, keptAway, mayExit, ...varies?.(options) };
  return { starts: starts ?? (traits.restarts ? 1 : 0), ...traits };
}

/** For how many bars a count must stand still: for all of the fault, or for the longest piece of it. */
export function stillBarsOf(step: PlannedStep, speedMs: number): number {
  return faultOf(step.fault).stillBars?.(step, speedMs) ?? step.forBars;
}
