/** What the kernel knows about processes: who is alive, in which state, in which group, with which tag. */
import type { Identity } from "../event.js";
import { allPids, allStats, isRunning, procAvailable, readProc, readStat, type Stat } from "./proc-files.js";

export { holders, type Inode, type InodeHolder } from "./proc-fifo.js";
export { commandOf, procAvailable } from "./proc-files.js";
export { connections, isListening, listeners, type PortHolder } from "./proc-net.js";

/** Clock ticks a second in every figure that the kernel gives to programs (USER_HZ, constant on Linux). */
export const ticksPerSecond = 100;

/** The variable by which the processes of a run are found, whatever group they are in. */
export const tagVariable = "FAULTLINE_RUN";
/** The variable that tells the processes of one incarnation from those of the others. */
export const childVariable = "FAULTLINE_CHILD";

/** A process by pid and start time; the start time is null when it is already gone or the kernel does not tell. */
export function identify(pid: number): Identity {
  return { pid, startTicks: readStat(pid)?.startTicks ?? null };
}

/** The process itself (not a later one with its pid), also when it is a zombie; null when it is gone. */
function statOf(identity: Identity): Stat | null {
  const stat = readStat(identity.pid);
  return stat !== null && stat.startTicks === identity.startTicks ? stat : null;
}

/** Whether this very process still runs; a zombie does not. Without /proc the pid alone must do. */
export function alive(identity: Identity): boolean {
  if (procAvailable()) {
    const stat = statOf(identity);
    return stat !== null && isRunning(stat);
  }
  return answers(identity.pid);
}

/** Whether a process (or with a negative number a group) takes signals; EPERM means that it exists. */
export function answers(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM" && pid > 0;
  }
}

/** State letter of the process (T is stopped, Z a zombie); null when it is gone or the kernel does not tell. */
export function stateOf(identity: Identity): string | null {
  return statOf(identity)?.state ?? null;
}

/** The running processes of a group, without zombies; empty where there is no /proc. Scans /proc. */
export function groupMembers(groupId: number): Identity[] {
  return allStats()
    .filter((stat) => stat.groupId === groupId)
    .map(identityOf);
}

/** All running descendants of a process by parent pid, whatever their group; those re-parented are missed. */
export function descendants(pid: number): Identity[] {
  const all = allStats();
  const family = new Set([pid]);
  // A set iterates over what is added meanwhile, so that this walks down generation by generation.
  for (const parent of family) {
    for (const stat of all) if (stat.parentPid === parent) family.add(stat.pid);
  }
  family.delete(pid);
  return all.filter((stat) => family.has(stat.pid)).map(identityOf);
}

/** Running processes whose environment holds FAULTLINE_RUN=tag (and FAULTLINE_CHILD=child, if given). Scans /proc. */
export function taggedProcesses(tag: string, child?: string): Identity[] {
  const found: Identity[] = [];
  for (const pid of allPids()) {
    const environment = readProc(`/proc/${pid}/environ`);
    if (environment === null || !holds(environment, tagVariable, tag)) continue;
    if (child !== undefined && !holds(environment, childVariable, child)) continue;
    const stat = readStat(pid);
    if (stat !== null && isRunning(stat)) found.push(identityOf(stat));
  }
  return found;
}

/** Whether an environment block (entries ended by NUL) sets the variable to exactly this value. */
function holds(environment: string, name: string, value: string): boolean {
  const entry = `${name}=${value}\0`;
  return environment.startsWith(entry) || environment.includes(`\0${entry}`);
}

/** The value of a variable in the environment that the process was started with; null where it is not set, or not told. */
export function environmentValue({ pid }: Identity, name: string): string | null {
  const entries = readProc(`/proc/${pid}/environ`)?.split("\0") ?? [];
  return entries.find((entry) => entry.startsWith(`${name}=`))?.slice(name.length + 1) ?? null;
}

/** Resident memory in MB (10^6 bytes) and CPU time used so far in ticks; null when gone or not told. */
export function usage(identity: Identity): { rssMb: number; cpuTicks: number } | null {
  const stat = statOf(identity);
  const status = readProc(`/proc/${identity.pid}/status`);
  if (stat === null || status === null) return null;
  const kibibytes = /^VmRSS:\s*(\d+) kB/m.exec(status)?.[1];
  return kibibytes === undefined
    ? null
    : { rssMb: (Number(kibibytes) * 1024) / 1e6, cpuTicks: stat.cpuTicks };
}

/** The eldest first: who started others stands before them, also where the pids have begun anew in between. */
export function byAge(identities: readonly Identity[]): Identity[] {
  return [...identities].sort((a, b) => (a.startTicks ?? 0) - (b.startTicks ?? 0));
}

function identityOf(stat: Stat): Identity {
  return { pid: stat.pid, startTicks: stat.startTicks };
}
