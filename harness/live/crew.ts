/** The live roles of a run: starts and signals incarnations, at most one of a role at a time, and keeps what they were. */
import fs from "node:fs";
import path from "node:path";
import { startChild } from "../children/child.js";
import type { Guardian } from "../children/guardian.js";
import { alive } from "../children/proc.js";
import { stopChild } from "../children/stop.js";
import { openTail } from "../children/tail.js";
import type { History } from "../history.js";
import { failpointVariable } from "../planning/failpoints.js";
import { commandOf } from "../planning/feed.js";
import { asksToGo } from "../signals.js";
import type { Role } from "../system.js";
import { fill, fillAll, type Variables } from "../text/template.js";
import { type Incarnation, isAnswer, outputOf } from "./incarnation.js";

export interface CrewOptions {
  feed: string;
  /** Short name of the scheme, part of the names of logs. */
  schemeId: string;
  /** Tells this run's children from those of another run of the same harness: the name of its folder. */
  runName: string;
  /** Mark of the harness in the environment of every child, by which the guardian finds it. */
  tag: string;
  variables: Variables;
  /** By role, what it sees otherwise. */
  ownVariables: Readonly<Record<string, Variables>>;
  logFolder: string;
  guardian: Guardian;
  history: History;
  /** What else an incarnation finds in its environment. */
  environmentOf(role: string, incarnation: number): Readonly<Record<string, string>>;
  /** Whether the incarnation is started armed to kill itself, so that its death needs no signal of ours. */
  isArmed(role: string, incarnation: number): boolean;
  /** Whether a fault is open that takes from the role what it needs: then an exit is as good as asked for. */
  mayExit(role: string, incarnation: number): boolean;
  /** Reads what an incarnation has written and not yet been read; called before its exit is recorded. */
  drain(incarnation: Incarnation): void;
}

export interface Crew {
  /** All incarnations, in the order of their starts. */
  readonly incarnations: readonly Incarnation[];
  live(role: string): Incarnation | null;
  /** The newest incarnation, alive or not. */
  last(role: string): Incarnation | null;
  /** Starts the next incarnation, with what else is given in its environment; null when it could not be started, which is in the history, or none may start any more. */
  spawn(role: Role, environment?: Readonly<Record<string, string>>): Promise<Incarnation | null>;
  /** The live incarnation is about to SIGKILL itself, as it was armed to. */
  expectCrash(role: string): Incarnation;
  /** Signals the live incarnation and its group. */
  signal(role: string, signal: NodeJS.Signals): Incarnation;
  /** Ends every role, politely, then not, and lets none start any more; what outlives that is in the history. */
  stopAll(): Promise<void>;
}

/** Moves the log out of the way of the next start, which would append to it, or cut it short while it is read. */
function keepOwnLog({ ownLog }: Incarnation): void {
  if (ownLog === null || !fs.existsSync(ownLog.file)) return;
  fs.copyFileSync(ownLog.file, ownLog.keptAs);
  fs.rmSync(ownLog.file);
}

export function makeCrew(options: CrewOptions): Crew {
  const { feed, history, variables } = options;
  const incarnations: Incarnation[] = [];
  let closed = false;

  const last = (role: string): Incarnation | null =>
    incarnations.findLast((one) => one.role.name === role) ?? null;

  function live(role: string): Incarnation | null {
    const newest = last(role);
    return newest !== null && newest.exit === null ? newest : null;
  }

  async function spawn(
    role: Role,
    environment: Readonly<Record<string, string>> = {},
  ): Promise<Incarnation | null> {
    const before = last(role.name);
    if (before !== null) await bury(before);
    if (closed) return null;
    const number = (before?.number ?? 0) + 1;
    const where = `role ${role.name}`;
    const log = path.join(options.logFolder, `${role.name}_${options.schemeId}_${number}`);
    const files = { outFile: `${log}.log`, errFile: `${log}.err.log` };
    const own = { ...variables, ...options.ownVariables[role.name], incarnation: String(number) };
    const command = fillAll(commandOf(role, feed), own, where);
    const armament = options.environmentOf(role.name, number);
    const child = startChild({
      role: `${options.runName}.${role.name}`,
      incarnation: number,
      command,
      cwd: fill(role.cwd ?? ".", own, where),
      env: {
        ...Object.fromEntries(Object.entries(role.env).map(([key, value]) => [key, fill(value, own, where)])),
        ...armament,
        ...environment,
      },
      tag: options.tag,
      buffering: role.buffering,
      ...files,
    });
    if (child.spawnError !== undefined) {
      const { reason } = child.spawnError;
      history.append({
        type: "role",
        role: role.name,
        incarnation: number,
        state: "spawn-failed",
        identity: null,
        reason,
      });
      return null;
    }
    const armed = options.isArmed(role.name, number);
    const ownLog =
      role.log === undefined ? null : { file: fill(role.log, own, where), keptAs: `${log}.own.log` };
    const incarnation: Incarnation = {
      role,
      number,
      child,
      identity: child.identity,
      command: command.join(" "),
      logs: [openTail(ownLog?.file ?? files.outFile), openTail(files.errFile)],
      ownLog,
      ready: false,
      failpoint: armament[failpointVariable] ?? null,
      armed,
      askedToGo: armed ? "SIGKILL" : null,
      exit: null,
      lastLines: [],
    };
    incarnations.push(incarnation);
    options.guardian.addChild(child.identity);
    history.append({
      type: "role",
      role: role.name,
      incarnation: number,
      state: "spawned",
      identity: child.identity,
      output: outputOf(incarnation),
    });
    void child.exited.then(({ code, signal }) => recordExit(incarnation, code, signal));
    return incarnation;
  }

  function recordExit(incarnation: Incarnation, code: number | null, signal: string | null): void {
    options.drain(incarnation);
    const { role, number } = incarnation;
    const asked = isAnswer(incarnation.askedToGo, code, signal) || options.mayExit(role.name, number);
    incarnation.exit = { code, signal, asked };
    history.append({
      type: "role",
      role: incarnation.role.name,
      incarnation: incarnation.number,
      state: "exited",
      identity: incarnation.identity,
      code,
      signal,
      asked,
      ...(asked ? {} : { lastLines: [...incarnation.lastLines] }),
    });
  }

  /** Ends what is left of an incarnation: its own process, its group, and what left that. */
  async function bury(incarnation: Incarnation, signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
    const { role, child, number, exit } = incarnation;
    if (exit === null) incarnation.askedToGo = signal;
    const { how, leftovers } = await stopChild(child, { signal, graceMs: role.graceMs });
    if (how === "killed") {
      const reason = `${role.name}.${number} did not exit within ${role.graceMs} ms of ${signal}; it was killed`;
      history.append({ type: "harness", problem: "stop-ignored", reason });
    }
    await child.exited;
    options.guardian.forgetChild(incarnation.identity);
    keepOwnLog(incarnation);
    reportLeftovers(incarnation, leftovers);
  }

  function reportLeftovers(
    incarnation: Incarnation,
    leftovers: readonly { pid: number; command: string }[],
  ): void {
    for (const { pid, command } of leftovers) {
      const who = `${incarnation.role.name}.${incarnation.number}`;
      history.append({
        type: "harness",
        problem: "leftover",
        reason: `${who} left pid ${pid} behind: ${command}`,
      });
    }
  }

  function expectCrash(role: string): Incarnation {
    const incarnation = live(role) ?? last(role);
    if (incarnation === null) throw new Error(`${role} has no process that could crash`);
    if (incarnation.failpoint === null) {
      const who = `${role}.${incarnation.number}`;
      throw new Error(
        `${who} was started with no failpoint: an earlier fault has not restarted ${role} as planned`,
      );
    }
    incarnation.askedToGo = "SIGKILL";
    return incarnation;
  }

  function signal(role: string, name: NodeJS.Signals): Incarnation {
    const incarnation = live(role);
    if (incarnation === null || !alive(incarnation.identity)) {
      throw new Error(`${role} has no live process to send ${name} to`);
    }
    if (asksToGo(name)) incarnation.askedToGo = name;
    if (!incarnation.child.signal(name)) throw new Error(`${name} could not be delivered to ${role}`);
    return incarnation;
  }

  async function stopAll(): Promise<void> {
    closed = true;
    const newest = incarnations.filter((one) => last(one.role.name) === one);
    await Promise.all(newest.map((one) => bury(one, one.role.stop)));
  }

  return {
    incarnations,
    live,
    last,
    spawn,
    expectCrash,
    signal,
    stopAll,
  };
}
