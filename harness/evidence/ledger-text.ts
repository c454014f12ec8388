/** Reads the text of a ledger and of the expected stream: one JSON line a bar, one an order. */

/** Open, high, low, close, volume. */
export type Ohlcv = readonly number[];

export interface LedgerBar {
  bar: number;
  timestampMs: number;
  symbols: ReadonlyMap<string, Ohlcv>;
  /** The line as it stands in the file, and its number from 1. */
  text: string;
  line: number;
}

export interface LedgerOrder {
  id: string;
  /** The bar that caused it, as it says; where it does not, the bar that it follows in the file. */
  bar: number;
  text: string;
  line: number;
}

export interface LedgerRead {
  /** In the order of the file, doubled ones included. */
  readonly bars: readonly LedgerBar[];
  readonly orders: readonly LedgerOrder[];
  /** The first line that cannot be read, such as a torn last line; null when there is none. */
  readonly problem: string | null;
}

/** What is being read, before it is handed out. */
interface Reading {
  bars: LedgerBar[];
  orders: LedgerOrder[];
}

/** Several checks read the same three texts, and the proof reads them for each mutation: so many stay parsed. */
const recentMax = 6;
const recent = new Map<string, LedgerRead>();

/**
 * Reads a ledger, or the text that the harness writes of its own reading of the results file: lines
 * `{"type":"bar","bar":1,"timestamp_ms":0,"symbols":{"TQQQ":[o,h,l,c,v]}}` (there without `type`) and
 * `{"type":"order","id":"..."}`. Lines of another type, such as a header, are left out. Never throws.
 */
export function readLedger(text: string): LedgerRead {
  const read = recent.get(text) ?? parseLedger(text);
  // The newest last: the oldest goes first.
  recent.delete(text);
  recent.set(text, read);
  for (const old of [...recent.keys()].slice(0, Math.max(0, recent.size - recentMax))) recent.delete(old);
  return read;
}

function parseLedger(text: string): LedgerRead {
  const read: Reading = { bars: [], orders: [] };
  const lines = text.split("\n");
  const rest = lines.pop() ?? "";
  for (const [index, line] of lines.entries()) {
    const problem = readLine(line, index + 1, read);
    if (problem !== null) return { ...read, problem: `line ${index + 1}: ${problem}` };
  }
  return rest === ""
    ? { ...read, problem: null }
    : { ...read, problem: `line ${lines.length + 1}: cut off, it has no newline` };
}

function readLine(text: string, line: number, read: Reading): string | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return "not JSON";
  }
  if (!isObject(value)) return "not an object";
  if (value.type === "order") {
    if (typeof value.id !== "string") return "an order without id";
    const bar = isCount(value.bar) ? value.bar : (read.bars.at(-1)?.bar ?? 0);
    read.orders.push({ id: value.id, bar, text, line });
    return null;
  }
  if (value.type !== undefined && value.type !== "bar") return null;
  const { bar, timestamp_ms: timestampMs } = value;
  if (!isCount(bar) || typeof timestampMs !== "number") return "a bar without its number or timestamp";
  const symbols = readSymbols(value.symbols);
  if (symbols === null) return `bar ${bar} without its symbols`;
  read.bars.push({ bar, timestampMs, symbols, text, line });
  return null;
}

function readSymbols(value: unknown): Map<string, Ohlcv> | null {
  if (!isObject(value)) return null;
  const symbols = new Map<string, Ohlcv>();
  for (const [symbol, ohlcv] of Object.entries(value)) {
    if (!Array.isArray(ohlcv) || ohlcv.length !== 5 || !ohlcv.every((part) => typeof part === "number"))
      return null;
    symbols.set(symbol, ohlcv);
  }
  return symbols;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
