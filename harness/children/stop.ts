/** Ends one incarnation with all that it started: asks, waits, kills, and says what had to be killed beside it. */
import treeKill from "tree-kill";
import type { Identity } from "../event.js";
import { type Child, type Exit, groupIsOurs } from "./child.js";
import {
  alive,
  answers,
  byAge,
  commandOf,
  descendants,
  groupMembers,
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

/** How often a group is looked at while we wait for its end: a look at all processes costs milliseconds. */
const lookEveryMs = 10;
/** Longest wait for the kernel to carry out a SIGKILL; only a process in uninterruptible sleep takes longer. */
const killWaitMs = 5_000;
/** Longest run of the second net, and the largest family it is used on: it starts one `ps` per process. */
const treeWaitMs = 1_000;
const treeSizeMax = 64;
/** Longest wait for the rest of the output, once nobody writes any more. */
const drainWaitMs = 1_000;

/** Never rejects for what the processes do. After it nothing of the incarnation runs, but what `stuck` names. */
export async function stopChild(child: Child, options: StopOptions): Promise<Stopped> {
  if (child.spawnError !== undefined) return { how: "exited", exit: await child.exited, leftovers: [] };
  const { pid } = child.identity;
  const deadline = performance.now() + options.graceMs;
  // Taken while all parents live: a process whose parent is gone belongs to nobody.
  const family = child.exit() === null ? descendants(pid) : [];
  // A stopped process keeps every other signal waiting; to one that runs SIGCONT does nothing.
  if (options.signal !== "SIGKILL") child.signal("SIGCONT");
  child.signal(options.signal);
  const exited = await within(child.exited, options.graceMs);
  const leftovers: Leftover[] = [];
  if (exited) {
    await until(() => !groupRuns(child), deadline);
    leftovers.push(...byAge(members(child)).map((identity) => leftover(identity, "group")));
  } else {
    family.push(...(await killTree(child)));
  }
  const strays = byAge(straysOf(child, family));
  // Named before they are killed: a zombie has no command line.
  leftovers.push(...strays.map((identity) => leftover(identity, "left")));
  child.signal("SIGKILL");
  for (const identity of strays) kill(identity);
  leftovers.push(...(await untilGone(child, family)));
  await within(child.exited, killWaitMs);
  const exit = child.exit() ?? { code: null, signal: null };
  return { how: exited ? "exited" : "killed", exit, leftovers };
}

/** Whether anything of the group still runs; without /proc a zombie counts too, which only costs time. */
function groupRuns(child: Child): boolean {
  // The kernel answers at once when there is no such group; only otherwise is it worth to look at all processes.
  if (!answers(-child.identity.pid)) return false;
  return !procAvailable() || members(child).length > 0;
}

/** Running members of its group, as far as the kernel tells. */
function members(child: Child): Identity[] {
  const { pid } = child.identity;
  if (!answers(-pid)) return [];
  return child.exit() === null || groupIsOurs(pid) ? groupMembers(pid) : [];
}

/** Descendants and tagged processes that are outside of the group; the drainer of a terminal ends by itself. */
function straysOf(child: Child, family: readonly Identity[]): Identity[] {
  const inside = new Set(members(child).map(({ pid }) => pid));
  const found = new Map<number, Identity>();
  for (const identity of [...family, ...taggedProcesses(child.tag, child.name)]) {
    const { pid } = identity;
    const other = pid !== child.identity.pid && pid !== child.drainer() && !inside.has(pid);
    if (other && alive(identity)) found.set(pid, identity);
  }
  return [...found.values()];
}

/**
 * The second net, by parent pid, for those that left the group. The group is stopped first, so that nothing forks
 * while the tree is read. Returns the family as it was then.
 */
async function killTree(child: Child): Promise<Identity[]> {
  const { pid } = child.identity;
  child.signal("SIGSTOP");
  const family = descendants(pid);
  // Where `ps` (`pgrep` on macOS) is missing the package throws out of reach.
  const program = process.platform === "darwin" ? "pgrep" : "ps";
  if (family.length <= treeSizeMax && hasProgram(program)) {
    await within(new Promise<void>((resolve) => treeKill(pid, "SIGKILL", () => resolve())), treeWaitMs);
  }
  return family;
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
async function untilGone(child: Child, family: readonly Identity[]): Promise<Leftover[]> {
  let living: Identity[] = [];
  await until(() => {
    living = groupRuns(child) ? members(child) : [];
    living.push(...straysOf(child, family));
    for (const identity of living) kill(identity);
    return living.length === 0;
  }, performance.now() + killWaitMs);
  if (!(await within(child.drained, drainWaitMs))) killDrainer(child);
  return living.map((identity) => leftover(identity, "stuck"));
}

function killDrainer(child: Child): void {
  const pid = child.drainer();
  const drainer = taggedProcesses(child.tag, child.name).find((identity) => identity.pid === pid);
  if (drainer !== undefined) kill(drainer);
}

/** Looks until the condition holds or the time (of performance.now) has come. */
async function until(condition: () => boolean, deadline: number): Promise<void> {
  while (!condition() && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}

/** Whether the promise settled within the time. Neither it nor the timer is left to anybody else. */
async function within(promise: Promise<unknown>, limitMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), limitMs);
  });
  const settled = await Promise.race([promise.then(() => true), late]);
  clearTimeout(timer);
  return settled;
}
