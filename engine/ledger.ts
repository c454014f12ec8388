/** The ledger's text: one line a bar, one line an order, and a digest that chains them. Pure; ledger-file.ts writes it. */
import { createHash } from "node:crypto";
import type { SymbolBar } from "./feed.js";
import { isCount, isNumber, parseObject } from "./json-guards.js";
import { initialCashCents, type Order } from "./strategy/account.js";
import { bySymbol, type MarketBar } from "./strategy/market.js";
import { type Decision, strategyVersion } from "./strategy/strategy.js";

/** Rises with every change of the ledger's lines. */
export const ledgerFormat = 1;

/** Hex digits of SHA-256 that a line carries: 64 bits, against accidents, not against a forger. */
const digestDigits = 16;

/** The first line. It says which strategy made the ledger; the bars themselves say from which data. */
export const headerLine = `${JSON.stringify({
  type: "header",
  format: ledgerFormat,
  strategy: strategyVersion,
  initial_equity_cents: initialCashCents,
})}\n`;

/** The digest that the first bar's is chained to. */
export const headerDigest = chain("", headerLine);

/** One bar's lines: its orders in the order of their making, then the bar itself with the digest over all of it. */
export function groupLines(
  previousDigest: string,
  bar: MarketBar,
  decision: Decision,
): { text: string; digest: string } {
  const orders = decision.orders.map((order) => `${orderLine(order)}\n`).join("");
  const body = `${orders}${barLineWithoutDigest(bar, decision.equityCents)}`;
  const digest = chain(previousDigest, body);
  return { text: `${body},"digest":"${digest}"}\n`, digest };
}

/** The bar that a line describes; undefined when the line is not a bar line. */
export function parseBarLine(line: string): MarketBar | undefined {
  const value = parseObject(line);
  if (value?.type !== "bar") return undefined;
  const { bar, timestamp_ms: timestampMs, of, symbols } = value;
  if (!isCount(bar) || !isCount(timestampMs) || !isCount(of) || typeof symbols !== "object") return undefined;
  const symbolBars: SymbolBar[] = [];
  for (const [symbol, row] of Object.entries(symbols ?? {})) {
    if (!Array.isArray(row) || row.length !== 5 || !row.every(isNumber)) return undefined;
    const [open, high, low, close, volume] = row as [number, number, number, number, number];
    symbolBars.push({ symbol, timestamp_ms: timestampMs, open, high, low, close, volume });
  }
  return { bar, timestampMs, of, symbolBars: symbolBars.sort(bySymbol) };
}

/** True when a line is an order's. */
export function isOrderLine(line: string): boolean {
  return parseObject(line)?.type === "order";
}

/** The header of another program, format or strategy, in words; undefined when it is ours. */
export function headerFault(line: string): string | undefined {
  if (`${line}\n` === headerLine) return undefined;
  const value = parseObject(line);
  if (value?.type !== "header") return "it does not begin with a ledger header";
  if (value.format !== ledgerFormat)
    return `its format is ${value.format}, this engine writes ${ledgerFormat}`;
  if (value.strategy !== strategyVersion) {
    return `it was made by strategy ${value.strategy}, this engine runs ${strategyVersion}`;
  }
  return "its header is not the one that this engine writes";
}

function orderLine(order: Order): string {
  const { id, bar, symbol, side, shares, price, costCents, cashCents } = order;
  const shared = {
    type: "order",
    id,
    bar,
    symbol,
    side,
    shares,
    price,
    cost_cents: costCents,
    cash_cents: cashCents,
  };
  if (order.side === "buy") {
    return JSON.stringify({ ...shared, predicted: order.predicted, confidence: order.confidence });
  }
  return JSON.stringify({
    ...shared,
    pnl_cents: order.pnlCents,
    basis_cents: order.basisCents,
    held_bars: order.heldBars,
  });
}

function barLineWithoutDigest(bar: MarketBar, equityCents: number): string {
  const symbols = bar.symbolBars
    .map(
      ({ symbol, open, high, low, close, volume }) =>
        `${JSON.stringify(symbol)}:${JSON.stringify([open, high, low, close, volume])}`,
    )
    .join(",");
  return (
    `{"type":"bar","bar":${bar.bar},"timestamp_ms":${bar.timestampMs},"of":${bar.of}` +
    `,"symbols":{${symbols}},"equity_cents":${equityCents}`
  );
}

function chain(previousDigest: string, text: string): string {
  return createHash("sha256").update(previousDigest).update(text).digest("hex").slice(0, digestDigits);
}
