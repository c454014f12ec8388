/** The verb `merge`: judges the runs of all shards again and writes them as one run, whose verdict is that of the suite. */
import fs from "node:fs";
import path from "node:path";
import { exitCodes, FaultlineError } from "../errors.js";
import { type Merged, mergeParts, mergeProblem, type Part } from "../merge.js";
import { recheck } from "../recheck.js";
import type { Origin } from "../report.js";
import { tableText } from "../reporters/table.js";
import { type RunInfo, resultsOf } from "../results.js";
import type { SchemeRun } from "../scheme-run.js";
import { openStore, type Store } from "../store.js";
import { archive } from "./archive.js";
import { exitCodeOf } from "./exit-code.js";
import { tellGithub } from "./github.js";
import { cutProblems, infoOf, makeReport, noOrigin } from "./read-report.js";
import { tellWhere, writeReports } from "./report-command.js";
import { readRunInfo } from "./run-info.js";
import { shownPath } from "./shown-path.js";
import type { World } from "./world.js";

export interface MergeOptions {
  folders: readonly string[];
  expectShards: number;
  output: string;
  json: boolean;
  failOnFlaky: boolean;
}

interface FoundPart extends Part {
  /** Absolute path of the run folder. */
  root: string;
  origin: Origin;
  /** What its own harness ended with; null where that did not live to say it. */
  exitCode: number | null;
  endedAt: Date;
}

export function mergeCommand(options: MergeOptions, world: World): number {
  const { expectShards: count, output } = options;
  const parts = options.folders.flatMap((folder) => readPart(folder, world));
  const problem = mergeProblem(parts, count);
  const [first] = parts;
  if (problem !== null || first === undefined) {
    throw new FaultlineError("BAD_FOLDER", problem ?? "there is no run to merge");
  }
  const { commit } = first.info;
  if (commit?.endsWith("+")) {
    world.note(`commit ${commit} has local changes: that all shards had the same ones cannot be known`);
  }
  const merged = mergeParts(parts, count);
  // The time of the suite, not of the merge: from the first start of a shard to the last end.
  const startedAt = new Date(Math.min(...parts.map((part) => Date.parse(part.info.startedAt))));
  const endedAt = new Date(Math.max(...parts.map((part) => part.endedAt.getTime())));
  const info = {
    ...first.info,
    shard: null,
    merged: parts.map((part) => part.info.id),
    argv: [...world.argv],
  };
  const { origin } = first;
  const store = openStore(info, {
    ...{ origin, startedAt, root: path.resolve(world.places.cwd, output), shownRoot: output },
    severalFeeds: info.feeds.length > 1,
    severalAttempts: merged.some(({ run }) => run.attempt > 1),
  });
  const shownFolder = shownPath(store.folder, world.places.cwd);
  const runs = merged.map((one) => {
    const run = adopt(one, store);
    archive(run, store, { keep: "all", shownFolder, again: origin.again });
    return run;
  });
  for (const { shown, info } of parts) store.appendEvent({ type: "merged", run: info.id, folder: shown });
  const unexplained = parts.filter(endedWorse);
  for (const { shown } of unexplained) {
    world.note(
      `${shown}: its harness found a violation that lies in none of its schemes, such as a leftover process`,
    );
  }
  const place = { info, origin, store, shownFolder, startedAt, endedAt, isViolated: unexplained.length > 0 };
  return conclude(runs, place, options, world);
}

interface Place {
  info: RunInfo;
  origin: Origin;
  store: Store;
  shownFolder: string;
  startedAt: Date;
  endedAt: Date;
  isViolated: boolean;
}

/** Its own verdict was a violation, and no history shows one. */
function endedWorse({ exitCode, runs }: FoundPart): boolean {
  return exitCode === exitCodes.fail && !runs.some(({ verdict }) => verdict === "fail");
}

function conclude(
  runs: readonly SchemeRun[],
  { info, origin, store, shownFolder, startedAt, endedAt, isViolated }: Place,
  { json, failOnFlaky }: MergeOptions,
  world: World,
): number {
  const complete = runs.every(({ verdict }) => verdict !== "missing");
  const judged = exitCodeOf(runs, null, { failOnFlaky });
  const end = { complete, exitCode: isViolated ? exitCodes.fail : judged };
  const results = resultsOf({ ...info, id: store.runId, startedAt: startedAt.toISOString() }, runs, end);
  store.writeResults(results);
  store.finish(end, endedAt);
  const durationMs = endedAt.getTime() - startedAt.getTime();
  const place = { root: store.folder, shownFolder, origin, durationMs, problems: cutProblems(complete) };
  const report = makeReport(results, runs, place);
  const trouble = writeReports(report, store.folder);
  tellGithub(report, world, json ? world.note : (line) => world.out(`${line}\n`));
  const context = {
    runFolder: shownFolder,
    durationMs,
    again: origin.again,
    complete,
    columns: world.columns(),
  };
  world.out(json ? `${JSON.stringify(results, null, 2)}\n` : tableText(runs, context, world.paint));
  tellWhere(shownFolder, trouble, world);
  return end.exitCode === exitCodes.pass ? (trouble[0]?.exitCode ?? exitCodes.pass) : end.exitCode;
}

/** A folder without a run is no error: a machine that is gone left none, and what it was to run is then missing. */
function readPart(folder: string, world: World): FoundPart[] {
  const root = runFolderIn(path.resolve(world.places.cwd, folder));
  if (root === null) {
    world.note(`${folder}: no run in it; what its shard was to run is missing`);
    return [];
  }
  const note = readRunInfo(root);
  const shown = shownPath(root, world.places.cwd);
  const { exitCode, endedAt, origin = noOrigin } = note;
  const end = { exitCode, endedAt: endedAt === undefined ? new Date() : new Date(endedAt) };
  return [{ ...{ root, shown, origin }, ...end, info: infoOf(note), runs: recheck(root).runs }];
}

/** The folder itself, or the newest run of a store; an upload may have lost the link `latest`. */
function runFolderIn(folder: string): string | null {
  const isRun = (place: string): boolean => fs.existsSync(path.join(place, "run.json"));
  if (isRun(folder)) return folder;
  const latest = path.join(folder, "latest");
  if (isRun(latest)) return fs.realpathSync(latest);
  const names = fs.existsSync(folder) ? fs.readdirSync(folder).sort() : [];
  const newest = names.findLast((name) => isRun(path.join(folder, name)));
  return newest === undefined ? null : path.join(folder, newest);
}

/** Copies the folder of a scheme run into the merged run; links are followed, and only files and folders are taken. */
function adopt({ run, part }: Merged<FoundPart>, store: Store): SchemeRun {
  if (part === null || run.folder === null) return run;
  const from = path.join(part.root, run.folder);
  const folder = store.addScheme(run);
  fs.cpSync(from, path.join(store.folder, folder), {
    ...{ recursive: true, dereference: true },
    filter: (file) => {
      const kind = fs.statSync(file, { throwIfNoEntry: false });
      return kind?.isFile() === true || kind?.isDirectory() === true;
    },
  });
  return { ...run, folder };
}
