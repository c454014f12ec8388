/** One execution of a plan: starts the roles, carries out the timeline, settles, stops, and leaves a sealed history. */
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import type { Census } from "./children/census.js";
import type { Guardian } from "./children/guardian.js";
import type { Lookout } from "./children/lookout.js";
import type { CutEvent, Event, Phase } from "./event.js";
import { mayExit } from "./evidence/licence.js";
import type { JudgedFiles } from "./finding.js";
import { type History, openHistory } from "./history.js";
import { probeMs } from "./limits.js";
import { type Crew, makeCrew } from "./live/crew.js";
import { type Ground, neededIn, prepareGround } from "./live/ground.js";
import { startInspection } from "./live/inspection.js";
import { collectFiles, digestsOf } from "./live/judged-files.js";
import { liveStage } from "./live/live-stage.js";
import { overfullLogs } from "./live/log-limit.js";
import { logTimesFile } from "./live/log-times.js";
import { impatience, isOver, quietMs } from "./live/patience.js";
import { keepFiles, sourcesOf } from "./live/readable.js";
import { watchReadiness } from "./live/readiness.js";
import { startSampler } from "./live/sampler.js";
import type { Semaphore } from "./live/semaphore.js";
import { startSight } from "./live/sight.js";
import { keepStanding } from "./live/standing.js";
import { runTimeline } from "./live/timeline.js";
import { startWaiting } from "./live/waiting.js";
import { startWatch } from "./live/watch.js";
import { failpointEnvironment, isArmed } from "./planning/failpoints.js";
import { rolesOf } from "./planning/feed.js";
import type { Plan } from "./planning/plan.js";
import type { System } from "./system.js";

export interface RunOptions {
  plan: Plan;
  system: System;
  /** Folder of the scheme in the run folder; exists and is empty. */
  folder: string;
  /** Folder in which relative programs of the system file are found. */
  root: string;
  resultsFile: string;
  /** The harness's own reading of the results file, cut to the plan's bars; see expected-text.ts. */
  expectedText: string;
  /** The ledger of a fault-free run, or null where the system has no such command or nothing asks for it. */
  goldenText: string | null;
  /** Mark of this harness in the environment of its children. */
  tag: string;
  guardian: Guardian;
  lookout: Lookout;
  /** Limits how many roles boot at once, over all runs of the harness. */
  boot: Semaphore;
  /** Aborted by a person or the global timeout; the reason is a CutReason. */
  signal: AbortSignal;
  onEvent(event: Event): void;
}

/** Why a run was cut from outside. */
export interface CutReason {
  cause: CutEvent["cause"];
  reason: string;
}

export interface RunRecord {
  events: readonly Event[];
  files: JudgedFiles;
  historyDigest: string;
  durationMs: number;
}

/** What happens on the wire is seen with the next bars. */
const lookBars = 3;

/** How often the deadline and stalls are looked at, milliseconds. */
const patienceMs = 50;

/** Runs the plan to its end, whatever that is; throws only for what is needed and cannot be had, and bugs. */
export async function runPlan(options: RunOptions): Promise<RunRecord> {
  const { plan, system, folder } = options;
  const ground = await prepareGround(options);
  const logFolder = path.join(folder, "logs");
  fs.mkdirSync(logFolder, { mode: 0o700 });
  const history = openHistory(path.join(folder, "history.jsonl"));
  history.onEvent(options.onEvent);
  try {
    history.append({
      type: "start",
      at: new Date().toISOString(),
      planDigest: createHash("sha256").update(JSON.stringify(plan)).digest("hex"),
      node: process.version,
      platform: `${process.platform} ${process.arch}`,
      resultsFile: options.resultsFile,
    });
    await perform(options, ground, history, logFolder);
    const files = collectFiles(system, ground.variables, folder, options.expectedText, options.goldenText);
    const historyDigest = history.seal(digestsOf(files));
    return { events: history.events, files, historyDigest, durationMs: history.events.at(-1)?.tMs ?? 0 };
  } finally {
    history.abandon();
    await ground.clear();
  }
}

/** Everything between the first event and the seal; on return no process of the run is left. */
async function perform(
  options: RunOptions,
  ground: Ground,
  history: History,
  logFolder: string,
): Promise<void> {
  const { plan, system, folder } = options;
  const { standing, note } = keepStanding();
  const stopper = new AbortController();
  const { until, lookAgain } = startWaiting(stopper.signal);
  let streamingSinceMs: number | null = null;

  const runName = path.basename(options.folder);
  const crew: Crew = makeCrew({
    feed: plan.feed,
    schemeId: plan.id,
    runName,
    tag: options.tag,
    variables: ground.variables,
    ownVariables: ground.ownVariables,
    logFolder,
    guardian: options.guardian,
    history,
    environmentOf: (role, incarnation) => failpointEnvironment(plan, role, incarnation),
    mayExit: (role, incarnation) => mayExit(plan, history.events, role, incarnation),
    isArmed: (role, incarnation) => isArmed(plan, role, incarnation),
    drain: (incarnation) => watch.drain(incarnation),
  });
  const sources = sourcesOf(system, plan, ground.variables);
  const watch = startWatch(plan, system, sources, () => crew, history);
  const stopSight = startSight(plan, system, ground.tap, crew, history);
  const sampler = startSampler(crew, history);

  function cut(cause: CutEvent["cause"], reason: string): void {
    if (stopper.signal.aborted) return;
    history.append({ type: "cut", cause, reason });
    stopper.abort();
  }

  const enter = (phase: Phase): void => void history.append({ type: "phase", phase });

  history.onEvent((event) => {
    note(event);
    if (event.type === "role" && event.state === "exited" && event.asked === false) {
      cut("violation", `${event.role}.${event.incarnation} exited unasked`);
    }
    lookAgain();
  });

  const fronts = Object.entries(ground.links).map(([name, { port }]) => [`${name} (proxy)`, port] as const);
  const ports = { ...ground.ports, ...Object.fromEntries(fronts) };
  const look = (): Promise<Census> => options.lookout.look({ fifos: ground.fifos, ports });
  const needed = neededIn(system, plan.feed, ground);
  const { inspect, explain, done } = startInspection({ look, crew, history, needed });
  const roles = rolesOf(system, plan.feed);
  const stage = liveStage({
    ...{ crew, roles, history, runName },
    ...{ tag: options.tag, guardian: options.guardian, speedMs: plan.speedMs },
    ...{ folders: ground.writable, logFolder },
    fifos: ground.fifos,
    ...{ links: ground.links, ports: ground.ports },
    lookMs: Math.max(probeMs, lookBars * plan.speedMs),
    look,
    readiness: watchReadiness({ history, ground, tag: options.tag, look }),
    crashMs: plan.deadline.stallMs,
    boot: options.boot,
    changed: () => {
      if (streamingSinceMs !== null) inspect();
    },
  });

  const fromOutside = (): void => {
    const { cause, reason } = options.signal.reason as CutReason;
    cut(cause, reason);
  };
  const patience = setInterval(() => {
    const overfull = overfullLogs(crew.incarnations);
    if (overfull !== null) cut("harness", overfull);
    const lost = impatience(plan, standing, history.now(), streamingSinceMs);
    if (lost === null || stopper.signal.aborted) return;
    cut(lost.cause, lost.reason);
    explain();
  }, patienceMs);
  void options.guardian.died.then(() => {
    history.append({ type: "harness", problem: "guardian-died", reason: "the guardian process died" });
    cut("harness", "the guardian process died; nothing would clean up after a crash of the harness");
  });
  options.signal.addEventListener("abort", fromOutside, { once: true });
  if (options.signal.aborted) fromOutside();

  async function startAll(): Promise<void> {
    const started = new Map<string, Promise<void>>();
    const start = async (name: string, after: readonly string[]): Promise<void> => {
      await until(() => after.every((other) => crew.last(other)?.ready === true));
      const role = roles.find((one) => one.name === name);
      if (role === undefined) throw new Error(`the plan names the role ${name}, the system does not`);
      const proof = await stage.startRole(role);
      if (!proof.seen) cut("start-failed", proof.text);
    };
    for (const { name, startAfter, heldBack } of plan.roles) {
      if (!heldBack) started.set(name, start(name, startAfter));
    }
    await Promise.all(started.values());
  }

  /** Waits for what is still on its way: to the last bar, or, where not every bar is owed, until nothing has come for a while. */
  async function settle(): Promise<void> {
    const sinceMs = history.now();
    const limitMs = quietMs(plan);
    const quiet = (): boolean => history.now() - Math.max(sinceMs, standing.takenAtMs) > limitMs;
    const looking = setInterval(lookAgain, patienceMs);
    await until(() => standing.taken >= plan.bars || quiet()).finally(() => clearInterval(looking));
  }

  try {
    enter("starting");
    inspect();
    await startAll();
    streamingSinceMs = history.now();
    enter("streaming");
    inspect();
    const steps = runTimeline({ plan, stage, history, standing, until, lookAgain, signal: stopper.signal });
    await Promise.all([steps, until(() => isOver(plan, standing))]);
    enter("settling");
    await settle();
    inspect();
    await done();
  } catch (error) {
    if (!stopper.signal.aborted) throw error;
  } finally {
    clearInterval(patience);
    options.signal.removeEventListener("abort", fromOutside);
    enter("stopping");
    sampler.sample();
    sampler.stop();
    stopper.abort();
    await done().catch(() => undefined);
    // Whatever could not be undone: the roles are stopped.
    await stage.undoAll().finally(crew.stopAll);
    watch.stop();
    stopSight();
    keepFiles(sources, folder, logFolder);
    fs.writeFileSync(path.join(logFolder, logTimesFile), JSON.stringify(watch.times.marks()), {
      mode: 0o600,
    });
  }
}
