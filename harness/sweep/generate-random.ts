/** Double and triple kills drawn from a seed, anywhere in the stream. Pure. */

import { type Draw, drawFrom } from "../draw.js";
import type { CaseStep, SweepCase } from "./case.js";
import { blank, killAt, momentText, targetsIn } from "./generate-bars.js";
import type { FeedRoles } from "./pipeline.js";

export interface RandomRange {
  bars: number;
  count: number;
  seed: string;
}

/** Longest time that a role drawn to stay dead does so, in bars. */
const deadBarsMax = 10;
/** A moment within a bar, in steps of this many percent. */
const phasePercent = 10;

/** The feeds are drawn, too. Numbered from 1 in the order of the draws, so that a case keeps its name with its seed. */
export function randomCases(
  feeds: readonly FeedRoles[],
  targets: readonly string[],
  range: RandomRange,
): SweepCase[] {
  const [first, ...rest] = feeds.filter((feed) => targetsIn(feed, targets).length > 0);
  if (first === undefined) return [];
  const draw = drawFrom(range.seed);
  return Array.from({ length: range.count }, (_, index) => {
    const feed = draw.of([first, ...rest]);
    const steps = drawSteps(draw, targetsIn(feed, targets), range.bars);
    return {
      ...blank(feed, range.bars),
      name: `random-${index + 1}`,
      group: "random",
      row: "random kills",
      column: index + 1,
      why: `Kills number ${index + 1} of the seed ${JSON.stringify(range.seed)}; the ledger must not show them.`,
      steps,
    };
  });
}

function drawSteps(draw: Draw, roles: readonly string[], bars: number): CaseStep[] {
  const [first = "", ...rest] = roles;
  const drawn = Array.from({ length: 2 + draw.below(2) }, () => ({
    bar: 1 + draw.below(bars - 1),
    percent: phasePercent * draw.below(100 / phasePercent),
    target: draw.of([first, ...rest]),
    deadBars: draw.below(2) * (1 + draw.below(deadBarsMax)),
  })).sort((a, b) => a.bar - b.bar || a.percent - b.percent);
  return drawn.map(({ bar, percent, target, deadBars }, index) => {
    const at = momentText(bar, percent);
    const next = drawn.slice(index + 1).find((other) => other.target === target);
    const room = next === undefined ? deadBars : Math.min(deadBars, next.bar - bar);
    return room < 1 ? killAt(at, target) : { at, fault: "kill", target, forBars: room };
  });
}
