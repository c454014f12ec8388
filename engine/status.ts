/** The engine's lines, as the original printed them; every number in them is true. Pure. */
import type { BuyOrder, SellOrder } from "./strategy/account.js";
import { initialCashCents } from "./strategy/account.js";
import type { MarketBar } from "./strategy/market.js";
import type { Decision, Figures } from "./strategy/strategy.js";

/** Bars from one status update to the next. */
export const snapshotEveryBars = 10;
/** Bars from one synchronisation check to the next. */
export const syncEveryBars = 100;
/** Symbols that a line names before it only counts them. */
const namesMax = 20;

/** The line by which a harness sees that the engine is ready, on which feed, and from where it goes on. */
export function readyLine(date: string, feed: string, source: string, figures: Readonly<Figures>): string {
  const { bars } = figures;
  const state = bars === 0 ? "fresh" : `resumed at bar ${bars}`;
  return (
    `Engine ready (mock-live ${date}, feed ${feed}, ${source}, next bar ${bars + 1},` +
    ` incarnation state ${state})`
  );
}

/** All lines that one bar causes, in order. `figures` are those after it. */
export function barLines(bar: MarketBar, decision: Decision, figures: Readonly<Figures>): string[] {
  return [
    barLine(bar, figures),
    ...decision.orders.map((order) => (order.side === "buy" ? entryLine(order) : exitLine(order))),
    ...(figures.bars % snapshotEveryBars === 0 ? statusLines(figures, decision.equityCents) : []),
    ...(figures.bars % syncEveryBars === 0 ? [syncLine(bar, figures.symbols)] : []),
  ];
}

/** The symbol shown changes from bar to bar, so that all of them pass by. */
export function barLine(bar: MarketBar, figures: Readonly<Figures>): string {
  const shown = bar.symbolBars[(figures.bars - 1) % bar.symbolBars.length];
  const price = shown === undefined ? "-" : `${shown.symbol} @ ${shown.close.toFixed(2)}`;
  const partial = bar.symbolBars.length < bar.of ? ` | Partial: ${bar.symbolBars.length} of ${bar.of}` : "";
  const snapshots = Math.floor(figures.bars / snapshotEveryBars);
  return `[${newYorkTime(bar.timestampMs)}] ${price} | Bars: ${figures.bars} | Snapshots: ${snapshots}${partial}`;
}

export function entryLine({ symbol, price, predicted, confidence }: BuyOrder): string {
  return (
    `  [ENTRY] ${symbol} at $${price.toFixed(2)} | 1-bar: ${(predicted * 100).toFixed(4)}%` +
    ` | conf: ${(confidence * 100).toFixed(2)}%`
  );
}

export function exitLine({ symbol, price, pnlCents, basisCents, heldBars }: SellOrder): string {
  return `  [EXIT] ${symbol} at $${price.toFixed(2)} | P&L: ${percent(pnlCents / basisCents, 2)} | Held: ${heldBars} bars`;
}

export function statusLines(figures: Readonly<Figures>, equityCents: number): string[] {
  const { trades, positions } = figures.account;
  const gain = (equityCents - initialCashCents) / initialCashCents;
  return [
    `[Status Update] Snapshot ${Math.floor(figures.bars / snapshotEveryBars)}`,
    `   Equity: ${dollars(equityCents)} (${gain < 0 ? "" : "+"}${percent(gain, 2)})`,
    `   Trades: ${trades} | Positions: ${positions.length}`,
    `   Win Rate: ${winRate(figures)}`,
  ];
}

/** `symbols`: all that were seen up to and including this bar. */
export function syncLine(bar: MarketBar, symbols: readonly string[]): string {
  const present = new Set(bar.symbolBars.map(({ symbol }) => symbol));
  const missing = symbols.filter((symbol) => !present.has(symbol));
  const at = `at timestamp ${bar.timestampMs}`;
  if (missing.length === 0) {
    return `[SYNC-CHECK] Bar ${bar.bar}: All ${symbols.length} symbols synchronized ${at}`;
  }
  const named = missing.slice(0, namesMax).join(" ");
  const more = missing.length > namesMax ? ` and ${missing.length - namesMax} more` : "";
  return `[SYNC-CHECK] Bar ${bar.bar}: ${present.size} of ${symbols.length} symbols, missing: ${named}${more} ${at}`;
}

export function endLine(figures: Readonly<Figures>, equityCents: number): string {
  return (
    `End of stream: ${figures.bars} bars taken, ${figures.partialBars} partial, ${figures.symbolBars} symbol bars,` +
    ` ${resultWords(figures, equityCents)}`
  );
}

export function stoppedLine(figures: Readonly<Figures>, equityCents: number): string {
  return `Engine stopped: bars ${figures.bars}, ${resultWords(figures, equityCents)}`;
}

/** A reader that is slow for ever shows as lag, in bars; below a snapshot's length it is no news. */
export function lagLine(symbolBars: number, bar: MarketBar): string | undefined {
  const bars = Math.ceil(symbolBars / bar.of);
  return bars < snapshotEveryBars ? undefined : `[LAG] ${bars} bars behind the publisher at bar ${bar.bar}`;
}

export function repairedLine(bytes: number, file: string): string {
  return `[LEDGER] ${bytes} bytes of a half-written end were cut off ${file}`;
}

/** Symbol bars that were not taken; undefined when there are none. */
export function droppedLine(dropped: {
  duplicate: number;
  late: number;
  invalid: number;
}): string | undefined {
  const parts = Object.entries(dropped).filter(([, count]) => count > 0);
  if (parts.length === 0) return undefined;
  return `Symbol bars dropped: ${parts.map(([reason, count]) => `${count} ${reason}`).join(", ")}`;
}

/** Wall time in New York, where the bars are from: the bar's own time, not the engine's. */
export function newYorkTime(timestampMs: number): string {
  const offsetHours = isDaylightTime(timestampMs) ? 4 : 5;
  return new Date(timestampMs - offsetHours * 3_600_000).toISOString().slice(11, 19);
}

function resultWords(figures: Readonly<Figures>, equityCents: number): string {
  return `trades ${figures.account.trades}, equity ${dollars(equityCents)}, win rate ${winRate(figures)}`;
}

function winRate({ account }: Readonly<Figures>): string {
  return account.trades === 0 ? "n/a" : percent(account.wins / account.trades, 1);
}

function dollars(cents: number): string {
  return `${cents < 0 ? "-" : ""}$${(Math.abs(cents) / 100).toFixed(2)}`;
}

/** A loss too small for the decimals is not shown as "-0.00%". */
function percent(fraction: number, decimals: number): string {
  return `${(fraction * 100).toFixed(decimals).replace(/^-(0(?:\.0+)?)$/, "$1")}%`;
}

/**
 * From the second Sunday of March to the first of November, each at 2:00 local time (Energy Policy Act of 2005).
 * Computed, because the first use of Intl costs a boot some 20 ms.
 */
function isDaylightTime(timestampMs: number): boolean {
  const year = new Date(timestampMs).getUTCFullYear();
  const begins = nthSunday(year, 2, 2) + 7 * 3_600_000;
  const ends = nthSunday(year, 10, 1) + 6 * 3_600_000;
  return timestampMs >= begins && timestampMs < ends;
}

/** Midnight UTC of a month's nth Sunday; month 0 is January. */
function nthSunday(year: number, month: number, nth: number): number {
  const firstWeekday = new Date(Date.UTC(year, month, 1)).getUTCDay();
  return Date.UTC(year, month, 1 + ((7 - firstWeekday) % 7) + (nth - 1) * 7);
}
