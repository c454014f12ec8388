/** The stage on which faults act in a real run: processes, FIFOs and what the kernel says of them. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Census } from "../children/census.js";
import { inodeOf, makeFifo, removeFifo } from "../children/fifo.js";
import type { Guardian } from "../children/guardian.js";
import { alive, procAvailable, stateOf } from "../children/proc.js";
import { probeMs, restartMs } from "../limits.js";
import type { PlannedStep } from "../planning/plan.js";
import type { Proof, Stage } from "../stage.js";
import { burning } from "./burning.js";
import { filling } from "./filling.js";
import type { Proxied } from "./ground.js";
import { hiding } from "./hiding.js";
import type { Incarnation } from "./incarnation.js";
import { limiting } from "./limiting.js";
import { holdsWithin, nameOf, notSeen, seen, unavailable } from "./proof.js";
import { reaching } from "./reaching.js";
import { shifting } from "./shifting.js";
import { slowing } from "./slowing.js";
import { squatting } from "./squatting.js";
import { type Starting, type StartingOptions, starting } from "./starting.js";
import { makeUndoing } from "./undoing.js";
import { wireStage } from "./wire-stage.js";

export interface LiveStageOptions extends StartingOptions {
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
  /** Paths of the FIFOs of this feed, by resource. */
  fifos: Readonly<Record<string, string>>;
  /** The proxies of the run, by endpoint. */
  links: Readonly<Record<string, Proxied>>;
  /** Numbers of the ports, by resource. */
  ports: Readonly<Record<string, number>>;
  /** Longest wait for the wire to show what is done to it, milliseconds. */
  lookMs: number;
  /** Who holds the FIFOs and ports of this run now. */
  look(): Promise<Census>;
  /** Longest wait for a failpoint to be passed, milliseconds. */
  crashMs: number;
  /** Called when a role became ready or a FIFO was made anew: who holds what is looked at again. */
  changed(): void;
}

/** Pause between two censuses, milliseconds. */
const censusPauseMs = 20;

export interface LiveStage extends Stage, Pick<Starting, "startRole"> {
  /** Takes away what faults have set up beside the roles, once no fault is carried out any more. */
  undoAll(): Promise<void>;
}

export function liveStage(options: LiveStageOptions): LiveStage {
  const { crew, history, fifos } = options;
  const undoing = makeUndoing();
  const starts = starting(options);
  const limits = limiting({ crew, undoing, start: starts.start });
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
      // The harness's own tap and proxies take nothing from the pipeline.
      const others = all.filter(({ pid }) => pid !== process.pid);
      if (others.length === 0) return seen(all.length === 0 ? nobody : `${nobody} but the harness itself`);
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
    startRole: starts.startRole,
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
    ...shifting({ crew, exited, start: starts.start }),
    ...filling({ ...options, limiting: limits }),
    ...squatting({ ...options, ...starts, undoing, lastOf, looksUntil }),
    undoAll: undoing.all,
    inState: (role, letter) => looksFor(role, (state) => state === letter, letter),
    notInState: (role, letter) =>
      looksFor(role, (state) => state !== letter && state !== "Z", `other than ${letter}`),
    start: (role) => starts.start(role),
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
