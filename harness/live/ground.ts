/** The ground a run stands on: its temporary folder, FIFOs and ports, and the variables that name them. */
import fs from "node:fs";
import path from "node:path";
import { awayOf, makeFifo } from "../children/fifo.js";
import type { Guardian } from "../children/guardian.js";
import { acquire, type Lock } from "../children/locks.js";
import { type ReservedPort, reservePort } from "../children/ports.js";
import { makeTempFolder } from "../children/temp.js";
import { fifosOf, portsOf, rolesOf } from "../planning/feed.js";
import type { Plan } from "../planning/plan.js";
import type { Observation, Role, System } from "../system.js";
import { fill, type Variables } from "../text/template.js";
import { type Link, startWire } from "../wire/wire.js";
import type { Needed } from "./holders.js";
import { makePrepared, refuseOldFile } from "./prepared.js";
import { openTapSocket, type TapSocket } from "./tap-socket.js";

export interface Ground {
  variables: Variables;
  /** By role, what it sees otherwise: who listens behind a proxy sees its own port, all others that of the proxy. */
  ownVariables: Readonly<Record<string, Variables>>;
  fifos: Readonly<Record<string, string>>;
  ports: Readonly<Record<string, number>>;
  /** Connected, where what is published is seen by a tap: before the first role is started. */
  tap: TapSocket | null;
  /** The proxies of the run, by endpoint. */
  links: Readonly<Record<string, Proxied>>;
  /** Folders in which the roles keep what they write: that of the run, and their state. */
  writable: readonly string[];
  /** Removes what was made and frees what was held. */
  clear(): Promise<void>;
}

/** A proxy, and the port of the listener behind it. */
export type Proxied = Link & { targetPort: number };

/** What of the ground some process must hold for bars to flow in a feed. */
export function neededIn(system: System, feed: string, { fifos, ports }: Ground): Needed {
  const names = portsOf(system, feed);
  const used = Object.entries(ports).filter(([name]) => names.includes(name));
  return { fifos: Object.keys(fifos), ports: Object.fromEntries(used) };
}

export interface GroundOptions {
  plan: Plan;
  system: System;
  tag: string;
  guardian: Guardian;
  /** Folder of the scheme in the run folder. */
  folder: string;
  root: string;
  resultsFile: string;
}

/** Throws a FaultlineError where something that is needed cannot be had. */
export async function prepareGround(options: GroundOptions): Promise<Ground> {
  const { plan, system, tag, guardian, folder } = options;
  const temp = makeTempFolder(tag);
  guardian.addFolder(temp);
  const state = path.join(temp, "state");
  fs.mkdirSync(state, { mode: 0o700 });
  const held: Pick<Lock | ReservedPort, "release">[] = [];
  const fifos: Record<string, string> = {};
  const ports: Record<string, number> = {};
  const variables: Record<string, string> = {
    results: options.resultsFile,
    speedMs: String(plan.speedMs),
    barCount: String(plan.bars),
    recovery: plan.recovery ? "on" : "off",
    seed: plan.seed,
    run: folder,
    state,
    root: options.root,
    here: system.folder,
  };
  const made: string[] = [];
  const ownVariables: Record<string, Variables> = {};
  const links: Record<string, Proxied> = {};
  const wire = plan.proxied === undefined ? null : startWire();

  /** Stands between the listener, which alone knows the real port, and all who connect. */
  async function addProxy(name: string, targetPort: number, listener: string): Promise<void> {
    if (wire === null || plan.proxied?.includes(name) !== true) return;
    ownVariables[listener] = { ...ownVariables[listener], ...addressOf(name, targetPort) };
    const front = await reservePort();
    held.push(front);
    const link = await wire.open({ listenPort: front.port, targetPort });
    links[name] = { ...link, targetPort };
    Object.assign(variables, addressOf(name, front.port));
  }

  async function addPort(name: string, fixed: number | undefined): Promise<void> {
    const reserved = fixed === undefined ? await reservePort() : null;
    held.push(reserved ?? (await acquire(`port-${fixed}`, `${plan.scheme} ${plan.feed}`)));
    const port = reserved?.port ?? fixed ?? 0;
    ports[name] = port;
    Object.assign(variables, addressOf(name, port));
  }

  async function addFifo(name: string, fixed: string | undefined): Promise<void> {
    if (fixed !== undefined) held.push(await acquire(`fifo-${fixed}`, `${plan.scheme} ${plan.feed}`));
    const file = fixed ?? path.join(temp, `${name}.fifo`);
    variables[name] = file;
    if (!fifosOf(system, plan.feed).includes(name)) return;
    await makeFifo(file);
    fifos[name] = file;
  }

  /** A file at a fixed path is for one run at a time. */
  async function addFile(name: string, role: string, what: string): Promise<void> {
    const file = fill(name, variables, `role ${role}`);
    if (path.isAbsolute(name)) held.push(await acquire(`file-${file}`, `${plan.scheme} ${plan.feed}`));
    refuseOldFile(file, role, what);
  }

  /** Before any proxy: what was published is asked for, not what came through. */
  async function addTap(observation: Observation | undefined): Promise<TapSocket | null> {
    if (observation?.kind !== "tap") return null;
    const socket = await openTapSocket(observation, `tcp://127.0.0.1:${ports[observation.resource]}`);
    held.push({ release: async () => socket.close() });
    return socket;
  }

  async function clear(): Promise<void> {
    await wire?.end();
    const away = Object.values(fifos).map(awayOf);
    for (const file of [...Object.values(fifos), ...away, ...made]) fs.rmSync(file, { force: true });
    fs.rmSync(temp, { recursive: true, force: true });
    guardian.forgetFolder(temp);
    for (const one of held) await one.release();
  }

  try {
    for (const [name, resource] of Object.entries(system.resources)) {
      if (resource.kind === "fifo") {
        await addFifo(name, resource.path);
        continue;
      }
      await addPort(name, resource.fixed);
      if (resource.listener !== undefined) await addProxy(name, ports[name] ?? 0, resource.listener);
    }
    const roles = rolesOf(system, plan.feed);
    for (const { name, log } of roles) if (log !== undefined) await addFile(log, name, "its log");
    for (const [file, role] of observedFiles(system, roles)) await addFile(file, role, "what is observed");
    made.push(...(await makePrepared(system, variables)));
    const tap = await addTap(system.observe.published);
    return { variables, ownVariables, fifos, ports, tap, links, writable: [folder, state], clear };
  } catch (error) {
    await clear();
    throw error;
  }
}

/** Files beside the logs, each once, with the role that writes it. */
function observedFiles({ observe }: System, roles: readonly Role[]): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const observation of Object.values(observe)) {
    if (observation?.kind !== "line" || observation.file === undefined) continue;
    const role = roles.find(({ name }) => name === observation.role);
    if (role !== undefined) files.set(observation.file, role.name);
  }
  return files;
}

function addressOf(name: string, port: number): Variables {
  return { [`${name}Url`]: `tcp://127.0.0.1:${port}`, [`${name}Port`]: String(port) };
}
