/** Compares a ledger with the stream and with the golden ledger, and names what differs, bar by bar. */
import { type LedgerBar, type LedgerRead, readLedger } from "./ledger-text.js";

export type DifferenceKind =
  /** The bar is not there. */
  | "lost"
  /** Some of its symbol bars are not there. */
  | "partial"
  /** The bar, or an order, is there again. */
  | "doubled"
  /** The bar comes after a later one. */
  | "reordered"
  /** The bar, or one of its symbols, is in no stream. */
  | "unexpected"
  /** The bar has another timestamp or another OHLCV than the results file. */
  | "changed"
  /** Same bars, another result than the golden ledger. */
  | "computed otherwise"
  /** The line cannot be read. */
  | "unreadable";

export interface Difference {
  kind: DifferenceKind;
  bar: number;
  /** What it is, in words: "bar 7: TQQQ is [1,2,3,4,5], in the results file [1,2,3,4,6]". */
  text: string;
}

/** Compares with the harness's own reading of the stream. In the order of bars. */
export function diffStream(ledger: string, expected: string): Difference[] {
  const read = readLedger(ledger);
  const stream = new Map(readLedger(expected).bars.map((bar) => [bar.bar, bar]));
  const taken = new Set<number>();
  const differences: Difference[] = [];
  let highest = 0;
  for (const bar of read.bars) {
    const difference = barDifference(bar, stream.get(bar.bar), taken.has(bar.bar), highest);
    if (difference !== null) differences.push(difference);
    taken.add(bar.bar);
    highest = Math.max(highest, bar.bar);
  }
  for (const bar of stream.keys()) {
    if (!taken.has(bar)) differences.push({ kind: "lost", bar, text: `bar ${bar} was lost` });
  }
  differences.push(...doubledOrders(read));
  if (read.problem !== null) {
    const after = read.bars.at(-1)?.bar ?? 0;
    differences.push({ kind: "unreadable", bar: after + 1, text: `the ledger, ${read.problem}` });
  }
  return differences.sort((a, b) => a.bar - b.bar);
}

/** The first line in which a ledger differs from the golden one, or null. */
export function diffGolden(ledger: string, golden: string): Difference | null {
  if (ledger === golden) return null;
  const [lines, goldenLines] = [ledger.split("\n"), golden.split("\n")];
  const index = lines.findIndex((line, at) => line !== goldenLines[at]);
  const at = index === -1 ? lines.length : index;
  const bar = readLedger(`${lines.slice(0, at).join("\n")}\n`).bars.at(-1)?.bar ?? 0;
  const text = `bar ${bar + 1}: line ${at + 1} is ${quote(lines[at])}, golden is ${quote(goldenLines[at])}`;
  return { kind: "computed otherwise", bar: bar + 1, text };
}

function barDifference(
  bar: LedgerBar,
  expected: LedgerBar | undefined,
  again: boolean,
  highest: number,
): Difference | null {
  const as = (kind: DifferenceKind, text: string): Difference => ({ kind, bar: bar.bar, text });
  if (expected === undefined) return as("unexpected", `bar ${bar.bar} is not in the stream`);
  if (again) return as("doubled", `bar ${bar.bar} was taken twice`);
  const changed = changeOf(bar, expected);
  if (changed !== null) return as(changed.kind, `bar ${bar.bar}: ${changed.text}`);
  if (bar.bar < highest) return as("reordered", `bar ${bar.bar} came after bar ${highest}`);
  const lacking = [...expected.symbols.keys()].filter((symbol) => !bar.symbols.has(symbol));
  if (lacking.length === 0) return null;
  const count = `${expected.symbols.size - lacking.length} of ${expected.symbols.size} symbols`;
  return as("partial", `bar ${bar.bar} has ${count}, missing: ${lacking.join(" ")}`);
}

function changeOf(
  bar: LedgerBar,
  expected: LedgerBar,
): { kind: "changed" | "unexpected"; text: string } | null {
  if (bar.timestampMs !== expected.timestampMs) {
    return {
      kind: "changed",
      text: `its timestamp is ${bar.timestampMs}, in the results file ${expected.timestampMs}`,
    };
  }
  for (const [symbol, ohlcv] of bar.symbols) {
    const wanted = expected.symbols.get(symbol);
    if (wanted === undefined) {
      return { kind: "unexpected", text: `${symbol} has no such bar in the results file` };
    }
    if (wanted.some((value, index) => value !== ohlcv[index])) {
      const text = `${symbol} is ${JSON.stringify(ohlcv)}, in the results file ${JSON.stringify(wanted)}`;
      return { kind: "changed", text };
    }
  }
  return null;
}

function doubledOrders({ orders }: LedgerRead): Difference[] {
  const known = new Set<string>();
  return orders.flatMap(({ id, bar }) => {
    const again = known.has(id);
    known.add(id);
    return again ? [{ kind: "doubled" as const, bar, text: `order ${id} was made twice` }] : [];
  });
}

/** Longest piece of a ledger line in a text, in characters. */
const quoteLimit = 120;

function quote(line: string | undefined): string {
  if (line === undefined || line === "") return "not there";
  return line.length > quoteLimit ? `${line.slice(0, quoteLimit)}...` : line;
}
