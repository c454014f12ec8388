/** Turns what a system counts (bars, symbol bars, snapshots) into bars: the one unit in which a run is judged. Pure. */
import type { Plan } from "../planning/plan.js";
import type { LineObservation } from "../system.js";

/** From the number that a line told to the bars that it means; a bar counts when all of its symbol bars do. */
export type InBars = (told: number) => number;

/** What the conversion must know of the observation and the stream. */
type Counted = Pick<LineObservation, "unit" | "scope">;

/**
 * @param everyBars bars from one snapshot to the next
 * A count of symbol bars that goes on over restarts is looked up in the stream, where a bar may lack symbols. One that
 * starts anew begins at a bar that nobody tells: a bar then counts as the fullest of the stream does.
 */
export function inBars(
  { unit, scope }: Counted,
  { stream }: Pick<Plan, "stream">,
  everyBars: number,
): InBars {
  switch (unit) {
    case undefined:
    case "bars":
      return (told) => told;
    case "snapshots":
      return (told) => told * everyBars;
    case "symbolBars": {
      if (scope === "sinceStart") {
        const fullest = Math.max(1, ...stream.symbolBars);
        return (told) => Math.floor(told / fullest);
      }
      const sums = sumsOf(stream.symbolBars);
      return (told) => sums.filter((sum) => sum <= told).length;
    }
    default:
      return unit satisfies never;
  }
}

/** Symbol bars up to and with each bar. */
function sumsOf(counts: readonly number[]): readonly number[] {
  let sum = 0;
  return counts.map((count) => {
    sum += count;
    return sum;
  });
}
