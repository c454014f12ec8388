/** What the kernel tells of a process and one signal: whether it waits, and whether the process handles it. Linux. */
import os from "node:os";
import type { Identity } from "../event.js";
import { readProc, readStat } from "./proc-files.js";

export interface SignalState {
  /** It was sent, and the process has not got it yet. */
  pending: boolean;
  /** The process has a handler for it. */
  caught: boolean;
}

/** Parses /proc/PID/status (proc(5)): masks in hexadecimal, bit 0 is signal 1. Null where they are not there. */
export function parseSignalState(text: string, number: number): SignalState | null {
  const bit = 1n << BigInt(number - 1);
  const has = (field: string): boolean | null => {
    const mask = new RegExp(`^${field}:\\s*([0-9a-f]+)$`, "m").exec(text)?.[1];
    return mask === undefined ? null : (BigInt(`0x${mask}`) & bit) !== 0n;
  };
  const [thread, whole, caught] = [has("SigPnd"), has("ShdPnd"), has("SigCgt")];
  if (thread === null || whole === null || caught === null) return null;
  return { pending: thread || whole, caught };
}

/** Null when the process is gone, or the kernel does not tell. */
export function signalState({ pid, startTicks }: Identity, name: NodeJS.Signals): SignalState | null {
  const text = readProc(`/proc/${pid}/status`);
  if (text === null || readStat(pid)?.startTicks !== startTicks) return null;
  return parseSignalState(text, os.constants.signals[name]);
}
