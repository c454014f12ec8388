/** The ledger of a fault-free run, computed from the stream alone. */
import { openBook } from "./book.js";
import { headerLine } from "./ledger.js";
import type { StreamBar } from "./results.js";
import { bySymbol, type MarketBar } from "./strategy/market.js";

/** The ledger's text for a stream's first `barCount` bars, with the digest of its last bar. */
export function goldenLedger(bars: readonly StreamBar[]): { text: string; digest: string } {
  const book = openBook();
  const groups = bars.map((bar) => book.take(marketBar(bar)).text);
  return { text: headerLine + groups.join(""), digest: book.digest };
}

/** A bar of the file as the engine sees it when nothing is lost. */
export function marketBar({ bar, timestampMs, symbolBars }: StreamBar): MarketBar {
  return { bar, timestampMs, of: symbolBars.length, symbolBars: [...symbolBars].sort(bySymbol) };
}
