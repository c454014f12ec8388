/** The verb `run`: prepares the jobs of a selection, or of one shard of it, and has them run. */
import { randomBytes } from "node:crypto";
import path from "node:path";
import { exitCodes, FaultlineError } from "../errors.js";
import { type Prepared, prepare } from "../planning/prepare.js";
import { type Divided, divide } from "../planning/selection.js";
import type { Shard } from "../planning/shard.js";
import { unjudgeable } from "../proof/vacuity.js";
import type { Again } from "../report.js";
import { planText } from "../reporters/deadline.js";
import type { RunInfo } from "../results.js";
import type { runSuite } from "../suite.js";
import { loadStream } from "../text/stream-file.js";
import type { RunOptions } from "./cli.js";
import { commitOf } from "./commit.js";
import { lastFailed } from "./last-failed.js";
import { readEntries, readSystem, resultsPath } from "./library.js";
import { listCommand } from "./list-command.js";
import { performJobs, type Work } from "./perform-jobs.js";
import { selectSchemes } from "./select.js";
import { settingsOf } from "./settings.js";
import { resolveShard } from "./shard-auto.js";
import { shownPath } from "./shown-path.js";
import type { World } from "./world.js";

/** Seed of shards where none is given: they must share one, and have no other way to agree. */
const shardSeed = "1";

/** @param suite what runs; a parameter, so that tests can put something else in its place */
export async function runCommand(options: RunOptions, world: World, suite: typeof runSuite): Promise<number> {
  if (options.list) {
    listCommand(options, world);
    return exitCodes.pass;
  }
  const shard = resolveShard(options.shard, world.env);
  const seed = options.seed ?? (shard === null ? drawSeed() : shardSeed);
  const all = prepareRun(options, world, seed);
  const divided = divide(all, shard);
  const { part } = divided;
  if (options.dryRun) {
    showPlans(part, options, world);
    return exitCodes.pass;
  }
  refuseNothing(all);
  for (const line of cannotPass(all)) world.note(line);
  if (shard !== null) {
    world.note(
      `shard ${shard.index} of ${shard.count}: ${part.jobs.length} of ${all.jobs.length} scheme runs`,
    );
  }
  return performJobs(workOf({ all, shard, seed, ...divided }, options, world), options, world, suite);
}

export function refuseNothing({ jobs, notRun }: Prepared): void {
  if (jobs.length > 0) return;
  const reasons = notRun.map(({ scheme, feed, reason }) => `${scheme} on ${feed}: ${reason}`);
  throw new FaultlineError("NOTHING_SELECTED", `nothing can run: ${reasons.join("; ")}`);
}

export interface Share extends Divided {
  /** What the selection means, of which the part is this shard's. */
  all: Prepared;
  shard: Shard | null;
  seed: string;
}

export function workOf(share: Share, options: RunOptions, world: World): Work {
  const { all, shard, seed, selection, part } = share;
  return {
    prepared: part,
    info: {
      ...infoOf(all, seed, options, world),
      shard,
      selection: [...selection],
      settings: settingsOf(all.jobs),
      merged: null,
    },
    origin: { again: againOf(all, options), schemeFiles: schemeFilesOf(all, world) },
    severalAttempts: options.repeatEach > 1,
  };
}

/** Drawn where none is given. */
export function drawSeed(): string {
  return randomBytes(4).toString("hex");
}

/** What is known to end inconclusive before it is started: for want of an observation no run of it can pass. */
function cannotPass({ jobs }: Prepared): string[] {
  return jobs
    .filter(({ plan }) => plan.attempt === 1)
    .flatMap(({ plan }) => {
      const [why] = unjudgeable(plan);
      return why === undefined ? [] : [`${plan.scheme} on ${plan.feed} cannot pass: ${why}`];
    });
}

/** Everything that can be wrong with schemes, systems, data and flags is said here, before anything starts. */
export function prepareRun(options: RunOptions, { places }: World, seed: string): Prepared {
  const prepareOf = (chosen: RunOptions): Prepared =>
    prepare({
      ...chosen,
      selected: selectSchemes(readEntries(chosen.names, places), chosen),
      systemOf: (scheme) => readSystem(scheme, chosen, places),
      results: loadStream(resultsPath(chosen, places)),
      seed,
    });
  return options.lastFailed ? lastFailed(options, places, prepareOf) : prepareOf(options);
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

/** Relative to the checkout, so that a report points into it on any machine. */
function schemeFilesOf({ jobs }: Prepared, { places }: World): Record<string, string> {
  const files = new Map<string, Set<string>>();
  for (const { scheme } of jobs) {
    const file = shownPath(path.resolve(places.cwd, scheme.source.file), places.root);
    files.set(scheme.name, (files.get(scheme.name) ?? new Set()).add(file));
  }
  return Object.fromEntries(
    [...files].flatMap(([name, of]) => (of.size === 1 ? [[name, [...of].join()]] : [])),
  );
}

/** What a run notes of itself, beside its selection. */
export function infoOf(
  { jobs, notRun }: Prepared,
  seed: string,
  { recovery }: Pick<RunOptions, "recovery">,
  { argv, places }: World,
) {
  return {
    seed,
    feeds: [...new Set([...jobs.map(({ plan }) => plan.feed), ...notRun.map(({ feed }) => feed)])],
    recovery: recovery === undefined ? "as the scheme says" : recovery ? "on" : "off",
    commit: commitOf(places.root),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    argv: [...argv],
  } satisfies Partial<RunInfo>;
}
