/** What the strategy sees: closed bars, and nothing of how they came. */
import type { SymbolBar } from "../feed.js";

/** A bar that is closed: everything that was taken of one minute. */
export interface MarketBar {
  /** The Nth distinct timestamp of the stream, from 1, as the source numbers it. */
  bar: number;
  timestampMs: number;
  /** How many symbol bars the source has for this minute; equals `symbolBars.length` unless the bar is partial. */
  of: number;
  /** Sorted by symbol, so that the order of arrival cannot change a decision. */
  symbolBars: readonly SymbolBar[];
}

/** Sorts by code unit; independent of the locale. */
export function bySymbol(a: SymbolBar, b: SymbolBar): number {
  return a.symbol < b.symbol ? -1 : a.symbol > b.symbol ? 1 : 0;
}
