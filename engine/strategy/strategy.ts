/** The strategy: a pure fold of bars into orders. The same bars always give the same orders, bit for bit. */
import type { SymbolBar } from "../feed.js";
import {
  type Account,
  affordableShares,
  buy,
  equityCents,
  type Order,
  openAccount,
  type Position,
  sell,
} from "./account.js";
import {
  initialWeights,
  learn,
  type Prediction,
  predict,
  type SymbolIndicators,
  symbolIndicators,
  type Votes,
  windowBars,
} from "./ensemble.js";
import type { MarketBar } from "./market.js";

/** Rises with every change that alters what the strategy does with the same bars; a ledger carries it. */
export const strategyVersion = "ensemble-1";

/** Rules of the strategy. */
export const rules = {
  positionsMax: 3,
  /** Share of the equity that one position may take, in percent. */
  positionPercent: 30,
  /** Bars that a position is held at least. */
  holdMinBars: 5,
  /** Bars after which it is left whatever is predicted. */
  holdMaxBars: 40,
  /** Entry: at least this confidence in a rise. */
  entryConfidence: 0.66,
  /** Exit: expected return, in average ranges, below this. */
  exitScore: -0.02,
  /** Exit: loss since entry, in percent. */
  stopLossPercent: 1.5,
} as const;

/**
 * A pause of this length between two bars begins a new session: the indicators begin anew, because a night's jump is
 * not a minute's move.
 */
export const sessionGapMs = 4 * 60 * 60 * 1000;

/** What a bar of a symbol was: timestamp_ms, open, high, low, close, volume. */
export type Row = readonly [number, number, number, number, number, number];

/** The figures of the strategy as they stand. */
export interface Figures {
  account: Account;
  weights: number[];
  /** Bars taken, partial ones included. */
  bars: number;
  partialBars: number;
  symbolBars: number;
  /** Every symbol seen so far, sorted. */
  symbols: string[];
  /** The last bar taken. */
  last: { bar: number; timestampMs: number; of: number } | undefined;
}

/** All that is needed to go on exactly: the figures, and each symbol's last bars of this session. Plain data. */
export interface StrategyState extends Figures {
  windows: [symbol: string, rows: Row[]][];
}

/** What one bar led to. */
export interface Decision {
  orders: readonly Order[];
  equityCents: number;
}

export interface Strategy {
  take(bar: MarketBar): Decision;
  readonly figures: Readonly<Figures>;
  /** A copy of everything, to go on from. */
  snapshot(): StrategyState;
}

interface Watched {
  indicators: SymbolIndicators;
  /** The symbol's last `windowBars` bars. */
  rows: Row[];
  votes: Votes | undefined;
}

export function initialState(): StrategyState {
  return {
    account: openAccount(),
    weights: [...initialWeights],
    bars: 0,
    partialBars: 0,
    symbolBars: 0,
    symbols: [],
    last: undefined,
    windows: [],
  };
}

/** Goes on from a state, which it copies. */
export function startStrategy(from: StrategyState = initialState()): Strategy {
  const { windows, ...figures } = structuredClone(from);
  const watched = new Map(windows.map(([symbol, rows]) => [symbol, watch(symbol, rows)]));
  const known = new Set(figures.symbols);
  return {
    figures,
    take(bar) {
      if (beginsSession(figures, bar.timestampMs)) watched.clear();
      count(figures, bar);
      noteSymbols(figures, known, bar.symbolBars);
      const predictions = observe(figures.weights, watched, bar.symbolBars);
      const orders = trade(figures, bar, predictions);
      return { orders, equityCents: equityCents(figures.account) };
    },
    snapshot() {
      const rowsOf = [...watched].map(([symbol, { rows }]): [string, Row[]] => [symbol, [...rows]]);
      return { ...structuredClone(figures), windows: rowsOf };
    },
  };
}

/** The symbol bar that a row of a symbol was. */
function fromRow(symbol: string, [timestamp_ms, open, high, low, close, volume]: Row): SymbolBar {
  return { symbol, timestamp_ms, open, high, low, close, volume };
}

function toRow({ timestamp_ms, open, high, low, close, volume }: SymbolBar): Row {
  return [timestamp_ms, open, high, low, close, volume];
}

/** Indicators that stand where they stood after these rows. */
function watch(symbol: string, rows: Row[]): Watched {
  const indicators = symbolIndicators();
  let votes: Votes | undefined;
  for (const row of rows) votes = indicators.take(fromRow(symbol, row));
  return { indicators, rows, votes };
}

function beginsSession({ last }: Figures, timestampMs: number): boolean {
  return last !== undefined && timestampMs - last.timestampMs >= sessionGapMs;
}

function count(figures: Figures, { bar, timestampMs, of, symbolBars }: MarketBar): void {
  figures.bars += 1;
  figures.symbolBars += symbolBars.length;
  if (symbolBars.length < of) figures.partialBars += 1;
  figures.last = { bar, timestampMs, of };
}

function noteSymbols(figures: Figures, known: Set<string>, symbolBars: readonly SymbolBar[]): void {
  const sizeBefore = known.size;
  for (const { symbol } of symbolBars) known.add(symbol);
  if (known.size > sizeBefore) figures.symbols = [...known].sort();
}

/** Feeds the indicators, lets the weights learn from what came of the last votes, and predicts the next bar. */
function observe(
  weights: number[],
  watched: Map<string, Watched>,
  symbolBars: readonly SymbolBar[],
): Map<SymbolBar, Prediction> {
  const voted: [SymbolBar, Votes][] = [];
  for (const symbolBar of symbolBars) {
    let seen = watched.get(symbolBar.symbol);
    if (seen === undefined) {
      seen = watch(symbolBar.symbol, []);
      watched.set(symbolBar.symbol, seen);
    }
    const before = seen.rows.at(-1);
    if (seen.votes !== undefined && before !== undefined) {
      learn(seen.votes, symbolBar.close / before[4] - 1, weights);
    }
    seen.votes = seen.indicators.take(symbolBar);
    seen.rows.push(toRow(symbolBar));
    if (seen.rows.length > windowBars) seen.rows.shift();
    if (seen.votes !== undefined) voted.push([symbolBar, seen.votes]);
  }
  return new Map(voted.map(([symbolBar, votes]) => [symbolBar, predict(votes, weights)]));
}

function trade(figures: Figures, bar: MarketBar, predictions: ReadonlyMap<SymbolBar, Prediction>): Order[] {
  const closes = new Map(bar.symbolBars.map((symbolBar) => [symbolBar.symbol, symbolBar]));
  const orders: Order[] = [];
  for (const position of [...figures.account.positions]) {
    const symbolBar = closes.get(position.symbol);
    // A symbol without this minute cannot be traded in it.
    if (symbolBar === undefined) continue;
    position.lastPrice = symbolBar.close;
    if (leaves(position, predictions.get(symbolBar), figures.bars)) {
      orders.push(sell(figures.account, position, bar.bar, figures.bars));
    }
  }
  const left = new Set(orders.map((order) => order.symbol));
  for (const [symbolBar, prediction] of candidates(figures, predictions)) {
    if (figures.account.positions.length >= rules.positionsMax) break;
    if (left.has(symbolBar.symbol)) continue;
    const order = enter(figures, bar.bar, symbolBar, prediction);
    if (order !== undefined) orders.push(order);
  }
  return orders;
}

function leaves(position: Position, prediction: Prediction | undefined, bars: number): boolean {
  const held = bars - position.entryCount;
  if (held < rules.holdMinBars) return false;
  if (held >= rules.holdMaxBars) return true;
  if (position.lastPrice <= position.price * (1 - rules.stopLossPercent / 100)) return true;
  return prediction !== undefined && prediction.score < rules.exitScore;
}

/** Symbols to enter, the strongest first; equal ones in the order of their names. */
function candidates(
  figures: Figures,
  predictions: ReadonlyMap<SymbolBar, Prediction>,
): [SymbolBar, Prediction][] {
  const owned = new Set(figures.account.positions.map((position) => position.symbol));
  return [...predictions]
    .filter(([symbolBar, prediction]) => {
      const confident = prediction.score > 0 && prediction.confidence >= rules.entryConfidence;
      return confident && !owned.has(symbolBar.symbol);
    })
    .sort(([, a], [, b]) => b.score - a.score);
}

function enter(
  figures: Figures,
  bar: number,
  symbolBar: SymbolBar,
  prediction: Prediction,
): Order | undefined {
  const { symbol, close: price } = symbolBar;
  const shareCents = Math.floor((equityCents(figures.account) * rules.positionPercent) / 100);
  const shares = affordableShares(Math.min(shareCents, figures.account.cashCents), price);
  if (shares === 0) return undefined;
  const predicted = rounded(prediction.nextReturn, 6);
  const confidence = rounded(prediction.confidence, 4);
  return buy(figures.account, { bar, symbol, shares, price, predicted, confidence }, figures.bars);
}

function rounded(value: number, decimals: number): number {
  const scale = 10 ** decimals;
  return Math.round(value * scale) / scale;
}
