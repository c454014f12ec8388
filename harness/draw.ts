/** Draws from a seed: the same text gives the same draws on every machine. Pure. */
import { mulberry32 } from "./mulberry.js";

export interface Draw {
  /** A whole number from 0 to below `count`. */
  below(count: number): number;
  of<T>(values: readonly [T, ...T[]]): T;
}

/** FNV-1a (public domain) of the seed feeds the generator: 32 bits of state are plenty for a few thousand draws. */
export function drawFrom(seed: string): Draw {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(seed)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  const draw = mulberry32(hash);
  const below = (count: number): number => draw() % count;
  return { below, of: (values) => values[below(values.length)] ?? values[0] };
}
