/** All cases of a sweep, in a fixed order, and the slice of them that is to run. Pure. */
import { FaultlineError } from "../errors.js";
import type { System } from "../system.js";
import { didYouMean } from "../text/nearest.js";
import type { SweepCase } from "./case.js";
import type { SweepOptions } from "./flags.js";
import { killCases, pairCases, recoveringCases } from "./generate-bars.js";
import { failpointCases } from "./generate-failpoints.js";
import { randomCases } from "./generate-random.js";
import { type Failpoint, type FeedRoles, feedRoles } from "./pipeline.js";

/** Bars of a case whose moment is not a bar of the stream: four checkpoints, and a second of speed 16 ms. */
export const shortBars = 65;
/** Of the bars of the short stream every so many are taken for pairs and recoveries, times `--every`. */
const shortEvery = 4;

export interface CaseOptions extends Omit<SweepOptions, "seed"> {
  seed: string;
}

/** Throws NOTHING_SELECTED where no case is left, and BAD_FLAGS for roles and feeds that are not there. */
export function casesOf(
  system: System,
  options: CaseOptions,
  failpoints: readonly Failpoint[],
  symbols: number,
): SweepCase[] {
  const targets = targetsOf(system, options.targets);
  const feeds = feedRoles(system, feedsOf(system, options.feed));
  const { bars, every, phases, slice } = options;
  const short = { bars: Math.min(bars, shortBars), every: shortEvery * every, phases };
  const all = [
    ...perFeed(feeds, options.kills, (feed) => killCases(feed, targets, { bars, every, phases })),
    ...perFeed(feeds, options.failpoints, (feed) =>
      failpoints
        .filter(({ role }) => targets.includes(role))
        .flatMap((point) => failpointCases(feed, point, { bars: short.bars, symbols })),
    ),
    ...perFeed(feeds, options.pairs, (feed) => pairCases(feed, targets, short)),
    ...perFeed(feeds, options.recovering, (feed) => recoveringCases(feed, targets, short)),
    ...randomCases(feeds, targets, { bars: short.bars, count: options.random, seed: options.seed }),
  ];
  const kept = all.filter((_, index) => index % slice.count === slice.index - 1);
  if (kept.length > 0) return kept;
  throw new FaultlineError("NOTHING_SELECTED", `the sweep has no cases: ${all.length} before --slice`);
}

function perFeed(
  feeds: readonly FeedRoles[],
  wanted: boolean,
  generate: (feed: FeedRoles) => SweepCase[],
): SweepCase[] {
  return wanted ? feeds.flatMap(generate) : [];
}

export function feedsOf(system: System, wanted: string | undefined): readonly string[] {
  if (wanted === "all") return system.feeds;
  if (wanted === undefined) return system.feeds.slice(0, 1);
  return [known(wanted, system.feeds, "--feed")];
}

function targetsOf(system: System, wanted: readonly string[]): string[] {
  const roles = system.roles.map(({ name }) => name);
  return wanted.length === 0 ? roles : wanted.map((name) => known(name, roles, "--target"));
}

function known(name: string, names: readonly string[], flag: string): string {
  if (names.includes(name)) return name;
  throw new FaultlineError(
    "BAD_FLAGS",
    `${flag} must be one of ${[...names, "all"].join(", ")}, got "${name}"${didYouMean(name, names)}`,
  );
}
