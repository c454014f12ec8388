/** The stream as it is published: any symbol bar by its seq, made from the results file again and again the same. */
import type { Stream } from "./results.js";
import { encodeBar } from "./wire.js";

export interface Publication {
  readonly barCount: number;
  /** Symbol bars in all bars. */
  readonly total: number;
  /** The JSON of one symbol bar. */
  record(seq: number): string;
  /** The bar of a symbol bar, and how many symbol bars that bar has. */
  placeOf(seq: number): { bar: number; of: number };
  /** Seqs of bar N (from 1): from `first` up to and without `end`. */
  seqs(bar: number): { first: number; end: number; timestampMs: number };
}

/** @param barsMax only the first so many bars are published */
export function createPublication(
  stream: Stream,
  epoch: number,
  barsMax = Number.POSITIVE_INFINITY,
): Publication {
  const bars = stream.bars.slice(0, barsMax);
  const barOfSeq: number[] = [];
  for (const { bar, symbolBars } of bars) for (const _ of symbolBars) barOfSeq.push(bar);
  const barAt = (number: number) => {
    const bar = bars[number - 1];
    if (bar === undefined) throw new RangeError(`bar ${number} is not in the stream of ${bars.length} bars`);
    return bar;
  };
  return {
    barCount: bars.length,
    total: barOfSeq.length,
    record(seq) {
      const bar = barAt(barOfSeq[seq] ?? 0);
      const symbolBar = bar.symbolBars[seq - bar.firstSeq];
      if (symbolBar === undefined) throw new RangeError(`seq ${seq} is not in bar ${bar.bar}`);
      return encodeBar(symbolBar, { seq, bar: bar.bar, of: bar.symbolBars.length, epoch });
    },
    placeOf(seq) {
      const { bar, symbolBars } = barAt(barOfSeq[seq] ?? 0);
      return { bar, of: symbolBars.length };
    },
    seqs(number) {
      const { firstSeq, symbolBars, timestampMs } = barAt(number);
      return { first: firstSeq, end: firstSeq + symbolBars.length, timestampMs };
    },
  };
}
