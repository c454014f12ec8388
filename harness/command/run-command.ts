/** The verb `run`: prepares the jobs, watches the suite, keeps its results, and prints what came out. */
import { randomBytes } from "node:crypto";
import os from "node:os";
import path from "node:path";
import { exitCodes, FaultlineError } from "../errors.js";
import { floorMs } from "../limits.js";
import { type Prepared, prepare } from "../planning/prepare.js";
import { planText } from "../reporters/deadline.js";
import { type Again, tableText } from "../reporters/table.js";
import { tickMs, type Watcher } from "../reporters/watcher.js";
import { type RunInfo, resultsOf } from "../results.js";
import type { Progress, SchemeRun } from "../scheme-run.js";
import { openStore, type Store } from "../store.js";
import type { runSuite } from "../suite.js";
import { loadStream } from "../text/stream-file.js";
import { archive } from "./archive.js";
import type { RunOptions } from "./cli.js";
import { commitOf } from "./commit.js";
import { exitCodeOf } from "./exit-code.js";
import { readEntries, readSystem, resultsPath } from "./library.js";
import { listCommand } from "./list-command.js";
import { selectSchemes } from "./select.js";
import type { World } from "./world.js";

/** @param suite what runs; a parameter, so that tests can put something else in its place */
export async function runCommand(options: RunOptions, world: World, suite: typeof runSuite): Promise<number> {
  if (options.list) {
    listCommand(options, world);
    return exitCodes.pass;
  }
  const seed = options.seed ?? randomBytes(4).toString("hex");
  const prepared = prepareRun(options, world, seed);
  if (options.dryRun) {
    showPlans(prepared, options, world);
    return exitCodes.pass;
  }
  if (prepared.jobs.length === 0) {
    const reasons = prepared.notRun.map(({ scheme, feed, reason }) => `${scheme} on ${feed}: ${reason}`);
    throw new FaultlineError("NOTHING_SELECTED", `nothing can run: ${reasons.join("; ")}`);
  }
  return runJobs(prepared, seed, options, world, suite);
}

/** Everything that can be wrong with schemes, systems, data and flags is said here, before anything starts. */
export function prepareRun(options: RunOptions, { places }: World, seed: string): Prepared {
  return prepare({
    ...options,
    selected: selectSchemes(readEntries(options.names, places), options),
    systemOf: (scheme) => readSystem(scheme, options, places),
    results: loadStream(resultsPath(options, places)),
    seed,
  });
}

function showPlans({ jobs, notRun }: Prepared, { json }: RunOptions, world: World): void {
  const plans = jobs.filter(({ plan }) => plan.attempt === 1).map(({ plan }) => plan);
  const left = notRun.map(({ scheme, feed, reason }) => ({ scheme, feed, reason }));
  if (json) {
    world.out(`${JSON.stringify({ schemaVersion: 1, plans, notRun: left }, null, 2)}\n`);
    return;
  }
  world.out(plans.map((plan) => planText(plan, world.paint)).join("\n"));
  for (const { scheme, feed, reason } of left) world.out(`not run: ${scheme} on ${feed}: ${reason}\n`);
}

async function runJobs(
  prepared: Prepared,
  seed: string,
  options: RunOptions,
  world: World,
  suite: typeof runSuite,
): Promise<number> {
  const startedAt = new Date();
  const startMs = performance.now();
  const info = infoOf(prepared, seed, options, world);
  const store = openStore(info, {
    root: path.resolve(world.places.cwd, options.output),
    shownRoot: options.output,
    severalFeeds: info.feeds.length > 1,
    severalAttempts: options.repeatEach > 1,
    startedAt,
  });
  const runInfo: RunInfo = { ...info, id: store.runId, startedAt: startedAt.toISOString() };
  const shownFolder = shownPath(store.folder, world.places.cwd);
  if (options.globalTimeoutMs !== undefined) world.cutAfter(options.globalTimeoutMs);
  const again = againOf(prepared, options);
  const ended: SchemeRun[] = [...prepared.notRun];
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
        archive(run, store, { keep: options.keep, shownFolder, again });
        ended.push(run);
        store.writeResults(resultsOf(runInfo, ended, { complete: false, exitCode: null }));
      },
    }),
  );
  return conclude(
    [...runs, ...prepared.notRun],
    { store, runInfo, startMs, shownFolder, again },
    options,
    world,
  );
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
  again: Again;
}

function conclude(runs: readonly SchemeRun[], at: Conclusion, options: RunOptions, world: World): number {
  const cutBy = world.cutBy();
  const end = { complete: cutBy === null, exitCode: exitCodeOf(runs, cutBy) };
  const results = resultsOf(at.runInfo, runs, end);
  at.store.writeResults(results);
  at.store.finish(end);
  const context = {
    runFolder: at.shownFolder,
    durationMs: performance.now() - at.startMs,
    again: at.again,
    complete: end.complete,
  };
  world.out(options.json ? `${JSON.stringify(results, null, 2)}\n` : tableText(runs, context, world.paint));
  world.note(`results: ${at.shownFolder}`);
  return end.exitCode;
}

/** What the plan of a scheme does not hold and a second run needs all the same. */
function againOf({ jobs }: Prepared, { names, results, date, system, minSnapshots }: RunOptions): Again {
  const sources = jobs.map(({ scheme }) => [scheme.name, scheme.source.file] as const);
  return {
    files: Object.fromEntries(sources.filter(([, file]) => names.includes(file))),
    flags: [
      ...(results === undefined ? [] : ["--results", results]),
      ...(date === undefined ? [] : ["--date", date]),
      ...(system === undefined ? [] : ["--system", system]),
      ...(minSnapshots === undefined ? [] : ["--min-snapshots", `${minSnapshots}`]),
    ],
  };
}

function infoOf({ jobs, notRun }: Prepared, seed: string, { recovery }: RunOptions, { argv, places }: World) {
  return {
    seed,
    feeds: [...new Set([...jobs.map(({ plan }) => plan.feed), ...notRun.map(({ feed }) => feed)])],
    recovery: recovery === undefined ? "as the scheme says" : recovery ? "on" : "off",
    commit: commitOf(places.root),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    argv: [...argv],
  } satisfies Omit<RunInfo, "id" | "startedAt">;
}

/** The whole scheme run stands in results.json and its folder; the event only says that it ended, and how. */
function eventOf(progress: Progress, tMs: number): object {
  if (progress.type !== "scheme-finished") return { tMs, ...progress };
  const { key, type, run } = progress;
  return { tMs, type, key, verdict: run.verdict, reason: run.reason, folder: run.folder };
}

/** As a person would type it: relative where it lies below. */
function shownPath(folder: string, cwd: string): string {
  const relative = path.relative(cwd, folder);
  return relative.startsWith("..") ? folder : relative || ".";
}

/** A scheme is mostly waiting: at 20 ms a bar its processes take a small share of a core. */
const workersPerCore = 4;
/** In a faster replay a boot that waits for its neighbours takes more bars than lie between two faults. */
const workersPerCoreFast = 1;

function defaultWorkers({ jobs }: Prepared): number {
  const fastest = Math.min(...jobs.map(({ plan }) => plan.speedMs));
  return os.availableParallelism() * (fastest < floorMs ? workersPerCoreFast : workersPerCore);
}
