/** The prediction: five indicators of a symbol vote, and weights learned from their past errors join the votes. */
import type { SymbolBar } from "../feed.js";
import { indicators } from "./indicators.js";

/** What the ensemble expects of a symbol's next bar. */
export interface Prediction {
  /** Expected return of the next bar, as a fraction of the price. */
  nextReturn: number;
  /** The same in units of the symbol's own average range: comparable between symbols. */
  score: number;
  /** From 0.5 (no opinion) towards 1. */
  confidence: number;
}

/** The votes of one symbol, ready to be weighed. Undefined fields while the indicators warm up. */
export interface Votes {
  values: readonly number[];
  /** The average range of a bar as a fraction of the price. */
  range: number;
}

/** One weight a vote, in the order of the votes: trend, strength, reversal, momentum, bar shape. */
export const initialWeights: readonly number[] = [0.12, 0.08, -0.08, 0.1, 0.05];

/** Step of the learner, small: the symbols of one minute move together and teach nearly the same thing. */
const learningRate = 0.002;
/** Returns beyond this many ranges teach no more than this. */
const surpriseMax = 3;
/** Score at which the confidence is 75 %. */
const halfConfidenceScore = 0.25;

/**
 * All indicators are averages over a window, none remembers longer: fed with a symbol's last 21 bars (20 moves) they
 * stand exactly, bit for bit, where they stood after all of them. A checkpoint relies on it; exponential averages
 * would not do.
 */
export const windowBars = 21;

export interface SymbolIndicators {
  /** Takes the symbol's next bar; undefined until all indicators are warm (20 bars). */
  take(bar: SymbolBar): Votes | undefined;
}

export function symbolIndicators(): SymbolIndicators {
  const fast = new indicators.SMA(5);
  const slow = new indicators.SMA(20);
  const strength = new indicators.RSI(14, indicators.SMA);
  const bands = new indicators.BollingerBands(20, 2);
  const momentum = new indicators.ROC(3);
  const range = new indicators.ATR(14, indicators.SMA);
  return {
    take(bar) {
      const fastValue = fast.add(bar.close);
      const slowValue = slow.add(bar.close);
      const strengthValue = strength.add(bar.close);
      const band = bands.add(bar.close);
      const momentumValue = momentum.add(bar.close);
      const rangeValue = range.add({ high: bar.high, low: bar.low, close: bar.close });
      if (fastValue === null || slowValue === null || strengthValue === null) return undefined;
      if (band === null || momentumValue === null || rangeValue === null) return undefined;
      // A market that stands still has no range: nothing to trade, and nothing to divide by.
      if (rangeValue <= 0) return undefined;
      const bandWidth = band.upper - band.middle;
      return {
        values: [
          clip((fastValue - slowValue) / rangeValue),
          clip((strengthValue - 50) / 25),
          bandWidth > 0 ? clip((bar.close - band.middle) / bandWidth) : 0,
          clip((momentumValue * bar.close) / (2 * rangeValue)),
          clip((bar.close - bar.open) / rangeValue),
        ],
        range: rangeValue / bar.close,
      };
    },
  };
}

export function predict(votes: Votes, weights: readonly number[]): Prediction {
  const score = weigh(votes.values, weights);
  const size = Math.abs(score);
  return {
    score,
    nextReturn: score * votes.range,
    confidence: 0.5 + (0.5 * size) / (size + halfConfidenceScore),
  };
}

/** Corrects the weights in place after seeing what came of the votes (least mean squares). */
export function learn(votes: Votes, actualReturn: number, weights: number[]): void {
  const actual = clip(actualReturn / votes.range / surpriseMax) * surpriseMax;
  const step = learningRate * (actual - weigh(votes.values, weights));
  for (let index = 0; index < weights.length; index += 1) {
    weights[index] = (weights[index] ?? 0) + step * (votes.values[index] ?? 0);
  }
}

function weigh(values: readonly number[], weights: readonly number[]): number {
  let sum = 0;
  for (let index = 0; index < values.length; index += 1) {
    sum += (values[index] ?? 0) * (weights[index] ?? 0);
  }
  return sum;
}

/** Into -1..1. */
function clip(value: number): number {
  return Math.max(-1, Math.min(1, value));
}
