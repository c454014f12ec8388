/** Cases that hit an exact place in the code: every failpoint of every role, early, in the middle and late. Pure. */
import type { CaseStep, SweepCase } from "./case.js";
import { blank, killAt, momentText } from "./generate-bars.js";
import type { Failpoint, FeedRoles } from "./pipeline.js";
import { type Place, placeOf } from "./reach.js";

export interface FailpointRange {
  /** Length of the stream, long enough for the places that are passed once in 16 bars. */
  bars: number;
  /** Symbol bars of a bar. */
  symbols: number;
}

/** Where in the stream, as shares of it; a place passed once in 16 bars is passed again after each of them. */
const shares = [0, 0.15, 0.4, 0.7] as const;
/** Where in a bar the process dies when it passes a place once a symbol bar: first, in the middle, last. */
const symbolShares = [0, 0.5, 1] as const;

/** Cases of the failpoint in that feed; none where its role or link has no part in the feed. */
export function failpointCases(feed: FeedRoles, point: Failpoint, range: FailpointRange): SweepCase[] {
  const place = placeOf(point.name);
  if (!feed.roles.includes(point.role) || !isOnLink(feed, point, place)) return [];
  return shares.flatMap((share, index) => {
    const bar = 1 + Math.floor(share * range.bars);
    return variants(feed, point, place, { ...range, bar, index }).map(
      ({ tag, steps }): SweepCase => ({
        ...blank(feed, range.bars),
        name: `${point.role[0]}-${point.name.replaceAll(".", "-")}-b${bar}${tag}`,
        group: "failpoint",
        row: `${point.role} ${point.name}`,
        column: 1 + index,
        why: `The ${point.role} dies at ${point.name} (${point.meaning}) near bar ${bar}.`,
        steps,
        extra: place.args === undefined ? null : { role: point.role, args: place.args },
      }),
    );
  });
}

function isOnLink(feed: FeedRoles, { role }: Failpoint, { link }: Place): boolean {
  if (link === undefined) return true;
  const onFifo = feed.fifoWriter !== null && (role === feed.fifoWriter || role === feed.consumer);
  if (link === "fifo") return onFifo;
  return !(role === feed.fifoWriter && onFifo);
}

interface Variant {
  tag: string;
  steps: readonly CaseStep[];
}

function variants(
  feed: FeedRoles,
  { role, name }: Failpoint,
  { reach }: Place,
  { symbols, bar, index }: FailpointRange & { bar: number; index: number },
): Variant[] {
  const crash = (at: string, passage?: number, failpoint = name): CaseStep => ({
    at,
    fault: "crash",
    target: role,
    failpoint,
    ...(passage === undefined ? {} : { passage }),
  });
  switch (reach.by) {
    case "count": {
      if (reach.per === "bar") return [{ tag: "", steps: [crash("start", bar)] }];
      const inBar = symbolShares.map((share) => 1 + Math.round(share * (symbols - 1)));
      return [...new Set(inBar)].map((symbol) => ({
        tag: `i${symbol}`,
        steps: [crash("start", (bar - 1) * symbols + symbol)],
      }));
    }
    case "passages": {
      const passage = reach.passages[index];
      return passage === undefined ? [] : [{ tag: `n${passage}`, steps: [crash("start", passage)] }];
    }
    case "signal":
      return [{ tag: "", steps: [crash(momentText(bar, 0))] }];
    case "asking": {
      const asker = reach.asks === "consumer" ? feed.consumer : (feed.fifoWriter ?? feed.consumer);
      return [{ tag: "", steps: [crash(momentText(bar, 0)), killAt(momentText(bar + 1, 0), asker)] }];
    }
    case "boot": {
      const first =
        reach.after === undefined ? killAt(momentText(bar, 0), role) : crash("start", bar, reach.after);
      return [{ tag: "", steps: [first, crash("+1ms", 1)] }];
    }
    default:
      return reach satisfies never;
  }
}
