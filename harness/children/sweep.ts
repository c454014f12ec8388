/** Kills what carries the tag of a run, again and again, until nothing is found any more. */
import type { Identity } from "../event.js";
import { commandOf, taggedProcesses } from "./proc.js";
import { readStat } from "./proc-files.js";

/** A process that was still there, as it was before it was killed. */
export interface Swept {
  pid: number;
  command: string;
}

/** Scans in a row that must find nothing: a process in the middle of its exec can be missed by one. */
const emptyScansWanted = 2;
/** Most scans: with the pauses about ten seconds of a program that forks faster than it is killed. */
const scansMax = 1_000;
const pauseMs = 10;

/** Repeats a scan, which kills and returns how many it found, until two in a row find nothing. */
export async function sweep(scan: () => number): Promise<void> {
  let empty = 0;
  for (let scans = 0; scans < scansMax && empty < emptyScansWanted; scans += 1) {
    empty = scan() === 0 ? empty + 1 : 0;
    if (empty < emptyScansWanted) await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

/** Kills every process with the tag but ourselves; returns those that were there, without naming them. */
export function killTagged(tag: string): Identity[] {
  const found = taggedProcesses(tag).filter(({ pid }) => pid !== process.pid);
  for (const { pid } of found) {
    // A tagged leader stands for its whole group; of a group that somebody else leads only the process is ours.
    if (readStat(pid)?.groupId === pid) kill(-pid);
    kill(pid);
  }
  return found;
}

/** Kills all that carries the tag; returns what there was, for the report. */
export async function sweepTagged(tag: string): Promise<Swept[]> {
  const swept = new Map<number, Swept>();
  await sweep(() => {
    for (const { pid } of taggedProcesses(tag)) {
      if (pid !== process.pid && !swept.has(pid)) swept.set(pid, { pid, command: commandOf(pid) });
    }
    return killTagged(tag).length;
  });
  return [...swept.values()];
}

/** SIGKILL to a process or, with a negative number, to a group; one that is gone already is fine. */
export function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // Already gone, or not ours; the next scan tells which.
  }
}
