/** Runs jobs side by side, within a number of workers, and judges each from its history. */
import { randomBytes } from "node:crypto";
import path from "node:path";
import { type Guardian, startGuardian } from "./children/guardian.js";
import { type Lookout, startLookout } from "./children/lookout.js";
import type { Swept } from "./children/sweep.js";
import { type Court, courtHere, openCourt } from "./court.js";
import type { Event } from "./event.js";
import { usesDefinitions } from "./foreign.js";
import { bootsAtOnce } from "./limits.js";
import { readGolden } from "./live/golden.js";
import { type Semaphore, semaphore } from "./live/semaphore.js";
import type { Job } from "./planning/job.js";
import { expectedText } from "./planning/planned-stream.js";
import { notStarted } from "./planning/prepare.js";
import { runPlan } from "./run.js";
import { type Progress, runKey, type SchemeRun } from "./scheme-run.js";
import { replaceFile, type Store } from "./store.js";

export interface SuiteOptions {
  jobs: readonly Job[];
  /** Folder against which relative programs of system files are found. */
  root: string;
  store: Pick<Store, "folder" | "addScheme">;
  workers: number;
  /** Aborted with a CutReason. */
  signal: AbortSignal;
  tell(progress: Progress): void;
  /** Called as each job is done, in the order of their ends. */
  finished(run: SchemeRun): void;
  /** Whether that run was the last: of what has not begun, nothing is started any more. Absent: all are run. */
  isLast?(run: SchemeRun): boolean;
  /** Called at the end with the processes that outlived every run, and that the guardian had to kill. */
  leftOver?(processes: readonly Swept[]): void;
}

interface Shared {
  options: SuiteOptions;
  tag: string;
  guardian: Guardian;
  lookout: Lookout;
  court: Court;
  boot: Semaphore;
  over: boolean;
}

/** In the order of the jobs, without those that the last one left. Throws for what is needed and cannot be had, and for bugs. */
export async function runSuite(options: SuiteOptions): Promise<SchemeRun[]> {
  const tag = randomBytes(6).toString("hex");
  const guardian = await startGuardian(tag);
  const worker = semaphore(options.workers);
  const lookout = startLookout();
  const court = options.jobs.some(({ plan }) => usesDefinitions(plan)) ? courtHere() : openCourt();
  const shared = { options, tag, guardian, lookout, court, boot: semaphore(bootsAtOnce), over: false };
  try {
    const runs = await settled(options.jobs.map((job) => worker(() => runJob(job, shared))));
    return runs.filter((run) => run !== null);
  } finally {
    await lookout.end();
    await court.end();
    const swept = await guardian.end();
    if (swept.length > 0) options.leftOver?.(swept);
  }
}

/** Waits for all, also when one throws: its neighbours must stop what they started. */
async function settled<T>(tasks: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(tasks);
  return Promise.all(tasks);
}

async function runJob(job: Job, shared: Shared): Promise<SchemeRun | null> {
  if (shared.over) return null;
  const { tell, finished, isLast, signal } = shared.options;
  const { scheme, plan } = job;
  const run = signal.aborted
    ? notStarted(scheme, plan.feed, plan.attempt, "the suite was interrupted before it started")
    : await runAndJudge(job, shared);
  tell({ key: runKey(run), type: "scheme-finished", run });
  finished(run);
  if (isLast?.(run) === true) shared.over = true;
  return run;
}

async function runAndJudge({ plan, scheme, system, results }: Job, shared: Shared): Promise<SchemeRun> {
  const { options, tag, guardian, lookout, court, boot } = shared;
  const { store, root, tell } = options;
  const name = { scheme: scheme.name, id: scheme.id, feed: plan.feed, attempt: plan.attempt };
  const key = runKey(name);
  const folder = store.addScheme(name);
  const absolute = path.join(store.folder, folder);
  const write = (file: string, text: string): void => replaceFile(path.join(absolute, file), text);
  write("scheme.yaml", scheme.source.text);
  // Where the copy lies is not where its programs are.
  write("system.yaml", system.source.text.replaceAll("${here}", system.folder));
  write("plan.json", `${JSON.stringify(plan, null, 2)}\n`);
  tell({ key, type: "scheme-started", bars: plan.bars, faults: plan.steps.length });
  const { events, files, historyDigest, durationMs } = await runPlan({
    plan,
    system,
    folder: absolute,
    root,
    resultsFile: results.path,
    expectedText: expectedText(results.stream, plan.bars),
    goldenText:
      plan.expect.delivery === "exactly-once"
        ? await readGolden(system, plan, { resultsFile: results.path, root, tag, guardian })
        : null,
    tag,
    guardian,
    lookout,
    boot,
    signal: options.signal,
    onEvent: (event) => tellEvent(key, event, tell),
  });
  const { judgement, metrics } = await court.rule({ plan, history: events, files });
  const { outcome, findings, reason, records, counts } = judgement;
  const judged = { reason, historyDigest, findings, records, counts, metrics };
  write("verdict.json", `${JSON.stringify({ schemaVersion: 1, verdict: outcome, ...judged }, null, 2)}\n`);
  return { ...name, plan, verdict: outcome, ...judged, durationMs, folder };
}

function tellEvent(key: string, event: Event, tell: (progress: Progress) => void): void {
  if (event.type === "phase") tell({ key, type: "phase", phase: event.phase });
  if (event.type === "seen" && event.what === "published" && event.value !== null) {
    tell({ key, type: "bar", bar: event.value });
  }
  if (event.type === "role") {
    const { role, incarnation, state } = event;
    tell({ key, type: "role", role, incarnation, state });
  }
  if (event.type === "fault") {
    const { id, fault, target, rung, publishedBar } = event;
    tell({ key, type: "fault", id, fault, target, rung, publishedBar });
  }
}
