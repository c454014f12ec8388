/** Reads the small text files of /proc: one process, or the list of all of them. */
import fs from "node:fs";

/** What /proc/PID/stat tells, as far as the harness needs it. */
export interface Stat {
  pid: number;
  name: string;
  /** State letter of the thread-group leader: R, S, D, T, t, Z, X, I. */
  state: string;
  parentPid: number;
  groupId: number;
  sessionId: number;
  /** User and system time used so far, in clock ticks. */
  cpuTicks: number;
  /** Start time in clock ticks since boot. */
  startTicks: number;
}

/** Longest command shown in messages, in characters. */
const commandLengthMax = 200;

let available: boolean | undefined;

/** Whether this kernel shows processes in /proc (not so on macOS, nor where /proc is not mounted). */
export function procAvailable(): boolean {
  available ??= readStat(process.pid) !== null;
  return available;
}

/** The text of a file of /proc, or null where it is gone, hidden or not ours to read. */
export function readProc(file: string): string | null {
  try {
    // For UTF-8 Node has a short way in native code; any other encoding costs half as much again.
    return fs.readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

/** One process, or null when it is gone (or hidden). */
export function readStat(pid: number): Stat | null {
  const text = readProc(`/proc/${pid}/stat`);
  return text === null ? null : parseStat(text);
}

/** Parses /proc/PID/stat (proc(5)); the name may itself hold blanks and parentheses. */
export function parseStat(text: string): Stat | null {
  const open = text.indexOf("(");
  const close = text.lastIndexOf(")");
  if (open < 0 || close < open) return null;
  const rest = text.slice(close + 2).split(" ");
  const [state] = rest;
  if (state === undefined || rest.length < 20) return null;
  // The field after the name is number 3 of proc(5), hence rest[n - 3].
  return {
    pid: Number.parseInt(text, 10),
    name: text.slice(open + 1, close),
    state,
    parentPid: Number(rest[1]),
    groupId: Number(rest[2]),
    sessionId: Number(rest[3]),
    cpuTicks: Number(rest[11]) + Number(rest[12]),
    startTicks: Number(rest[19]),
  };
}

/** A zombie (Z) or a process about to vanish (X) runs no more. */
export function isRunning(stat: Stat): boolean {
  return stat.state !== "Z" && stat.state !== "X" && stat.state !== "x";
}

/** The pids of all processes that this user may see; empty where there is no /proc. */
export function allPids(): number[] {
  try {
    return fs
      .readdirSync("/proc")
      .filter((name) => name >= "1" && name < ":")
      .map(Number)
      .filter(Number.isInteger);
  } catch {
    return [];
  }
}

/** All processes that run (no zombies). */
export function allStats(): Stat[] {
  return allPids().flatMap((pid) => {
    const stat = readStat(pid);
    return stat !== null && isRunning(stat) ? [stat] : [];
  });
}

/** Program and arguments as the process shows them, cut for messages; "" when it is gone. */
export function commandOf(pid: number): string {
  const line = readProc(`/proc/${pid}/cmdline`);
  if (line === null) return "";
  const words = line.split("\0").join(" ").trim();
  // A kernel thread or a zombie has no command line: its name must do.
  const text = words === "" ? `[${readStat(pid)?.name ?? "?"}]` : words;
  return text.length > commandLengthMax ? `${text.slice(0, commandLengthMax)}...` : text;
}
