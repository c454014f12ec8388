/** Streams for tests: random walks with gaps, halts and late symbols, the same for the same seed. */

import { seededRandom } from "../../fixtures/random.js";
import type { SymbolBar } from "../feed.js";
import type { StreamBar } from "../results.js";

export interface StreamShape {
  bars: number;
  symbols: number;
  /** Probability that a symbol has no bar in a minute. */
  gap?: number;
  /** Bar after which a night passes; none by default. */
  nightAfter?: number;
}

/** 09:30 in New York on 2025-10-24. */
const startMs = 1_761_312_600_000;

/** Every minute has at least one symbol, as a bar without any does not exist. */
export function randomStream(seed: number, { bars, symbols, gap = 0, nightAfter }: StreamShape): StreamBar[] {
  const uniform = seededRandom(seed).uniform;
  const prices = Array.from({ length: symbols }, () => 5 + Math.floor(uniform() * 20_000) / 100);
  let firstSeq = 0;
  return Array.from({ length: bars }, (_, index) => {
    const night = nightAfter !== undefined && index >= nightAfter ? 17 * 3_600_000 : 0;
    const timestampMs = startMs + index * 60_000 + night;
    const symbolBars: SymbolBar[] = [];
    for (let symbol = 0; symbol < symbols; symbol += 1) {
      const open = prices[symbol] ?? 1;
      const close = cents(open * (1 + (uniform() - 0.5) * 0.02));
      prices[symbol] = close;
      if (uniform() < gap && !(symbol === symbols - 1 && symbolBars.length === 0)) continue;
      const high = cents(Math.max(open, close) * (1 + uniform() * 0.003));
      const low = Math.min(open, close, cents(Math.min(open, close) * (1 - uniform() * 0.003)));
      const volume = Math.floor(uniform() * 1e6);
      symbolBars.push({
        symbol: `S${symbol}`,
        timestamp_ms: timestampMs,
        open,
        high: Math.max(high, open, close),
        low,
        close,
        volume,
      });
    }
    const bar = { bar: index + 1, timestampMs, firstSeq, symbolBars };
    firstSeq += symbolBars.length;
    return bar;
  });
}

function cents(price: number): number {
  return Math.max(0.01, Math.round(price * 100) / 100);
}
