/** Divides a selection among machines: longest first, each to the shard with the least to do. Pure. */
import { traitsOf } from "../faults/index.js";
import { bootEstimateMs, settleBars } from "../limits.js";
import type { Plan } from "./plan.js";

/** One of `count` parts of a selection; `index` counts from 1. */
export interface Shard {
  index: number;
  count: number;
}

/** How long a run of the plan takes when nothing goes wrong, milliseconds: its share of the work, not its deadline. */
export function plannedMs({ bars, speedMs, steps, sourceRole, roles }: Plan): number {
  const heldMs = steps
    .filter(({ target }) => target === sourceRole)
    .reduce((sum, { forMs }) => sum + forMs, 0);
  const starts = roles.length + steps.reduce((sum, step) => sum + traitsOf(step).starts, 0);
  return (bars + settleBars) * speedMs + heldMs + starts * bootEstimateMs;
}

export interface Weighed {
  ms: number;
  /** Decides between items of one duration, so that every machine divides alike. */
  name: string;
}

/** The number of the shard, from 1, of each item. */
export function shardOfEach(items: readonly Weighed[], count: number): number[] {
  const loads = Array.from({ length: count }, () => 0);
  const shards = items.map(() => 1);
  const longestFirst = [...items.entries()].sort(
    ([i, a], [j, b]) => b.ms - a.ms || compare(a.name, b.name) || i - j,
  );
  for (const [index, { ms }] of longestFirst) {
    const least = loads.indexOf(Math.min(...loads));
    loads[least] = (loads[least] ?? 0) + ms;
    shards[index] = least + 1;
  }
  return shards;
}

/** By code units: a locale would differ from machine to machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
