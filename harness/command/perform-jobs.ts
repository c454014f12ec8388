/** Runs prepared jobs and keeps what comes out: the watcher, the store, the results, the table and the exit code. */
import os from "node:os";
import path from "node:path";
import { requireMkfifo } from "../children/fifo.js";
import { requireProgram } from "../children/programs.js";
import type { Swept } from "../children/sweep.js";
import { exitCodes } from "../errors.js";
import { faultOf } from "../faults/index.js";
import { fifosOf } from "../planning/feed.js";
import type { Prepared } from "../planning/prepare.js";
import type { Origin } from "../report.js";
import { tableText } from "../reporters/table.js";
import { tickMs, type Watcher } from "../reporters/watcher.js";
import { type RunInfo, resultsOf } from "../results.js";
import type { Progress, SchemeRun } from "../scheme-run.js";
import { openStore, type Store } from "../store.js";
import type { runSuite } from "../suite.js";
import { archive } from "./archive.js";
import type { RunOptions } from "./cli.js";
import { exitCodeOf } from "./exit-code.js";
import { tellGithub } from "./github.js";
import { cutProblems, makeReport } from "./read-report.js";
import { type ReportTrouble, tellWhere, writeReports } from "./report-command.js";
import { shownPath } from "./shown-path.js";
import { sparingly } from "./sparingly.js";
import type { World } from "./world.js";

/**
 * Results are written whole, longer with each run, and runs beside it must be watched meanwhile. What the last writing
 * before a SIGKILL of the harness left out is found by its folder.
 */
const interimShare = 0.02;

export interface Work {
  prepared: Prepared;
  info: Omit<RunInfo, "id" | "startedAt">;
  origin: Origin;
  severalAttempts: boolean;
  /** See SuiteOptions. */
  isLast?: (run: SchemeRun) => boolean;
}

export type PerformOptions = Pick<
  RunOptions,
  "output" | "workers" | "globalTimeoutMs" | "keep" | "json" | "failOnFlaky"
>;

/** What came out, for who does not only need its exit code. */
export interface Performed {
  exitCode: number;
  runs: readonly SchemeRun[];
  /** Absolute path of the run folder. */
  folder: string;
  /** One sentence each: processes that outlived every run, and were killed at the end. */
  leftovers: readonly string[];
  /** Reports that could not be made or written beside the evidence. */
  troubles: readonly ReportTrouble[];
}

/** @param suite what runs; a parameter, so that tests can put something else in its place */
export async function performJobs(...given: Parameters<typeof perform>): Promise<number> {
  return (await perform(...given)).exitCode;
}

export async function perform(
  work: Work,
  options: PerformOptions,
  world: World,
  suite: typeof runSuite,
): Promise<Performed> {
  const { prepared, info, origin } = work;
  requireFifos(prepared);
  requirePrograms(prepared);
  const startedAt = new Date();
  const startMs = performance.now();
  const store = openStore(info, {
    origin,
    root: path.resolve(world.places.cwd, options.output),
    shownRoot: options.output,
    severalFeeds: info.feeds.length > 1,
    severalAttempts: work.severalAttempts,
    startedAt,
  });
  const runInfo: RunInfo = { ...info, id: store.runId, startedAt: startedAt.toISOString() };
  const shownFolder = shownPath(store.folder, world.places.cwd);
  if (options.globalTimeoutMs !== undefined) world.cutAfter(options.globalTimeoutMs);
  const ended: SchemeRun[] = [...prepared.notRun];
  const swept: Swept[] = [];
  const writeInterim = sparingly(interimShare, () =>
    store.writeResults(resultsOf(runInfo, ended, { complete: false, exitCode: null })),
  );
  const runs = await watched(world, startMs, (watcher) =>
    suite({
      jobs: prepared.jobs,
      root: world.places.root,
      store,
      workers: options.workers ?? defaultWorkers(prepared),
      signal: world.cut,
      tell: (progress) => {
        const tMs = performance.now() - startMs;
        if (progress.type !== "bar") store.appendEvent(eventOf(progress, tMs));
        watcher.tell(progress, tMs);
      },
      finished: (run) => {
        archive(run, store, { keep: options.keep, shownFolder, again: origin.again });
        ended.push(run);
        writeInterim();
      },
      leftOver: (processes) => swept.push(...processes),
      ...(work.isLast === undefined ? {} : { isLast: work.isLast }),
    }),
  );
  const conclusion = { store, runInfo, startMs, shownFolder, origin, swept };
  return conclude([...runs, ...prepared.notRun], conclusion, options, world);
}

async function watched<T>(world: World, startMs: number, work: (watcher: Watcher) => Promise<T>): Promise<T> {
  const watcher = world.makeWatcher();
  const ticker = setInterval(() => watcher.tick(performance.now() - startMs), tickMs);
  try {
    return await work(watcher);
  } finally {
    clearInterval(ticker);
    watcher.close();
  }
}

interface Conclusion {
  store: Store;
  runInfo: RunInfo;
  startMs: number;
  shownFolder: string;
  origin: Origin;
  /** What outlived every run. */
  swept: readonly Swept[];
}

/** Noticed before anything is written or started. */
function requireFifos({ jobs }: Prepared): void {
  const job = jobs.find(({ system, plan }) => fifosOf(system, plan.feed).length > 0);
  if (job !== undefined) requireMkfifo(`${job.plan.scheme} on ${job.plan.feed}`);
}

/** What the faults of the timelines need, as well. */
function requirePrograms({ jobs }: Prepared): void {
  for (const { plan } of jobs) {
    for (const { fault } of plan.steps) {
      const { needs } = faultOf(fault);
      if (needs !== undefined)
        requireProgram(needs.program, needs.package, `${plan.scheme}: the fault ${fault}`);
    }
  }
}

function conclude(
  runs: readonly SchemeRun[],
  at: Conclusion,
  { json, failOnFlaky }: PerformOptions,
  world: World,
): Performed {
  const cutBy = world.cutBy();
  const isShard = at.runInfo.shard !== null;
  const judged = exitCodeOf(runs, cutBy, { failOnFlaky, isShard });
  // A process that outlives its run is a violation that no check of one run could see any more.
  const exitCode = at.swept.length > 0 && judged === exitCodes.pass ? exitCodes.fail : judged;
  const end = { complete: cutBy === null, exitCode };
  const results = resultsOf(at.runInfo, runs, end);
  at.store.writeResults(results);
  const endedAt = new Date();
  at.store.finish(end, endedAt);
  const { store, origin, shownFolder } = at;
  const durationMs = performance.now() - at.startMs;
  const place = {
    ...{ root: store.folder, shownFolder, origin, problems: cutProblems(end.complete) },
    // As run.json tells it, so that the verb report makes the same text again.
    durationMs: endedAt.getTime() - Date.parse(at.runInfo.startedAt),
  };
  const report = makeReport(results, runs, place);
  const troubles = writeReports(report, store.folder);
  tellGithub(report, world, json ? world.note : (line) => world.out(`${line}\n`));
  const context = {
    ...{ runFolder: shownFolder, durationMs, again: origin.again, complete: end.complete },
    columns: world.columns(),
  };
  world.out(json ? `${JSON.stringify(results, null, 2)}\n` : tableText(runs, context, world.paint));
  tellWhere(shownFolder, troubles, world);
  const leftovers = at.swept.map(
    ({ pid, command }) =>
      `leftover: pid ${pid} (${command}) outlived the run that started it, and was killed at the end`,
  );
  for (const line of leftovers) world.note(line);
  const code = exitCode === exitCodes.pass ? (troubles[0]?.exitCode ?? exitCode) : exitCode;
  return { exitCode: code, runs, folder: store.folder, leftovers, troubles };
}

/** The whole scheme run stands in results.json and its folder; the event only says that it ended, and how. */
function eventOf(progress: Progress, tMs: number): object {
  if (progress.type !== "scheme-finished") return { tMs, ...progress };
  const { key, type, run } = progress;
  return { tMs, type, key, verdict: run.verdict, reason: run.reason, folder: run.folder };
}

/** A scheme is mostly waiting, the more the slower its replay is: a core has room for one run per so many ms a bar. */
const workerMs = 10;
/** More than so many at once boot at the same moments, whatever the pace of their streams. */
const workersPerCoreMax = 4;
/** In the fastest replays a boot that waits for a neighbour takes more bars than lie between two faults. */
const workersPerCoreMin = 0.5;

function defaultWorkers({ jobs }: Prepared): number {
  const fastest = Math.min(...jobs.map(({ plan }) => plan.speedMs));
  const perCore = Math.min(workersPerCoreMax, Math.max(workersPerCoreMin, fastest / workerMs));
  return Math.max(1, Math.floor(os.availableParallelism() * perCore));
}
