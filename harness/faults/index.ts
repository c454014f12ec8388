/** The table of faults: validation, `--list`, the docs and the run all follow from it. */
import type { Step } from "../scheme.js";
import type { Fault, Traits } from "../stage.js";
import { crash } from "./crash.js";
import { fifoRecreate } from "./fifo-recreate.js";
import { kill } from "./kill.js";
import { late } from "./late.js";
import { noConsumer } from "./no-consumer.js";
import { pause } from "./pause.js";
import { restart } from "./restart.js";
import { signal } from "./signal.js";
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
} as const satisfies Record<string, Fault>;

export type FaultName = keyof typeof faults;

export const faultNames = Object.keys(faults) as readonly FaultName[];

/** The fault of that name, with the type of any fault. */
export function faultOf(name: FaultName): Fault {
  return faults[name];
}

/** What a step is like: its fault, as its options make it. */
export function traitsOf({ fault, options }: Pick<Step, "fault" | "options">): Required<Traits> {
  const { effect, restarts, keptAway = false, mayExit = false, starts, varies } = faultOf(fault);
  const traits = { effect, restarts, keptAway, mayExit, ...varies?.(options) };
  return { starts: starts ?? (traits.restarts ? 1 : 0), ...traits };
}
