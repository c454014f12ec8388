/** How lost symbol bars lie in the stream: a rhythm in what is missing names its cause better than a count. Pure. */
import { readLedger } from "./ledger-text.js";

/** Fewer pieces than that make no rhythm. */
const leastGaps = 3;
/** So near to the middle one is a gap of its size: lines of one stream differ in length as much. */
const unevenShare = 0.1;
/** So many of the gaps must be: now and then a piece ends at the end of a line by chance, and nothing is missing. */
const evenShare = 0.75;

/** What is missing, by its rhythm, in words; null where there is none. Texts as `readLedger` takes them. */
export function lossPattern(ledger: string, expected: string): string | null {
  const bars = new Map(readLedger(ledger).bars.map(({ bar, symbols }) => [bar, symbols]));
  const stream = readLedger(expected).bars.flatMap(({ bar, symbols }) =>
    [...symbols.keys()].map((symbol) => ({ bar, symbol })),
  );
  const missing = stream.flatMap(({ bar, symbol }, index) =>
    bars.get(bar)?.has(symbol) === true ? [] : [{ place: index + 1, symbol }],
  );
  const [first] = missing;
  if (first === undefined) return null;
  const symbols = new Set(missing.map(({ symbol }) => symbol));
  if (symbols.size === 1 && missing.length > leastGaps && missing.length === bars.size)
    return `${first.symbol} is missing from every bar`;
  const starts = missing
    .map(({ place }) => place)
    .filter((place, index, all) => place - 1 !== all[index - 1]);
  const isTail = starts.length === 1 && missing.at(-1)?.place === stream.length;
  if (isTail)
    return first.place === 1 ? "nothing came at all" : `nothing came after symbol bar ${first.place - 1}`;
  return rhythmText(starts);
}

function rhythmText(starts: readonly number[]): string | null {
  const gaps = starts.slice(1).map((place, index) => place - (starts[index] ?? 0));
  if (gaps.length < leastGaps) return null;
  const middle = [...gaps].sort((a, b) => a - b)[gaps.length >> 1] ?? 0;
  if (gaps.every((gap) => gap === middle))
    return `every ${ordinal(middle)} symbol bar is missing, from number ${starts[0]} of the stream on`;
  const even = gaps.filter((gap) => Math.abs(gap - middle) <= Math.max(1, middle * unevenShare));
  if (even.length < gaps.length * evenShare) return null;
  const what = `a piece is missing about every ${middle} symbol bars`;
  return `${what}, so they are lost by bytes, not by count: lines are torn, or cut at the end of a buffer`;
}

function ordinal(n: number): string {
  const teen = n % 100 >= 11 && n % 100 <= 13;
  const end = teen ? "th" : (["th", "st", "nd", "rd"][n % 10] ?? "th");
  return `${n}${end}`;
}
