/** The stage on which faults act in a real run: processes, FIFOs and what the kernel says of them. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Census } from "../children/census.js";
import { inodeOf, makeFifo, removeFifo } from "../children/fifo.js";
import type { Guardian } from "../children/guardian.js";
import { alive, procAvailable, stateOf } from "../children/proc.js";
import { bufferingText } from "../evidence/stand-still.js";
import type { History } from "../history.js";
import { probeMs, restartMs } from "../limits.js";
import type { PlannedStep } from "../planning/plan.js";
import type { Proof, Stage } from "../stage.js";
import type { Role } from "../system.js";
import { burning } from "./burning.js";
import type { Crew } from "./crew.js";
import { filling } from "./filling.js";
import type { Proxied } from "./ground.js";
import { hiding } from "./hiding.js";
import { type Incarnation, outputOf } from "./incarnation.js";
import { limiting } from "./limiting.js";
import { holdsWithin, nameOf, notSeen, seen, unavailable } from "./proof.js";
import { reaching } from "./reaching.js";
import { type Readiness, unreadyText } from "./readiness.js";
import type { Semaphore } from "./semaphore.js";
import { shifting } from "./shifting.js";
import { slowing } from "./slowing.js";
import { makeUndoing } from "./undoing.js";
import { wireStage } from "./wire-stage.js";

export interface LiveStageOptions {
  crew: Crew;
  roles: readonly Role[];
  /** Tells what is started for this run from what another run of the same harness starts. */
  runName: string;
  /** Mark of the harness in the environment of what it starts. */
  tag: string;
  guardian: Guardian;
  /** From one bar to the next, milliseconds. */
  speedMs: number;
  /** Folders below which a role keeps what it writes: that of the run, and its state. */
  folders: readonly string[];
  /** Where the harness keeps what roles print. */
  logFolder: string;
  history: History;
  /** Paths of the FIFOs of this feed, by resource. */
  fifos: Readonly<Record<string, string>>;
  /** The proxies of the run, by endpoint. */
  links: Readonly<Record<string, Proxied>>;
  /** Longest wait for the wire to show what is done to it, milliseconds. */
  lookMs: number;
  /** Who holds the FIFOs and ports of this run now. */
  look(): Promise<Census>;
  /** Longest wait for a failpoint to be passed, milliseconds. */
  crashMs: number;
  /** Looks for signs of readiness that are no line. */
  readiness: Readiness;
  /** Limits how many roles boot at once, over all runs of the harness. */
  boot: Semaphore;
  /** Called when a role became ready or a FIFO was made anew: who holds what is looked at again. */
  changed(): void;
}

/** Pause between two censuses, milliseconds. */
const censusPauseMs = 20;

export interface LiveStage extends Stage {
  startRole(role: Role): Promise<Proof>;
  /** Takes away what faults have set up beside the roles, once no fault is carried out any more. */
  undoAll(): Promise<void>;
}

export function liveStage(options: LiveStageOptions): LiveStage {
  const { crew, roles, history, fifos } = options;
  const undoing = makeUndoing();
  const limits = limiting({ crew, undoing, start });
  /** The inode that each FIFO had when it was last removed. */
  const removed = new Map<string, string | null>();

  function lastOf(role: string): Incarnation {
    const incarnation = crew.last(role);
    if (incarnation === null) throw new Error(`${role} was never started`);
    return incarnation;
  }

  function pathOf(resource: string): string {
    const path = fifos[resource];
    if (path === undefined) throw new Error(`there is no FIFO ${resource} in this feed`);
    return path;
  }

  async function exited(role: string, signal: NodeJS.Signals, waitMs?: number): Promise<Proof> {
    const incarnation = lastOf(role);
    const limitMs = waitMs ?? (signal === "SIGKILL" ? probeMs : incarnation.role.graceMs);
    const left = await holdsWithin(limitMs, () => incarnation.exit !== null && !alive(incarnation.identity));
    const who = nameOf(incarnation);
    if (!left) return notSeen(`${who} was still there ${limitMs} ms after ${signal}`);
    const { code, signal: by, asked } = incarnation.exit ?? { code: null, signal: null, asked: false };
    const how = by === null ? `with code ${code}` : `on ${by}`;
    if (!asked) return notSeen(`${who} exited ${how}, which is no answer to ${signal}`);
    if (!procAvailable())
      return unavailable(`${who} exited ${how}; the kernel does not tell its start time here`);
    const start = incarnation.identity.startTicks;
    return seen(
      `${who} exited ${how}; no process with pid ${incarnation.identity.pid} and start time ${start} is left`,
    );
  }

  /** With a counted passage the process needs no signal; without one, it fires at the first passage after SIGUSR2. */
  function crash(role: string, { options: { failpoint, passage } }: PlannedStep): string {
    const incarnation = crew.expectCrash(role);
    const place = `failpoint ${failpoint}`;
    if (passage !== undefined)
      return `${nameOf(incarnation)} was started armed with ${place}, passage ${passage}`;
    if (!incarnation.child.signal("SIGUSR2")) throw new Error(`SIGUSR2 could not be delivered to ${role}`);
    return `SIGUSR2 sent to ${nameOf(incarnation)}, which arms ${place}`;
  }

  async function looksFor(role: string, wanted: (letter: string) => boolean, what: string): Promise<Proof> {
    const incarnation = lastOf(role);
    if (!procAvailable())
      return unavailable(`the kernel does not tell the state of ${nameOf(incarnation)} here`);
    const found = await holdsWithin(probeMs, () => {
      const letter = stateOf(incarnation.identity);
      return letter !== null && wanted(letter);
    });
    const letter = stateOf(incarnation.identity) ?? "gone";
    const proof = `${nameOf(incarnation)} is in state ${letter}`;
    return found ? seen(proof) : notSeen(`${proof}, not ${what}, ${probeMs} ms after the signal`);
  }

  /** First starts wait for a place; a restart never does, because the stream does not wait for it. */
  async function startRole(
    role: Role,
    boot: <T>(start: () => Promise<T>) => Promise<T>,
    environment: Readonly<Record<string, string>> = {},
  ): Promise<Proof> {
    const incarnation = await boot(async () => {
      const follow = options.readiness(role);
      const started = await crew.spawn(role, environment);
      if (started === null) return null;
      const followed = follow(started);
      await Promise.race([
        holdsWithin(role.ready.withinMs, () => started.ready || started.exit !== null),
        started.child.exited,
      ]);
      await followed;
      return started;
    });
    if (incarnation === null) return notSeen(`${role.name} could not be started`);
    if (incarnation.ready) {
      options.changed();
      return seen(`${nameOf(incarnation)} is ready`);
    }
    const { number, identity, exit, lastLines } = incarnation;
    if (incarnation.armed && exit?.signal === "SIGKILL") {
      return seen(`${nameOf(incarnation)} was started and killed itself in its start, as it was armed to`);
    }
    if (exit?.asked === true)
      return notSeen(`${nameOf(incarnation)} was stopped in its start, as the run ended`);
    const silent =
      lastLines.length === 0 ? `, and it printed nothing at all${bufferingText(outputOf(incarnation))}` : "";
    const reason =
      exit === null
        ? `${unreadyText(role.ready)} within ${role.ready.withinMs} ms${silent}`
        : `it exited before that: ${unreadyText(role.ready)}`;
    history.append({
      type: "role",
      role: role.name,
      incarnation: number,
      state: "not-ready",
      identity,
      reason,
      lastLines: [...lastLines],
    });
    return notSeen(`${nameOf(incarnation)} did not become ready: ${reason}`);
  }

  async function start(name: string, environment?: Readonly<Record<string, string>>): Promise<Proof> {
    const role = roles.find((one) => one.name === name);
    if (role === undefined) throw new Error(`there is no role ${name} in this feed`);
    return startRole(role, options.boot.atOnce, environment);
  }

  async function noConsumer(): Promise<Proof> {
    const hasFifo = Object.keys(fifos).length > 0;
    const nobody = hasFifo
      ? "no process holds the FIFO readable"
      : "nobody is connected to a port of the run";
    const proof = await looksUntil((census) => {
      const ends = hasFifo ? ["read", "both"] : ["connect"];
      const all = Object.entries(census).flatMap(([name, held]) =>
        held.filter(({ end }) => ends.includes(end)).map((holder) => ({ ...holder, name })),
      );
      // The harness's own tap takes nothing from the pipeline.
      const others = all.filter(({ pid }) => pid !== process.pid);
      if (others.length === 0)
        return seen(all.length === 0 ? nobody : `${nobody} but the tap of the harness`);
      const found = others.map(({ pid, command, name }) => `pid ${pid} (${command}) at ${name}`);
      return notSeen(`there is still ${found.join("; ")}`);
    }, probeMs);
    return proof;
  }

  /** Takes censuses until one is a proof, or the time is up. */
  async function looksUntil(judge: (census: NonNullable<Census>) => Proof, limitMs: number): Promise<Proof> {
    const untilMs = history.now() + limitMs;
    for (;;) {
      const census = await options.look();
      if (census === null) return unavailable("the kernel does not tell who holds what here");
      const proof = judge(census);
      if (proof.seen || history.now() > untilMs) return proof;
      await sleep(censusPauseMs);
    }
  }

  async function makeAnew(resource: string): Promise<Proof> {
    const path = pathOf(resource);
    await makeFifo(path);
    const before = removed.get(resource) ?? "none";
    const inode = inodeOf(path)?.ino ?? "none";
    const proof = await looksUntil((census) => {
      const ends = (census[resource] ?? []).map(({ end }) => end);
      const held = ends.some((end) => end !== "write") && ends.some((end) => end === "write");
      const what = `the new FIFO (inode ${inode}, before ${before})`;
      return held
        ? seen(`a reader and a writer hold ${what}`)
        : notSeen(`${what} is held by ${ends.join(", ") || "nobody"}`);
    }, restartMs);
    options.changed();
    return proof;
  }

  return {
    startRole: (role) => startRole(role, options.boot),
    signal: (role, signal) => `${signal} sent to ${nameOf(crew.signal(role, signal))}`,
    crash,
    crashed: (role) => exited(role, "SIGKILL", options.crashMs),
    exited,
    ...reaching(crew),
    ...wireStage(options),
    ...hiding({ pathOf, undoing }),
    ...burning({ ...options, undoing }),
    ...slowing({ ...options, undoing }),
    ...limits,
    ...shifting({ crew, exited, start }),
    ...filling({ ...options, limiting: limits }),
    undoAll: undoing.all,
    inState: (role, letter) => looksFor(role, (state) => state === letter, letter),
    notInState: (role, letter) =>
      looksFor(role, (state) => state !== letter && state !== "Z", `other than ${letter}`),
    start: (role) => start(role),
    absent: (role) =>
      crew.live(role) === null ? seen(`no process of ${role} was started`) : notSeen(`${role} is running`),
    noConsumer,
    removeFifo: (resource) => {
      const path = pathOf(resource);
      const inode = inodeOf(path)?.ino ?? null;
      removed.set(resource, inode);
      removeFifo(path);
      return `${path} (inode ${inode}) was removed`;
    },
    fifoGone: (resource) => {
      const path = pathOf(resource);
      const inode = inodeOf(path)?.ino ?? null;
      return inode === null ? seen(`nothing is at ${path}`) : notSeen(`inode ${inode} is at ${path}`);
    },
    makeFifo: makeAnew,
  };
}
