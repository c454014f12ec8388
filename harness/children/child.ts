/** Starts one incarnation of a role in its own process group, its output going straight to files. */
import fs from "node:fs";
import { execa, type Options } from "execa";
import type { Identity } from "../event.js";
import { childEnvironment } from "./environment.js";
import { answers, groupMembers, identify, procAvailable, taggedProcesses } from "./proc.js";
import { hasProgram, lookUp } from "./programs.js";

export interface ChildOptions {
  role: string;
  /** The nth start of the role, from 1. */
  incarnation: number;
  /** Program and arguments. */
  command: readonly string[];
  cwd: string;
  env: Readonly<Record<string, string>>;
  /** The tag of the run, by which the guardian finds what left its group. */
  tag: string;
  outFile: string;
  errFile: string;
  buffering: "line" | "block";
}

export interface Exit {
  code: number | null;
  signal: string | null;
}

export interface SpawnError {
  code: string;
  reason: string;
}

export interface Child {
  role: string;
  incarnation: number;
  tag: string;
  /** `role.incarnation`, the value of FAULTLINE_CHILD in its environment. */
  name: string;
  /** The program itself, never a wrapper. `{pid: 0, startTicks: null}` when it could not be started. */
  identity: Identity;
  /** Settles with the exit event; at once, with code and signal null, when the start failed. */
  exited: Promise<Exit>;
  /** The exit, once it happened. */
  exit(): Exit | null;
  /** Signals the whole group, or the process alone where there is no such group; false when nobody is left. */
  signal(signal: NodeJS.Signals): boolean;
  spawnError?: SpawnError;
}

/** Never throws for what the command does or lacks: a failed start is the value `spawnError`. */
export function startChild(options: ChildOptions): Child {
  const name = `${options.role}.${options.incarnation}`;
  const env = childEnvironment(options.env, options.tag, name);
  const problem = problemOf(options, env);
  if (problem !== null) return failed(options, name, problem);
  const [file, ...args] = unbuffered(options, env);
  const out = openLog(options.outFile);
  const err = openLog(options.errFile);
  try {
    const settings = {
      cwd: options.cwd,
      env,
      extendEnv: false,
      detached: true,
      cleanup: false,
      reject: false,
      buffer: false,
      stdin: "ignore",
      stdout: descriptor(out),
      stderr: descriptor(err),
    } satisfies Options;
    const subprocess = execa(file ?? "", args, settings);
    const exit = new Promise<Exit>((resolve) => {
      subprocess.once("exit", (code, signal) => resolve({ code, signal }));
    });
    // With `reject: false` the result never rejects; the exit event alone tells the end, and sooner.
    if (subprocess.pid !== undefined) return started(options, name, subprocess.pid, exit);
    return failed(options, name, { code: "ESPAWN", reason: "the kernel refused to start it" }, subprocess);
  } finally {
    fs.closeSync(out);
    fs.closeSync(err);
  }
}

/** Appends, so that nothing a program does to its own end of the file can overwrite earlier lines. */
function openLog(file: string): number {
  const { O_WRONLY, O_APPEND, O_CREAT } = fs.constants;
  return fs.openSync(file, O_WRONLY | O_APPEND | O_CREAT, 0o600);
}

/** The types of execa list only the descriptors 3 to 9; any number is handed to the kernel as it is. */
function descriptor(fd: number): 3 {
  return fd as 3;
}

function problemOf(options: ChildOptions, env: Readonly<Record<string, string>>): SpawnError | null {
  const [program] = options.command;
  if (program === undefined || program === "") return { code: "EINVAL", reason: "the command is empty" };
  if (!fs.statSync(options.cwd, { throwIfNoEntry: false })?.isDirectory()) {
    return { code: "ENOENT", reason: `its working folder ${options.cwd} is not there` };
  }
  const found = lookUp(program, env.PATH ?? "", options.cwd);
  return "file" in found ? null : { code: found.code, reason: found.reason };
}

/** The command that makes lines come out at once; every wrapper used here ends in exec, so the pid is the program's. */
function unbuffered(options: ChildOptions, env: Record<string, string>): readonly string[] {
  if (options.buffering === "line") return options.command;
  env.PYTHONUNBUFFERED ??= "1";
  return hasProgram("stdbuf") ? ["stdbuf", "-oL", "-eL", ...options.command] : options.command;
}

function started(options: ChildOptions, name: string, pid: number, exited: Promise<Exit>): Child {
  const identity = identify(pid);
  let exit: Exit | null = null;
  void exited.then((seen) => {
    exit = seen;
  });
  return {
    role: options.role,
    incarnation: options.incarnation,
    tag: options.tag,
    name,
    identity,
    exited,
    exit: () => exit,
    signal: (signal) => {
      // Once the leader is reaped its number may belong to somebody else: only a group with our tag is ours.
      if (exit !== null && !groupIsOurs(pid, options.tag, name)) return false;
      return send(-pid, signal) || (exit === null && send(pid, signal));
    },
  };
}

function groupIsOurs(groupId: number, tag: string, name: string): boolean {
  if (!procAvailable()) return answers(-groupId);
  const members = new Set(groupMembers(groupId).map(({ pid }) => pid));
  return members.size > 0 && taggedProcesses(tag, name).some(({ pid }) => members.has(pid));
}

/** False when there is nobody to signal. */
function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}

function failed(
  options: ChildOptions,
  name: string,
  problem: SpawnError,
  late?: PromiseLike<{ cause?: unknown }>,
): Child {
  const gone: Exit = { code: null, signal: null };
  const spawnError = { ...problem };
  const exited = Promise.resolve(late).then((result) => {
    if (result?.cause instanceof Error) spawnError.reason = result.cause.message;
    return gone;
  });
  return {
    role: options.role,
    incarnation: options.incarnation,
    tag: options.tag,
    name,
    identity: { pid: 0, startTicks: null },
    exited,
    exit: () => gone,
    signal: () => false,
    spawnError,
  };
}
