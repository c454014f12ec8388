/** Cases with plain kills: each role at each bar, several roles at once, and a second kill while one recovers. Pure. */
import type { CaseStep, SweepCase } from "./case.js";
import type { FeedRoles } from "./pipeline.js";

export interface BarRange {
  /** Length of the stream; the last kill falls one bar before its end. */
  bars: number;
  every: number;
  /** Moments at each bar, in percent of the way to the next. */
  phases: readonly number[];
}

/** The roles that are killed in the feed, of those asked for. */
export function targetsIn({ roles }: FeedRoles, targets: readonly string[]): string[] {
  return roles.filter((role) => targets.includes(role));
}

/** Each role dies once, at each bar and phase. */
export function killCases(feed: FeedRoles, targets: readonly string[], range: BarRange): SweepCase[] {
  return targetsIn(feed, targets).flatMap((role) =>
    momentsOf(range).map(({ bar, at, tag }) => ({
      ...blank(feed, range.bars),
      name: `kill-${role}-${tag}`,
      group: "bar",
      row: role,
      column: bar,
      why: `The ${role} is killed at ${at}; the ledger must be that of a run without faults.`,
      steps: [killAt(at, role)],
    })),
  );
}

/** Part of a bar by which the second and third of a staggered pair die later, in percent. */
const staggerPercent = 40;

/** Neighbours, and all roles, die at the same bar: at once and one after the other by a part of a bar. */
export function pairCases(feed: FeedRoles, targets: readonly string[], range: BarRange): SweepCase[] {
  return togetherIn(targetsIn(feed, targets)).flatMap((roles) =>
    momentsOf({ ...range, phases: [0] }).flatMap(({ bar }) =>
      [0, staggerPercent].map((percent): SweepCase => {
        const at = (index: number) => momentText(bar, Math.min(90, index * percent));
        const how = percent === 0 ? "at once" : `${percent} % of a bar apart`;
        return {
          ...blank(feed, range.bars),
          name: `pair-${roles.map((role) => role[0]).join("")}-b${bar}${percent === 0 ? "" : `s${percent}`}`,
          group: "pair",
          row: roles.join("+"),
          column: bar,
          why: `${roles.join(" and ")} are killed ${how} at bar ${bar}; the ledger must not show it.`,
          steps: roles.map((role, index) => killAt(at(index), role)),
        };
      }),
    ),
  );
}

/** The neighbours in the order of the roles, and all of them where that is more than two. */
function togetherIn(roles: readonly string[]): string[][] {
  const neighbours = roles.slice(1).map((role, index) => [roles[index] ?? role, role]);
  return roles.length > 2 ? [...neighbours, [...roles]] : neighbours;
}

/** Bars for which the consumer stays away before the source dies in the middle of what it sends again. */
const replayBars = 30;

/** A second kill falls into the recovery from the first: at ready, at the first bar, and half-way through a replay. */
export function recoveringCases(feed: FeedRoles, targets: readonly string[], range: BarRange): SweepCase[] {
  const roles = targetsIn(feed, targets);
  const ready = roles.flatMap((first) => roles.flatMap((second) => recoveries(feed, first, second, range)));
  return [...ready, ...halfWay(feed, roles, range)];
}

function recoveries(feed: FeedRoles, first: string, second: string, range: BarRange): SweepCase[] {
  const states = first === feed.consumer ? ["ready", "first-bar"] : ["ready"];
  return states.flatMap((state) =>
    momentsOf({ ...range, phases: [0] }).map(({ bar, at }) => ({
      ...blank(feed, range.bars),
      name: `rec-${first}-${state}-${second}-b${bar}`,
      group: "recovering",
      row: `${second} at ${first}.2 ${state}`,
      column: bar,
      why: `The ${second} is killed as soon as the ${first} that was killed at bar ${bar} has come to ${state}.`,
      steps: [killAt(at, first), killAt(`${first}.2 ${state}`, second)],
    })),
  );
}

function halfWay(feed: FeedRoles, roles: readonly string[], range: BarRange): SweepCase[] {
  return roles
    .filter((role) => role !== feed.consumer)
    .flatMap((role) =>
      momentsOf({ ...range, phases: [0] })
        .filter(({ bar }) => bar + replayBars < range.bars)
        .map(({ bar, at }) => ({
          ...blank(feed, range.bars),
          name: `replay-${role}-b${bar}`,
          group: "recovering",
          row: `${role} in a replay`,
          column: bar,
          why: `The ${role} is killed while the ${feed.consumer} fetches the ${replayBars} bars it missed from bar ${bar} on.`,
          steps: [
            { at, fault: "kill", target: feed.consumer, forBars: replayBars },
            killAt(`${feed.consumer}.2 ready`, role),
            killAt(`${feed.consumer}.2 first-bar`, role),
          ],
        })),
    );
}

export function killAt(at: string, target: string): CaseStep {
  return { at, fault: "restart", target };
}

export function momentText(bar: number, percent: number): string {
  return percent === 0 ? `bar ${bar}` : `bar ${bar} + ${percent}%`;
}

/** What is alike in all cases of a feed. */
export function blank({ feed }: FeedRoles, bars: number): Pick<SweepCase, "feed" | "bars" | "extra"> {
  return { feed, bars, extra: null };
}

function momentsOf({ bars, every, phases }: BarRange): { bar: number; at: string; tag: string }[] {
  const count = Math.ceil((bars - 1) / every);
  const all = Array.from({ length: count }, (_, index) => 1 + index * every);
  return all.flatMap((bar) =>
    phases.map((percent) => ({
      bar,
      at: momentText(bar, percent),
      tag: `b${bar}${percent === 0 ? "" : `p${percent}`}`,
    })),
  );
}
