/** Draws from a seed: the same text gives the same draws on every machine. Pure. */

export interface Draw {
  /** A whole number from 0 to below `count`. */
  below(count: number): number;
  of<T>(values: readonly [T, ...T[]]): T;
}

/** FNV-1a of the seed feeds mulberry32 (both in the public domain): 32 bits of state are plenty for a few thousand. */
export function drawFrom(seed: string): Draw {
  let state = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(seed)) state = Math.imul(state ^ byte, 0x01000193) >>> 0;
  const below = (count: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % count;
  };
  return { below, of: (values) => values[below(values.length)] ?? values[0] };
}
