/** Loads a results file (`price_data: {SYMBOL: [{timestamp_ms, open, ...}]}`) as a stream of bars, or says what is wrong with it. */
import { isUtf8 } from "node:buffer";
import fs from "node:fs";
import { exitCodes, FatalError } from "./exit.js";
import type { SymbolBar } from "./feed.js";
import { findRepeatedKey, findSyntaxFault, type JsonPath, locate } from "./json-locate.js";
import { isSymbol } from "./symbol.js";

/** One bar: what all symbols did in one minute. */
export interface StreamBar {
  /** The Nth distinct timestamp over all symbols, from 1. */
  bar: number;
  timestampMs: number;
  /** The seq of its first symbol bar; the others follow densely. */
  firstSeq: number;
  /** In the order of the symbols in the file; a symbol without this minute is left out. */
  symbolBars: readonly SymbolBar[];
}

export interface Stream {
  /** In the file's order. */
  symbols: readonly string[];
  /** Ascending in time. Bar N is `bars[N - 1]`. */
  bars: readonly StreamBar[];
  symbolBarCount: number;
}

/**
 * Larger files are refused before they are read: 256 MiB is 2.8 million symbol bars, and V8 holds no string over 512 MiB.
 */
export const fileBytesMax = 256 * 1024 * 1024;

/** Prices from here on are taken for garbage: products of shares and cents must stay exact in a double. */
const priceLimit = 1e9;
/** The last millisecond that a Date can hold. */
const timestampMax = 8.64e15;
const fields = ["open", "high", "low", "close", "volume"] as const;

/** A place in the file that is wrong; turned into a FatalError with line and column by loadResults. */
class ResultsFault extends Error {
  readonly path: JsonPath;

  constructor(path: JsonPath, message: string) {
    super(message);
    this.path = path;
  }
}

/** @throws FatalError 65 naming file, line, column, symbol, index and field */
export function loadResults(file: string): Stream {
  const text = readText(file);
  try {
    const stream = toStream(parse(file, text));
    refuseRepeatedSymbol(file, text, stream.symbols);
    return stream;
  } catch (error) {
    if (!(error instanceof ResultsFault)) throw error;
    const place = locate(text, error.path);
    const at = place === undefined ? "" : `:${place.line}:${place.column}`;
    throw new FatalError(exitCodes.data, `${file}${at}: ${showPath(error.path)}${error.message}`);
  }
}

/**
 * JSON.parse keeps the last of two members of one name. A cheap look at the text finds the suspects; only then is it
 * scanned, which takes longer than all the rest.
 */
function refuseRepeatedSymbol(file: string, text: string, symbols: readonly string[]): void {
  const names = new Set(symbols);
  let lists = 0;
  for (let at = text.indexOf("["); at !== -1; at = text.indexOf("[", at + 1)) {
    const name = /"([^"]{1,32})"\s*:\s*$/.exec(text.slice(Math.max(0, at - 48), at))?.[1];
    if (name !== undefined && names.has(name)) lists += 1;
  }
  if (lists === symbols.length) return;
  const place = findRepeatedKey(text, ["price_data"]);
  if (place === undefined) return;
  throw new FatalError(
    exitCodes.data,
    `${file}:${place.line}:${place.column}: price_data: expected each symbol once, this one is here again`,
  );
}

/** Builds the stream from a parsed document. @throws ResultsFault */
function toStream(document: unknown): Stream {
  if (!isRecord(document)) throw fault([], `expected an object with price_data, got ${show(document)}`);
  const priceData = Object.hasOwn(document, "price_data") ? document.price_data : undefined;
  if (!isRecord(priceData)) {
    if (priceData !== undefined) throw fault(["price_data"], `expected an object, got ${show(priceData)}`);
    throw fault([], "expected a key price_data with the bars of each symbol, got none");
  }
  const symbols = Object.keys(priceData);
  if (symbols.length === 0) throw fault(["price_data"], "expected at least one symbol, got none");
  const byTime = new Map<number, SymbolBar[]>();
  let symbolBarCount = 0;
  for (const symbol of symbols) {
    for (const row of symbolRows(symbol, priceData[symbol])) {
      const together = byTime.get(row.timestamp_ms);
      if (together === undefined) byTime.set(row.timestamp_ms, [row]);
      else together.push(row);
      symbolBarCount += 1;
    }
  }
  return { symbols, bars: numbered(byTime), symbolBarCount };
}

function numbered(byTime: ReadonlyMap<number, readonly SymbolBar[]>): StreamBar[] {
  let firstSeq = 0;
  return [...byTime]
    .sort(([a], [b]) => a - b)
    .map(([timestampMs, symbolBars], index) => {
      const bar = { bar: index + 1, timestampMs, firstSeq, symbolBars };
      firstSeq += symbolBars.length;
      return bar;
    });
}

function symbolRows(symbol: string, rows: unknown): SymbolBar[] {
  const path = ["price_data", symbol];
  if (!isSymbol(symbol)) {
    throw fault(path, "expected a symbol of 1 to 32 letters, digits and . : / = ^ -");
  }
  if (!Array.isArray(rows)) throw fault(path, `expected a list of bars, got ${show(rows)}`);
  if (rows.length === 0) throw fault(path, "expected at least one bar, got none");
  let previous: number | undefined;
  return rows.map((row: unknown, index) => {
    const bar = symbolBar(symbol, row, [...path, index], previous);
    previous = bar.timestamp_ms;
    return bar;
  });
}

function symbolBar(symbol: string, row: unknown, path: JsonPath, previous: number | undefined): SymbolBar {
  if (!isRecord(row)) throw fault(path, `expected an object, got ${show(row)}`);
  const [open, high, low, close, volume] = fields.map((field) => {
    const value = row[field];
    const ok = typeof value === "number" && Number.isFinite(value) && value < priceLimit ** 2;
    if (field === "volume") {
      if (!ok || value < 0) throw fieldFault(row, path, field, "a number of shares, 0 or more");
    } else if (!ok || value <= 0) {
      throw fieldFault(row, path, field, "a positive number");
    } else if (value >= priceLimit) {
      throw fieldFault(row, path, field, `a price below ${priceLimit}`);
    }
    return value;
  }) as [number, number, number, number, number];
  if (high < low) throw fieldFault(row, path, "high", `at least the low of ${low}`);
  return { symbol, timestamp_ms: timestamp(row, path, previous), open, high, low, close, volume };
}

function timestamp(row: Record<string, unknown>, path: JsonPath, previous: number | undefined): number {
  const value = row.timestamp_ms;
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value <= 0 || value > timestampMax) {
    throw fieldFault(row, path, "timestamp_ms", "whole milliseconds since 1970");
  }
  if (previous !== undefined && value === previous) {
    throw fieldFault(row, path, "timestamp_ms", `a time after ${previous} (one bar for each time)`);
  }
  if (previous !== undefined && value < previous) {
    throw fieldFault(row, path, "timestamp_ms", `bars sorted by time, a time after ${previous}`);
  }
  return value;
}

function readText(file: string): string {
  const cannot = (why: string, cause?: unknown) =>
    new FatalError(exitCodes.data, `${file}: ${why}`, cause === undefined ? {} : { cause });
  let text: string;
  try {
    const stat = fs.statSync(file);
    if (!stat.isFile()) throw cannot("expected a results file, got something that is not a regular file");
    if (stat.size > fileBytesMax) {
      throw cannot(`expected at most ${fileBytesMax} bytes of results, got ${stat.size}`);
    }
    const bytes = fs.readFileSync(file);
    if (!isUtf8(bytes)) throw cannot("expected JSON in UTF-8, got bytes that are no UTF-8");
    text = bytes.toString("utf8");
  } catch (error) {
    if (error instanceof FatalError) throw error;
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (code === "ENOENT") throw cannot("no such file; expected a results file with price_data", error);
    throw cannot(`cannot be read (${code || error})`, error);
  }
  if (text.trim() === "") throw cannot("expected a results file with price_data, got an empty file");
  if (text.startsWith("\ufeff")) throw cannot("expected plain UTF-8, got a byte order mark in front of it");
  return text;
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const wrong = findSyntaxFault(text);
    const at = wrong === undefined ? "" : `:${wrong.line}:${wrong.column}`;
    const what = wrong === undefined ? String(cause) : `expected ${wrong.expected}, got ${wrong.got}`;
    throw new FatalError(exitCodes.data, `${file}${at}: not JSON: ${what}`, { cause });
  }
}

function fieldFault(
  row: Record<string, unknown>,
  path: JsonPath,
  field: string,
  expected: string,
): ResultsFault {
  if (!Object.hasOwn(row, field)) return fault(path, `expected the field ${field}, got none`);
  return fault([...path, field], `expected ${expected}, got ${show(row[field])}`);
}

function fault(path: JsonPath, message: string): ResultsFault {
  return new ResultsFault(path, message);
}

/** `price_data.TQQQ[17].open: `, or nothing for the document itself. */
function showPath(path: JsonPath): string {
  if (path.length === 0) return "";
  const text = path.map((key) => (typeof key === "number" ? `[${key}]` : `.${key}`)).join("");
  return `${text
    .replace(/^\./, "")
    .replace(/[^\x20-\x7e]/g, "?")
    .slice(0, 120)}: `;
}

function show(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "number") return String(value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object" && value !== null) return "an object";
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= 40 ? text : `${text.slice(0, 40)}...`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
