/** The fold that engine, golden and restart share: bars go through the strategy and come out as ledger text. */
import { groupLines, headerDigest, headerLine } from "./ledger.js";
import type { MarketBar } from "./strategy/market.js";
import { beginsSession, type Decision, initialState, startStrategy, type StrategyState } from "./strategy/strategy.js";

/** Where a session began: with the ledger from there on, all that is needed to go on exactly. */
export interface SessionStart {
  /** Length of the ledger before the session's first bar, in bytes. */
  ledgerBytes: number;
  digest: string;
  state: StrategyState;
}

/** One bar, taken: what was decided, and the ledger lines that say so. */
export interface Entry {
  bar: MarketBar;
  decision: Decision;
  text: string;
}

export interface Book {
  take(bar: MarketBar): Entry;
  readonly state: Readonly<StrategyState>;
  /** Length of the ledger with everything taken so far, in bytes. */
  readonly ledgerBytes: number;
  readonly digest: string;
  readonly session: SessionStart;
  readonly lastBar: MarketBar | undefined;
}

/** The beginning of every ledger. */
export function firstSession(): SessionStart {
  return { ledgerBytes: Buffer.byteLength(headerLine), digest: headerDigest, state: initialState() };
}

/** Goes on from the start of a session. */
export function openBook(start: SessionStart = firstSession()): Book {
  const strategy = startStrategy(structuredClone(start.state));
  let { ledgerBytes, digest } = start;
  let session = start;
  let lastBar: MarketBar | undefined;
  return {
    take(bar) {
      if (beginsSession(strategy.state, bar.timestampMs)) {
        session = { ledgerBytes, digest, state: structuredClone(strategy.state) };
      }
      const decision = strategy.take(bar);
      const group = groupLines(digest, bar, decision);
      digest = group.digest;
      ledgerBytes += Buffer.byteLength(group.text);
      lastBar = bar;
      return { bar, decision, text: group.text };
    },
    state: strategy.state,
    get ledgerBytes() {
      return ledgerBytes;
    },
    get digest() {
      return digest;
    },
    get session() {
      return session;
    },
    get lastBar() {
      return lastBar;
    },
  };
}
