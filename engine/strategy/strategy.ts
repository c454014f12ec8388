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
  entryConfidence: 0.72,
  /** Exit: expected return, in average ranges, below this. */
  exitScore: -0.04,
  /** Exit: loss since entry, in percent. */
  stopLossPercent: 1.5,
} as const;

/**
 * A pause of this length between two bars begins a new session: the indicators begin anew, because a night's jump is
 * not a minute's move.
 */
export const sessionGapMs = 4 * 60 * 60 * 1000;

/** A session ends after this many bars even without a pause (a day of minutes); it bounds what a restart folds again. */
export const sessionBarsMax = 1440;

/** Everything that outlives a session; plain data. The indicators are made again by folding the session's bars. */
export interface StrategyState {
  account: Account;
  weights: number[];
  /** Bars taken, partial ones included. */
  bars: number;
  partialBars: number;
  symbolBars: number;
  /** Every symbol seen so far, sorted. */
  symbols: string[];
  sessionBars: number;
  lastTimestampMs: number | undefined;
}

/** What one bar led to. */
export interface Decision {
  orders: readonly Order[];
  equityCents: number;
  /** True when this bar began a session: the state before it suffices to go on from here. */
  beganSession: boolean;
}

export interface Strategy {
  take(bar: MarketBar): Decision;
  readonly state: StrategyState;
}

interface Watched {
  indicators: SymbolIndicators;
  votes: Votes | undefined;
  close: number;
}

export function initialState(): StrategyState {
  return {
    account: openAccount(),
    weights: [...initialWeights],
    bars: 0,
    partialBars: 0,
    symbolBars: 0,
    symbols: [],
    sessionBars: 0,
    lastTimestampMs: undefined,
  };
}

/** Starts from a state that stands at the beginning of a session. Owns the state that it is given. */
export function startStrategy(state: StrategyState = initialState()): Strategy {
  const watched = new Map<string, Watched>();
  const known = new Set(state.symbols);
  return {
    state,
    take(bar) {
      const beganSession = beginsSession(state, bar.timestampMs);
      if (beganSession) {
        watched.clear();
        state.sessionBars = 0;
      }
      count(state, bar);
      noteSymbols(state, known, bar.symbolBars);
      const predictions = observe(state, watched, bar.symbolBars);
      const orders = trade(state, bar, predictions);
      return { orders, equityCents: equityCents(state.account), beganSession };
    },
  };
}

/** True when a bar of this time would be the first of a session. */
export function beginsSession(state: StrategyState, timestampMs: number): boolean {
  return (
    state.lastTimestampMs === undefined ||
    timestampMs - state.lastTimestampMs >= sessionGapMs ||
    state.sessionBars >= sessionBarsMax
  );
}

function count(state: StrategyState, bar: MarketBar): void {
  state.bars += 1;
  state.sessionBars += 1;
  state.symbolBars += bar.symbolBars.length;
  if (bar.symbolBars.length < bar.of) state.partialBars += 1;
  state.lastTimestampMs = bar.timestampMs;
}

function noteSymbols(state: StrategyState, known: Set<string>, symbolBars: readonly SymbolBar[]): void {
  const sizeBefore = known.size;
  for (const { symbol } of symbolBars) known.add(symbol);
  if (known.size > sizeBefore) state.symbols = [...known].sort();
}

/** Feeds the indicators, lets the weights learn from what came of the last votes, and predicts the next bar. */
function observe(
  state: StrategyState,
  watched: Map<string, Watched>,
  symbolBars: readonly SymbolBar[],
): Map<SymbolBar, Prediction> {
  const voted: [SymbolBar, Votes][] = [];
  for (const symbolBar of symbolBars) {
    const before = watched.get(symbolBar.symbol);
    if (before?.votes !== undefined) {
      learn(before.votes, symbolBar.close / before.close - 1, state.weights);
    }
    const symbolIndicatorsOf = before?.indicators ?? symbolIndicators();
    const votes = symbolIndicatorsOf.take(symbolBar);
    watched.set(symbolBar.symbol, { indicators: symbolIndicatorsOf, votes, close: symbolBar.close });
    if (votes !== undefined) voted.push([symbolBar, votes]);
  }
  return new Map(voted.map(([symbolBar, votes]) => [symbolBar, predict(votes, state.weights)]));
}

function trade(
  state: StrategyState,
  bar: MarketBar,
  predictions: ReadonlyMap<SymbolBar, Prediction>,
): Order[] {
  const closes = new Map(bar.symbolBars.map((symbolBar) => [symbolBar.symbol, symbolBar]));
  const orders: Order[] = [];
  for (const position of [...state.account.positions]) {
    const symbolBar = closes.get(position.symbol);
    // A symbol without this minute cannot be traded in it.
    if (symbolBar === undefined) continue;
    position.lastPrice = symbolBar.close;
    if (leaves(position, predictions.get(symbolBar), state.bars)) {
      orders.push(sell(state.account, position, bar.bar, state.bars));
    }
  }
  const left = new Set(orders.map((order) => order.symbol));
  for (const [symbolBar, prediction] of candidates(state, predictions)) {
    if (state.account.positions.length >= rules.positionsMax) break;
    if (left.has(symbolBar.symbol)) continue;
    const order = enter(state, bar.bar, symbolBar, prediction);
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
  state: StrategyState,
  predictions: ReadonlyMap<SymbolBar, Prediction>,
): [SymbolBar, Prediction][] {
  const owned = new Set(state.account.positions.map((position) => position.symbol));
  return [...predictions]
    .filter(([symbolBar, prediction]) => {
      const confident = prediction.score > 0 && prediction.confidence >= rules.entryConfidence;
      return confident && !owned.has(symbolBar.symbol);
    })
    .sort(([, a], [, b]) => b.score - a.score);
}

function enter(
  state: StrategyState,
  bar: number,
  symbolBar: SymbolBar,
  prediction: Prediction,
): Order | undefined {
  const { symbol, close: price } = symbolBar;
  const shareCents = Math.floor((equityCents(state.account) * rules.positionPercent) / 100);
  const shares = affordableShares(Math.min(shareCents, state.account.cashCents), price);
  if (shares === 0) return undefined;
  const predicted = rounded(prediction.nextReturn, 6);
  const confidence = rounded(prediction.confidence, 4);
  return buy(state.account, { bar, symbol, shares, price, predicted, confidence }, state.bars);
}

function rounded(value: number, decimals: number): number {
  const scale = 10 ** decimals;
  return Math.round(value * scale) / scale;
}
