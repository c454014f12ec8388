/** Looks for the signs of readiness that are no line: a port, a file, a reader of a FIFO, a command. */
import fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import type { Census } from "../children/census.js";
import { childEnvironment } from "../children/environment.js";
import { accepts } from "../children/ports.js";
import type { Holder } from "../event.js";
import type { History } from "../history.js";
import type { Ready, Role } from "../system.js";
import { fill, fillAll } from "../text/template.js";
import type { Ground } from "./ground.js";
import { becomeReady, type Incarnation } from "./incarnation.js";

export interface ReadinessOptions {
  history: History;
  ground: Pick<Ground, "variables" | "ownVariables" | "ports">;
  /** Mark of the harness in the environment of what it starts. */
  tag: string;
  /** Who holds the FIFOs and ports of this run now. */
  look(): Promise<Census>;
}

/** Begun before a role is started; the function that it gives follows one start of it to its readiness or its end. */
export type Readiness = (role: Role) => (incarnation: Incarnation) => Promise<void>;

/** Pause between two looks, milliseconds: a pass through /proc takes tens of them. */
const lookMs = 20;

export function watchReadiness(options: ReadinessOptions): Readiness {
  return (role) => {
    const { ready } = role;
    if (ready.kind === "line") return () => Promise.resolve();
    const before = ready.kind === "file" ? stampOf(fileOf(ready.path, role, options)) : null;
    return async (incarnation) => {
      const over = new AbortController();
      const limit = setTimeout(() => over.abort(), ready.withinMs);
      void incarnation.child.exited.then(() => over.abort());
      while (!over.signal.aborted && !incarnation.ready) {
        const there = await isThere(incarnation, before, options, over.signal);
        if (there && incarnation.exit === null) becomeReady(incarnation, options.history);
        else await sleep(lookMs);
      }
      clearTimeout(limit);
    };
  };
}

/** What is missing, for a role that did not become ready. */
export function unreadyText(ready: Ready): string {
  switch (ready.kind) {
    case "line":
      return `no line matched ${JSON.stringify(ready.line)}`;
    case "port":
      return `no process of its group listened on the port ${ready.resource}`;
    case "file":
      return `${ready.path} was not made or changed`;
    case "fifoReader":
      return `no process of its group held the FIFO ${ready.resource} for reading`;
    case "command":
      return `"${ready.command.join(" ")}" did not exit with 0`;
    default:
      return ready satisfies never;
  }
}

async function isThere(
  incarnation: Incarnation,
  before: string | null,
  options: ReadinessOptions,
  signal: AbortSignal,
): Promise<boolean> {
  const { role } = incarnation;
  const { ready } = role;
  switch (ready.kind) {
    case "line":
      return incarnation.ready;
    case "port": {
      const census = await options.look();
      if (census === null) return accepts(options.ground.ports[ready.resource] ?? 0);
      return holds(incarnation, census, ready.resource, ["listen"]);
    }
    case "fifoReader":
      return holds(incarnation, await options.look(), ready.resource, ["read", "both"]);
    case "file": {
      const now = stampOf(fileOf(ready.path, role, options));
      return now !== null && now !== before;
    }
    case "command":
      return succeeds(incarnation, ready.command, options, signal);
    default:
      return ready satisfies never;
  }
}

function fileOf(text: string, role: Role, { ground }: ReadinessOptions): string {
  return fill(text, { ...ground.variables, ...ground.ownVariables[role.name] }, `role ${role.name}`);
}

/** Tells a file from what was there before, also when it was only written again; null when there is none. */
function stampOf(file: string): string | null {
  const stat = fs.statSync(file, { bigint: true, throwIfNoEntry: false });
  return stat === undefined ? null : `${stat.ino} ${stat.mtimeNs} ${stat.ctimeNs}`;
}

function holds(
  { identity }: Incarnation,
  census: Census,
  resource: string,
  ends: readonly Holder["end"][],
): boolean {
  const held = census?.[resource] ?? [];
  return held.some(({ pid, groupId, end }) => ends.includes(end) && (groupId ?? pid) === identity.pid);
}

async function succeeds(
  { role, number }: Incarnation,
  command: readonly string[],
  { ground, tag }: ReadinessOptions,
  signal: AbortSignal,
): Promise<boolean> {
  const variables = { ...ground.variables, ...ground.ownVariables[role.name] };
  const where = `role ${role.name}`;
  const [file = "", ...args] = fillAll(command, variables, where);
  const { exitCode } = await execa(file, args, {
    cwd: fill(role.cwd ?? ".", variables, where),
    reject: false,
    stdio: "ignore",
    env: childEnvironment({}, tag, `${role.name}.${number}.ready`),
    extendEnv: false,
    cancelSignal: signal,
    forceKillAfterDelay: false,
    killSignal: "SIGKILL",
  });
  return exitCode === 0;
}
