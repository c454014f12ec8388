/** The fold that engine, golden and restart share: bars go through the strategy and come out as ledger text. */
import { groupLines, headerDigest, headerLine } from "./ledger.js";
import { bySymbol, type MarketBar } from "./strategy/market.js";
import {
  type Decision,
  type Figures,
  fromRow,
  initialState,
  type StrategyState,
  startStrategy,
} from "./strategy/strategy.js";

/** A place in the ledger together with all that is needed to go on from there exactly. */
export interface Anchor {
  /** Length of the ledger up to there, in bytes. */
  ledgerBytes: number;
  /** Digest of the last bar before it. */
  digest: string;
  state: StrategyState;
}

/** One bar, taken: what was decided, and the ledger lines that say so. */
export interface Entry {
  bar: MarketBar;
  decision: Decision;
  text: string;
}

export interface Book {
  take(bar: MarketBar): Entry;
  readonly figures: Readonly<Figures>;
  /** Length of the ledger with everything taken so far, in bytes. */
  readonly ledgerBytes: number;
  readonly digest: string;
  /** The last anchor: at most `anchorEveryBars` bars back. */
  readonly anchor: Anchor;
  /** The last bar taken, also when that was before a restart. */
  readonly lastBar: MarketBar | undefined;
}

/**
 * Bars from one anchor to the next. A restart folds at most so many bars of the ledger again, some 10 ms for 12
 * symbols; making an anchor copies about 8 kB.
 */
export const anchorEveryBars = 32;

/** The beginning of every ledger. */
export function firstAnchor(): Anchor {
  return { ledgerBytes: Buffer.byteLength(headerLine), digest: headerDigest, state: initialState() };
}

/** Goes on from an anchor. */
export function openBook(start: Anchor = firstAnchor()): Book {
  const strategy = startStrategy(start.state);
  let { ledgerBytes, digest } = start;
  let anchor = start;
  let lastBar = lastBarOf(start.state);
  return {
    take(bar) {
      const decision = strategy.take(bar);
      const group = groupLines(digest, bar, decision);
      digest = group.digest;
      ledgerBytes += Buffer.byteLength(group.text);
      lastBar = bar;
      if (strategy.figures.bars % anchorEveryBars === 0) {
        anchor = { ledgerBytes, digest, state: strategy.snapshot() };
      }
      return { bar, decision, text: group.text };
    },
    figures: strategy.figures,
    get ledgerBytes() {
      return ledgerBytes;
    },
    get digest() {
      return digest;
    },
    get anchor() {
      return anchor;
    },
    get lastBar() {
      return lastBar;
    },
  };
}

function lastBarOf({ last, windows }: StrategyState): MarketBar | undefined {
  if (last === undefined) return undefined;
  const symbolBars = windows.flatMap(([symbol, rows]) => {
    const row = rows.at(-1);
    return row?.[0] === last.timestampMs ? [fromRow(symbol, row)] : [];
  });
  return { bar: last.bar, timestampMs: last.timestampMs, of: last.of, symbolBars: symbolBars.sort(bySymbol) };
}
