/** Runs a sweep: many short cases side by side, of which only what did not pass is kept. */
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { archive } from "../command/archive.js";
import { commitOf } from "../command/commit.js";
import { type CutBy, exitCodeOf } from "../command/exit-code.js";
import { type Places, readSystemNamed, resultsPath } from "../command/library.js";
import { type RunInfo, resultsOf, wholeRun } from "../results.js";
import type { SchemeRun } from "../scheme-run.js";
import { openStore, type Store } from "../store.js";
import { runSuite } from "../suite.js";
import { loadStream } from "../text/stream-file.js";
import { type SweepCase, schemeText } from "./case.js";
import { casesOf } from "./cases.js";
import type { SweepOptions } from "./flags.js";
import { jobsOf } from "./jobs.js";
import { listFailpoints } from "./list-failpoints.js";
import { progressEveryMs, progressText, type Tallies, tally } from "./progress.js";
import { reportText } from "./report.js";

export interface SweepWorld {
  places: Places;
  argv: readonly string[];
  out(text: string): void;
  note(line: string): void;
  cut: AbortSignal;
  cutBy(): CutBy | null;
  /** Ends the sweep after that time. */
  cutAfter(ms: number): void;
}

/** Folders of cases that did not pass, at the most: a broken build fails everywhere, and a disk is finite. */
const foldersMax = 200;
/** A case is half waiting: two for each core keep it busy. */
const workersPerCore = 2;

export async function sweep(options: SweepOptions, world: SweepWorld): Promise<number> {
  const { places } = world;
  const seed = options.seed ?? randomBytes(4).toString("hex");
  const system = readSystemNamed(options.system, places);
  const results = loadStream(resultsPath({ results: options.results, date: undefined }, places));
  const failpoints = options.failpoints ? await listFailpoints(system, places.root) : [];
  const cases = casesOf(system, { ...options, seed }, failpoints, results.stream.symbols.length);
  if (options.list) {
    world.out(cases.map((one) => `# --feed ${one.feed}\n${schemeText(one, system.name)}`).join("---\n"));
    return 0;
  }
  const jobs = jobsOf(cases, system, results, { speedMs: options.speedMs, seed });
  world.note(`sweep: ${jobs.length} cases, seed ${seed}, ${options.speedMs} ms a bar`);
  if (options.globalTimeoutMs !== undefined) world.cutAfter(options.globalTimeoutMs);
  const startedAt = new Date();
  const startMs = performance.now();
  const feeds = [...new Set(cases.map(({ feed }) => feed))];
  const info: Omit<RunInfo, "id" | "startedAt"> = {
    seed,
    feeds,
    recovery: "on",
    commit: commitOf(places.root),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    argv: [...world.argv],
    ...wholeRun,
  };
  const store = openStore(info, {
    root: path.resolve(places.cwd, options.output),
    severalFeeds: true,
    severalAttempts: false,
    startedAt,
  });
  const shownFolder = path.relative(places.cwd, store.folder) || ".";
  const keeper = keepFailures(store, shownFolder);
  let tallies: Tallies = { done: 0, failed: 0, inconclusive: 0 };
  const runInfo = { ...info, id: store.runId, startedAt: startedAt.toISOString() };
  const say = () => world.note(progressText(tallies, jobs.length, performance.now() - startMs));
  const ticker = setInterval(say, progressEveryMs);
  const ended: SchemeRun[] = [];
  try {
    await runSuite({
      jobs: jobs.map(({ job }) => job),
      root: places.root,
      store,
      workers: options.workers ?? os.availableParallelism() * workersPerCore,
      signal: world.cut,
      tell: () => {},
      finished: (run) => {
        ended.push(keeper(run));
        tallies = tally(tallies, run.verdict);
        if (run.verdict !== "pass") world.note(`${run.scheme} ${run.feed}: ${run.verdict}: ${run.reason}`);
      },
    });
  } finally {
    clearInterval(ticker);
  }
  say();
  const cutBy = world.cutBy();
  const end = { complete: cutBy === null, exitCode: exitCodeOf(ended, cutBy) };
  const document = resultsOf(runInfo, ended, end);
  store.writeResults(document);
  store.finish(end);
  const durationMs = performance.now() - startMs;
  const again = { shownFolder, speedMs: options.speedMs, seed, system: system.name };
  world.out(
    options.json
      ? `${JSON.stringify(document, null, 2)}\n`
      : reportText(inOrder(cases, ended), { ...again, durationMs }),
  );
  world.note(`results: ${shownFolder}`);
  return end.exitCode;
}

/** Removes the folder of what passed, and of what failed beyond the limit; the run as it is then to be reported. */
function keepFailures(store: Store, shownFolder: string): (run: SchemeRun) => SchemeRun {
  let kept = 0;
  return (run) => {
    if (run.folder === null) return run;
    const failed = run.verdict !== "pass";
    if (failed && kept < foldersMax) {
      kept += 1;
      archive(run, store, { keep: "all", shownFolder, again: { files: {}, flags: [] } });
      return run;
    }
    fs.rmSync(path.join(store.folder, run.folder), { recursive: true, force: true });
    return { ...run, folder: null };
  };
}

function inOrder(cases: readonly SweepCase[], runs: readonly SchemeRun[]) {
  const byKey = new Map(runs.map((run) => [`${run.scheme} ${run.feed}`, run]));
  return cases.flatMap((one) => {
    const run = byKey.get(`${one.name} ${one.feed}`);
    return run === undefined ? [] : [{ one, run }];
  });
}
