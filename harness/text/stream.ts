/** Reads a results file into the stream of bars that the harness expects to see; its own reading, apart from the engine's. */
import { type JsonCursor, jsonCursor, problem, quote } from "./json-cursor.js";
import { expectEnd, nextOffset, readArray, readNumber, readObject, skipValue } from "./json-reader.js";

/** Open, high, low, close in dollars, and volume in shares. */
export type Ohlcv = readonly [open: number, high: number, low: number, close: number, volume: number];

/** One minute of the whole symbol set. */
export type StreamBar = {
  /** From 1: the Nth distinct timestamp over all symbols. */
  bar: number;
  timestampMs: number;
  /** In the order of the file. */
  symbolBars: ReadonlyMap<string, Ohlcv>;
  /** Symbols that had a bar before this one and have none now. */
  missing: readonly string[];
};

export type Stream = {
  /** In the order of the file. */
  symbols: readonly string[];
  /** Bar N is `bars[N - 1]`. */
  bars: readonly StreamBar[];
  symbolBarCount: number;
};

/** Prices and volumes from here on are no market data; below it cents times shares stay finite and ordered. */
const priceLimit = 1e9;
const volumeLimit = 1e18;
/** The last millisecond that a Date can hold. */
const timestampMax = 8.64e15;
/** A symbol as brokers write them (BRK.B, BTC/USD, ^VIX, ES=F); no blank, so that it survives a log line. */
const symbolPattern = /^[A-Za-z0-9^][A-Za-z0-9.:/=^-]{0,31}$/;
const priceFields = ["open", "high", "low", "close"] as const;
const shape = "price_data: {SYMBOL: [{timestamp_ms, open, high, low, close, volume}]}";

/** The bars of `text`. Throws a FaultlineError (BAD_RESULTS) with file, line, column, path, what was expected and what was seen. */
export function readStream(text: string, fileName: string): Stream {
  const cursor = jsonCursor(text, fileName);
  if (text.trim() === "") throw problem(cursor, 0, `must hold ${shape}, but the file is empty`);
  if (text.startsWith("\uFEFF"))
    throw problem(cursor, 0, "must not begin with a byte order mark: save it as plain UTF-8");
  const minutes = new Map<number, Map<string, Ohlcv>>();
  const symbols: string[] = [];
  const members: string[] = [];
  readObject(cursor, `an object with ${shape}`, (key) => {
    members.push(key);
    if (key === "price_data") readPriceData(cursor, symbols, minutes);
    else skipValue(cursor);
  });
  expectEnd(cursor);
  if (!members.includes("price_data")) throw noPriceData(cursor, members);
  return toStream(symbols, minutes);
}

/** The stream cut off after `barCount` bars, as `--bars` asks for; longer than it is changes nothing. */
export function firstBars(stream: Stream, barCount: number): Stream {
  const bars = stream.bars.slice(0, barCount);
  return { symbols: stream.symbols, bars, symbolBarCount: countSymbolBars(bars) };
}

function noPriceData(cursor: JsonCursor, members: readonly string[]): Error {
  const seen = members.length === 0 ? "nothing" : members.slice(0, 5).map(quote).join(", ");
  const more = members.length > 5 ? ` and ${members.length - 5} more` : "";
  return problem(cursor, 0, `must have ${shape}, got ${seen}${more}`);
}

function readPriceData(
  cursor: JsonCursor,
  symbols: string[],
  minutes: Map<number, Map<string, Ohlcv>>,
): void {
  const offset = nextOffset(cursor);
  readObject(cursor, "an object with one array of bars a symbol", (symbol, keyOffset) => {
    checkSymbol(cursor, symbol, keyOffset);
    symbols.push(symbol);
    readSeries(cursor, symbol, minutes);
  });
  if (symbols.length === 0) {
    throw problem(cursor, offset, "must have at least one symbol, got none");
  }
}

function checkSymbol(cursor: JsonCursor, symbol: string, keyOffset: number): void {
  if (symbolPattern.test(symbol) && !(symbol in Object.prototype)) return;
  const rule = "must be a symbol of 1 to 32 letters, digits and . : / = ^ -";
  const reserved = symbol in Object.prototype ? ", and no name that every JavaScript object has" : "";
  throw problem(cursor, keyOffset, `${rule}${reserved}, got ${quote(symbol)}`);
}

function readSeries(cursor: JsonCursor, symbol: string, minutes: Map<number, Map<string, Ohlcv>>): void {
  const offset = nextOffset(cursor);
  let previousMs: number | undefined;
  readArray(cursor, "an array of bars", (index) => {
    const { timestampMs, timestampOffset, ohlcv } = readSymbolBar(cursor);
    if (previousMs !== undefined && timestampMs <= previousMs) {
      const message =
        timestampMs === previousMs
          ? `must differ from the bar before, [${index - 1}], got ${timestampMs} twice`
          : `must be later than the bar before, [${index - 1}] at ${previousMs}, got ${timestampMs}`;
      cursor.path.push("timestamp_ms");
      throw problem(cursor, timestampOffset, message);
    }
    previousMs = timestampMs;
    let minute = minutes.get(timestampMs);
    if (!minute) {
      minute = new Map();
      minutes.set(timestampMs, minute);
    }
    minute.set(symbol, ohlcv);
  });
  if (previousMs === undefined) throw problem(cursor, offset, "must have at least one bar, got none");
}

type SymbolBar = { timestampMs: number; timestampOffset: number; ohlcv: Ohlcv };

function readSymbolBar(cursor: JsonCursor): SymbolBar {
  const offset = nextOffset(cursor);
  const values: Record<(typeof priceFields)[number], number> = { open: 0, high: 0, low: 0, close: 0 };
  let timestampMs = 0;
  let timestampOffset = 0;
  let volume = -1;
  readObject(cursor, "a bar {timestamp_ms, open, high, low, close, volume}", (key) => {
    const field = priceFields.find((name) => name === key);
    if (field) values[field] = readPrice(cursor);
    else if (key === "volume") volume = readVolume(cursor);
    else if (key === "timestamp_ms") {
      timestampOffset = nextOffset(cursor);
      timestampMs = readTimestamp(cursor);
    } else skipValue(cursor);
  });
  const { open, high, low, close } = values;
  const absent = timestampMs === 0 ? "timestamp_ms" : priceFields.find((name) => values[name] === 0);
  if (absent !== undefined || volume < 0) {
    throw problem(cursor, offset, `must have the member "${absent ?? "volume"}", got none`);
  }
  if (high < low) {
    throw problem(cursor, offset, `must have a high of at least its low, got high ${high} and low ${low}`);
  }
  return { timestampMs, timestampOffset, ohlcv: [open, high, low, close, volume] };
}

function readPrice(cursor: JsonCursor): number {
  const offset = nextOffset(cursor);
  const price = readNumber(cursor, "a positive number", (value) => value > 0);
  if (price >= priceLimit) throw problem(cursor, offset, `must be a price below ${priceLimit}, got ${price}`);
  return price;
}

function readVolume(cursor: JsonCursor): number {
  const offset = nextOffset(cursor);
  const volume = readNumber(cursor, "a number of shares, 0 or more", (value) => value >= 0);
  if (volume >= volumeLimit)
    throw problem(cursor, offset, `must be a volume below ${volumeLimit}, got ${volume}`);
  return volume;
}

function readTimestamp(cursor: JsonCursor): number {
  const expected = "whole milliseconds since 1970";
  return readNumber(
    cursor,
    expected,
    (value) => Number.isInteger(value) && value > 0 && value <= timestampMax,
  );
}

function toStream(symbols: readonly string[], minutes: ReadonlyMap<number, Map<string, Ohlcv>>): Stream {
  const known = new Set<string>();
  const bars = [...minutes]
    .sort(([one], [other]) => one - other)
    .map(([timestampMs, symbolBars], index) => {
      const missing = [...known].filter((symbol) => !symbolBars.has(symbol));
      for (const symbol of symbolBars.keys()) known.add(symbol);
      return { bar: index + 1, timestampMs, symbolBars, missing };
    });
  return { symbols, bars, symbolBarCount: countSymbolBars(bars) };
}

function countSymbolBars(bars: readonly StreamBar[]): number {
  return bars.reduce((count, bar) => count + bar.symbolBars.size, 0);
}
