/** Starts one incarnation of a role in its own process group, its output going straight to files. */
import fs from "node:fs";
import { Readable } from "node:stream";
import { execa } from "execa";
import type { Identity } from "../event.js";
import { childEnvironment } from "./environment.js";
import { answers, identify, procAvailable } from "./proc.js";
import { readStat } from "./proc-files.js";
import { lookUp } from "./programs.js";
import { type Unbuffering, unbuffered } from "./unbuffered.js";

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
  /**
   * Settles with the exit event (for `pty` when the terminal is drained too, a moment later); at once, with code and
   * signal null, when the start failed.
   */
  exited: Promise<Exit>;
  /** How its lines are made to come out at once. */
  output: Unbuffering;
  /** Resolves when all output is in its files: at once, but for `pty`, where everyone must have left the terminal. */
  drained: Promise<void>;
  /** The process that copies the terminal to the file, for `pty`; it ends by itself. */
  drainer(): number | null;
  /** The exit, once it happened. */
  exit(): Exit | null;
  /** Signals the whole group, or the process alone where there is no such group; false when nobody is left. */
  signal(signal: NodeJS.Signals): boolean;
  spawnError?: SpawnError;
}

/** Never throws for what the command does or lacks: a failed start is the value `spawnError`. */
export function startChild(options: ChildOptions): Child {
  const env = childEnvironment(options.env, options.tag, nameOf(options));
  const found = findProgram(options, env);
  if ("code" in found) return failed(options, found);
  const { how, command } =
    options.buffering === "block"
      ? unbuffered(found.file, options.command)
      : { how: "as-is" as const, command: options.command };
  const [program = "", ...args] = command;
  const out = openLog(options.outFile);
  const err = openLog(options.errFile);
  try {
    const subprocess = execa(program, args, {
      cwd: options.cwd,
      env,
      extendEnv: false,
      detached: true,
      cleanup: false,
      reject: false,
      buffer: false,
      stdio: ["ignore", descriptor(out), descriptor(err), ...(how === "pty" ? (["pipe"] as const) : [])],
    });
    if (subprocess.pid === undefined) return failed(options, refusal, subprocess);
    return started(options, subprocess, subprocess.pid, how);
  } finally {
    fs.closeSync(out);
    fs.closeSync(err);
  }
}

function nameOf(options: ChildOptions): string {
  return `${options.role}.${options.incarnation}`;
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

/** Longest that the exit is held back for the rest of the output: somebody else may keep the terminal open. */
const drainWaitMs = 250;
/** Where execvp looks when there is no PATH at all. */
const defaultPath = "/usr/bin:/bin";
/** Until the cause is known: the kernel says it only after the call. */
const refusal: SpawnError = { code: "ESPAWN", reason: "the kernel refused to start it" };

function findProgram(
  options: ChildOptions,
  env: Readonly<Record<string, string>>,
): { file: string } | SpawnError {
  const [program] = options.command;
  if (program === undefined || program === "") return { code: "EINVAL", reason: "the command is empty" };
  if (!fs.statSync(options.cwd, { throwIfNoEntry: false })?.isDirectory()) {
    return { code: "ENOENT", reason: `its working folder ${options.cwd} is not there` };
  }
  return lookUp(program, env.PATH ?? defaultPath, options.cwd);
}

interface Spawned {
  stdio: readonly unknown[];
  once(event: "exit", listener: (code: number | null, signal: string | null) => void): unknown;
}
/** What execa tells of a start that failed. */
interface Failure {
  code?: string | undefined;
  cause?: unknown;
}

function started(options: ChildOptions, subprocess: Spawned, pid: number, how: Unbuffering): Child {
  const identity = identify(pid);
  const terminal = subprocess.stdio[3];
  const drained = new Promise<void>((resolve) => {
    if (terminal instanceof Readable) terminal.once("close", resolve);
    else resolve();
  });
  let drainerPid: number | null = null;
  if (terminal instanceof Readable) {
    terminal.on("error", () => {});
    terminal.on("data", (data: Buffer) => {
      drainerPid = Number.parseInt(data.toString("latin1"), 10);
    });
  }
  let exit: Exit | null = null;
  const exited = new Promise<Exit>((resolve) => {
    // With `reject: false` the result never rejects; the exit event alone tells the end, and sooner.
    subprocess.once("exit", (code, signal) => {
      exit = { code, signal };
      const limit = setTimeout(resolve, drainWaitMs, exit);
      void drained.then(() => clearTimeout(limit)).then(() => resolve({ code, signal }));
    });
  });
  return {
    role: options.role,
    incarnation: options.incarnation,
    tag: options.tag,
    name: nameOf(options),
    identity,
    output: how,
    exited,
    drained,
    drainer: () => drainerPid,
    exit: () => exit,
    signal: (signal) => {
      if (exit !== null && !groupIsOurs(pid)) return false;
      return send(-pid, signal) || (exit === null && send(pid, signal));
    },
  };
}

/**
 * Whether a group is still that of its leader, who is gone. The kernel gives no number away as a pid that is in use
 * for a group: the group is a later one only when a process with its number exists again.
 */
export function groupIsOurs(groupId: number): boolean {
  return procAvailable() ? readStat(groupId) === null : !answers(groupId);
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

function failed(options: ChildOptions, problem: SpawnError, late?: PromiseLike<Failure>): Child {
  const gone: Exit = { code: null, signal: null };
  const spawnError = { ...problem };
  const exited = Promise.resolve(late).then((failure) => {
    if (failure?.code !== undefined) spawnError.code = failure.code;
    if (failure?.cause instanceof Error) spawnError.reason = explain(failure.cause.message, spawnError.code);
    return gone;
  });
  return {
    role: options.role,
    incarnation: options.incarnation,
    tag: options.tag,
    name: nameOf(options),
    identity: { pid: 0, startTicks: null },
    output: "as-is",
    exited,
    drained: Promise.resolve(),
    drainer: () => null,
    exit: () => gone,
    signal: () => false,
    spawnError,
  };
}

/** The program was found before, so what the kernel misses is the interpreter that its first line names. */
function explain(message: string, code: string): string {
  return code === "ENOENT" ? `${message}: the interpreter named in its first line is not there` : message;
}
