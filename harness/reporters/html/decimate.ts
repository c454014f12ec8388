/** Thins out series that are too long to draw, so that no peak is lost, and says how much was left out. Pure. */

export interface Points {
  /** Rising. */
  x: readonly number[];
  /** Null: a gap. */
  y: readonly (number | null)[];
}

export interface Decimated {
  /** Rising indices of the points that stay. */
  kept: readonly number[];
  leftOut: number;
}

/** Points that one bucket keeps at the most: its first, lowest, highest and last, and one gap. */
const perBucket = 5;

/**
 * At most `pointsMax` points: each of as many buckets of equal width keeps its first, lowest, highest and last point,
 * and a gap if it has one. Lowest and highest of the whole stay therefore, and so does the shape at that width.
 */
export function decimate({ x, y }: Points, pointsMax: number): Decimated {
  if (x.length <= pointsMax) return { kept: x.map((_, index) => index), leftOut: 0 };
  const buckets = Math.max(1, Math.floor(pointsMax / perBucket));
  const [from, to] = [x[0] ?? 0, x.at(-1) ?? 0];
  const width = (to - from) / buckets || 1;
  const kept: number[] = [];
  let start = 0;
  while (start < x.length) {
    const bucket = bucketOf(x[start] ?? 0, from, width, buckets);
    let end = start + 1;
    while (end < x.length && bucketOf(x[end] ?? 0, from, width, buckets) === bucket) end += 1;
    kept.push(...keepers(y, start, end));
    start = end;
  }
  return { kept, leftOut: x.length - kept.length };
}

function bucketOf(x: number, from: number, width: number, buckets: number): number {
  return Math.min(buckets - 1, Math.floor((x - from) / width));
}

/** Of the points from `start` to before `end`. */
function keepers(y: readonly (number | null)[], start: number, end: number): number[] {
  let lowest: number | undefined;
  let highest: number | undefined;
  let gap: number | undefined;
  for (let index = start; index < end; index += 1) {
    const value = y[index] ?? null;
    if (value === null) {
      gap ??= index;
      continue;
    }
    if (lowest === undefined || value < (y[lowest] ?? 0)) lowest = index;
    if (highest === undefined || value > (y[highest] ?? 0)) highest = index;
  }
  const wanted = [start, lowest, highest, gap, end - 1].filter((index) => index !== undefined);
  return [...new Set(wanted)].sort((a, b) => a - b);
}
