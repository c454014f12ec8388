/** Ends one incarnation with all that it started: asks, waits, kills, and says what had to be killed beside it. */
import treeKill from "tree-kill";
import type { Identity } from "../event.js";
import type { Child, Exit } from "./child.js";
import {
  alive,
  answers,
  commandOf,
  descendants,
  groupStates,
  procAvailable,
  taggedProcesses,
} from "./proc.js";
import { hasProgram } from "./programs.js";

export interface StopOptions {
  signal: NodeJS.Signals;
  /** How long the program and its group may take after the signal, milliseconds. */
  graceMs: number;
}

/** A process that the incarnation left behind and that had to be killed by itself. */
export interface Leftover {
  pid: number;
  command: string;
  /** `group`: outlived the program in its group; `left`: had left the group; `stuck`: survived even SIGKILL. */
  where: "group" | "left" | "stuck";
}

export interface Stopped {
  /** `exited`: by itself or on the stop signal; `killed`: the grace ran out. */
  how: "exited" | "killed";
  exit: Exit;
  leftovers: Leftover[];
}

/** How often a group is looked at while we wait for its end: a look costs about a millisecond. */
const lookEveryMs = 5;
/** Longest wait for the kernel to carry out a SIGKILL; only a process in uninterruptible sleep takes longer. */
const killWaitMs = 5_000;

/** Never rejects for what the processes do. After it nothing of the incarnation runs, but what `stuck` names. */
export async function stopChild(child: Child, options: StopOptions): Promise<Stopped> {
  const { pid } = child.identity;
  if (child.spawnError !== undefined) {
    return { how: "exited", exit: await child.exited, leftovers: [] };
  }
  const family = descendants(pid);
  const deadline = performance.now() + options.graceMs;
  if (isStopped(pid)) child.signal("SIGCONT");
  child.signal(options.signal);
  const exited = await within(child.exited, options.graceMs);
  if (exited) await until(() => !groupRuns(child), deadline);
  const leftovers = exited ? groupLeftovers(child) : [];
  if (!exited) {
    family.push(...descendants(pid));
    await killTree(pid);
  }
  const strays = straysOf(child, family);
  // Named before they are killed: a zombie has no command line.
  leftovers.push(...strays.map((stray) => leftover(stray, "left")));
  child.signal("SIGKILL");
  for (const stray of strays) kill(stray);
  const stuck = await untilGone(child, strays);
  return {
    how: exited ? "exited" : "killed",
    exit: await lastExit(child),
    leftovers: [...leftovers, ...stuck],
  };
}

/** The exit event follows the death at once; a process that even SIGKILL does not end has none. */
async function lastExit(child: Child): Promise<Exit> {
  await within(child.exited, killWaitMs);
  return child.exit() ?? { code: null, signal: null };
}

function isStopped(groupId: number): boolean {
  return groupStates(groupId)?.some(({ state }) => state === "T" || state === "t") ?? true;
}

/** Whether anything of the group still runs; without /proc a zombie counts too, which only costs time. */
function groupRuns(child: Child): boolean {
  const { pid } = child.identity;
  return procAvailable() ? ownMembers(child).length > 0 : answers(-pid);
}

/** Members of the group; when its leader is gone, only if they are ours and not a later group of that number. */
function ownMembers(child: Child): Identity[] {
  const members = groupStates(child.identity.pid) ?? [];
  if (members.length === 0 || child.exit() === null) return members.map(({ identity }) => identity);
  const ours = new Set(taggedProcesses(child.tag, child.name).map(({ pid }) => pid));
  return members.some(({ identity }) => ours.has(identity.pid))
    ? members.map(({ identity }) => identity)
    : [];
}

function groupLeftovers(child: Child): Leftover[] {
  return ownMembers(child).map((identity) => leftover(identity, "group"));
}

/** Descendants and tagged processes that are outside of the group. */
function straysOf(child: Child, family: readonly Identity[]): Identity[] {
  const inside = new Set(
    ownMembers(child)
      .map(({ pid }) => pid)
      .concat(child.identity.pid),
  );
  const found = new Map<number, Identity>();
  for (const identity of [...family, ...taggedProcesses(child.tag, child.name)]) {
    if (!inside.has(identity.pid) && alive(identity)) found.set(identity.pid, identity);
  }
  return [...found.values()];
}

/** The second net, by parent pid; it spawns `ps` (`pgrep` on macOS) and throws out of reach where that is missing. */
async function killTree(pid: number): Promise<void> {
  if (!hasProgram(process.platform === "darwin" ? "pgrep" : "ps")) return;
  await new Promise<void>((resolve) => treeKill(pid, "SIGKILL", () => resolve()));
}

function kill(identity: Identity): void {
  if (!alive(identity)) return;
  try {
    process.kill(identity.pid, "SIGKILL");
  } catch {
    // Gone between the look and the kill, or not ours: what still lives is reported as stuck.
  }
}

function leftover(identity: Identity, where: Leftover["where"]): Leftover {
  return { pid: identity.pid, command: commandOf(identity.pid), where };
}

/** Kills again what shows up while we wait (a fork that raced the scan); returns what even that does not end. */
async function untilGone(child: Child, strays: readonly Identity[]): Promise<Leftover[]> {
  const rest = (): Identity[] => [...ownMembers(child), ...straysOf(child, strays)];
  await until(() => {
    const living = rest();
    for (const identity of living) kill(identity);
    return living.length === 0 && !groupRuns(child);
  }, performance.now() + killWaitMs);
  return rest().map((identity) => leftover(identity, "stuck"));
}

/** Looks until the condition holds or the time (of performance.now) has come. */
async function until(condition: () => boolean, deadline: number): Promise<void> {
  while (!condition() && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}

/** Whether the promise settled within the time. */
async function within(promise: Promise<unknown>, limitMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), limitMs);
  });
  const settled = await Promise.race([promise.then(() => true), late]);
  clearTimeout(timer);
  return settled;
}
