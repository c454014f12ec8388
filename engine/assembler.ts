/** Puts symbol bars together into bars, and decides when a bar is closed: never by a clock. */
import { exitCodes, FatalError } from "./exit.js";
import type { SequencedBar, SymbolBar } from "./feed.js";
import { bySymbol, type MarketBar } from "./strategy/market.js";
import { isSymbol } from "./symbol.js";

/** Symbol bars that were not taken, by reason. */
export interface Dropped {
  /** The symbol was already in the open bar. */
  duplicate: number;
  /** Its bar was closed already. */
  late: number;
  /** A price that is not positive, a high below the low, and the like. */
  invalid: number;
}

export interface Assembler {
  take(record: SymbolBar | SequencedBar): void;
  /** The bar that is open now; undefined between two bars. */
  readonly openBar: { bar: number; taken: number; sequenced: boolean } | undefined;
  /** Closes the open bar as it is. */
  close(): void;
  readonly dropped: Readonly<Dropped>;
}

interface OpenBar {
  bar: number;
  timestampMs: number;
  /** undefined: the source does not say. */
  of: number | undefined;
  symbolBars: Map<string, SymbolBar>;
}

/**
 * A sequenced bar closes at the last of its `of` symbol bars, or, where some were lost, at the first symbol bar of a
 * later bar; a bar of a seven-field source closes at the first later timestamp.
 * @param last the last bar that was closed before, or undefined at the beginning
 */
export function createAssembler(last: MarketBar | undefined, closed: (bar: MarketBar) => void): Assembler {
  const dropped: Dropped = { duplicate: 0, late: 0, invalid: 0 };
  /** Delivered again on purpose after a restart, see Taker.next. */
  const overlap = last?.bar;
  let open: OpenBar | undefined;
  const close = () => {
    if (open === undefined) return;
    const symbolBars = [...open.symbolBars.values()].sort(bySymbol);
    last = { bar: open.bar, timestampMs: open.timestampMs, of: open.of ?? symbolBars.length, symbolBars };
    open = undefined;
    closed(last);
  };
  return {
    take(record) {
      if (!isSound(record)) {
        dropped.invalid += 1;
        return;
      }
      if (open !== undefined && record.timestamp_ms > open.timestampMs) close();
      if (last !== undefined) requireSameStream(last, record);
      if (record.timestamp_ms <= (last?.timestampMs ?? 0) || record.timestamp_ms < (open?.timestampMs ?? 0)) {
        if (!("seq" in record && record.bar === overlap)) dropped.late += 1;
        return;
      }
      open ??= beginBar(record, last?.bar ?? 0);
      if (open.symbolBars.has(record.symbol)) dropped.duplicate += 1;
      else open.symbolBars.set(record.symbol, record);
      if (open.symbolBars.size === open.of) close();
    },
    get openBar() {
      if (open === undefined) return undefined;
      return { bar: open.bar, taken: open.symbolBars.size, sequenced: open.of !== undefined };
    },
    close,
    dropped,
  };
}

function beginBar(record: SymbolBar | SequencedBar, lastBar: number): OpenBar {
  const sequenced = "seq" in record;
  return {
    bar: sequenced ? record.bar : lastBar + 1,
    timestampMs: record.timestamp_ms,
    of: sequenced ? record.of : undefined,
    symbolBars: new Map(),
  };
}

/**
 * A sequenced source numbers its bars: one that gives another time or other prices to a bar of the ledger, or a later
 * number to an earlier time, is another stream.
 * @throws FatalError 65
 */
function requireSameStream(last: MarketBar, record: SymbolBar | SequencedBar): void {
  if (!("seq" in record)) return;
  const order = Math.sign(record.bar - last.bar);
  if (order !== Math.sign(record.timestamp_ms - last.timestampMs)) {
    throw otherStream(
      `bar ${record.bar} has the time ${record.timestamp_ms}, but bar ${last.bar} was taken with ${last.timestampMs}`,
    );
  }
  if (order !== 0) return;
  const taken = last.symbolBars.find(({ symbol }) => symbol === record.symbol);
  if (taken !== undefined && show(taken) !== show(record)) {
    throw otherStream(
      `bar ${record.bar} of ${record.symbol} is ${show(record)}, but it was taken as ${show(taken)}`,
    );
  }
}

function otherStream(what: string): FatalError {
  return new FatalError(
    exitCodes.data,
    `the stream is not the one that the ledger was made from: ${what}; start with another --ledger and --state`,
  );
}

function show({ open, high, low, close, volume }: SymbolBar): string {
  return JSON.stringify([open, high, low, close, volume]);
}

/** The transport checks that the fields are numbers; here they must make sense. */
function isSound({ symbol, timestamp_ms, open, high, low, close, volume }: SymbolBar): boolean {
  return (
    isSymbol(symbol) &&
    Number.isSafeInteger(timestamp_ms) &&
    timestamp_ms > 0 &&
    [open, high, low, close].every((price) => price > 0 && price < 1e9) &&
    high >= low &&
    volume >= 0
  );
}
