/** How bars reach whoever consumes them: the one interface between the transport and the strategy. */
import { openFifoFeed } from "./fifo-feed.js";
import { openZmqFeed } from "./zmq-feed.js";

/** One symbol's OHLCV of one minute, as it travels. Prices in dollars. */
export interface SymbolBar {
  symbol: string;
  /** Start of the minute, in milliseconds since 1970 (UTC). */
  timestamp_ms: number;
  open: number;
  high: number;
  low: number;
  close: number;
  /** Shares. */
  volume: number;
}

/** A symbol bar with what our publisher adds to it. */
export interface SequencedBar extends SymbolBar {
  /** Dense, from 0, over all symbol bars of the stream. */
  seq: number;
  /** The Nth distinct timestamp over all symbols, from 1. */
  bar: number;
  /** How many symbol bars this bar has; the bar closes at the last of them. */
  of: number;
  /** Incarnation of the publisher: rises with each of its starts. */
  epoch: number;
}

/** The engine's own `--feed`; the suite calls the engine's `zmq` "native". */
export type FeedName = "fifo" | "zmq";

/** Where a feed delivers. All calls are synchronous; `bar` is called for many records in one turn of the loop. */
export interface FeedSink {
  /**
   * In order of seq, each seq exactly once, when the source is sequenced and recovery is on.
   * A seven-field producer's bars arrive without seq, at most once.
   * @param catchUp true where the feed knows that it came by history and not live
   */
  bar(record: SymbolBar | SequencedBar, catchUp?: boolean): void;
  /** The stream is complete: every seq up to the publisher's total was delivered. Called at most once. */
  end(): void;
  /** One line for humans about the feed: a gap that was asked for, a seven-field source, a reconnect. */
  note(line: string): void;
}

export interface Feed {
  /** Begins delivering from seq `next`; resolves when the endpoint is open, not when something has arrived. */
  start(next: number): Promise<void>;
  close(): Promise<void>;
  /** Symbol bars that the publisher is known to have sent and that were not delivered yet. */
  readonly lag: () => number;
}

export interface FeedOptions {
  /** Path of the data FIFO. */
  fifo: string;
  /** Path of the control FIFO, on which the consumer says hello. */
  control: string;
  /** The publisher's PUB endpoint. */
  zmqUrl: string;
  /** The publisher's history endpoint; undefined means port + 1 of `zmqUrl`. */
  historyUrl: string | undefined;
  topic: string;
  /** false: at most once; no hello, no history, missed bars are lost. */
  recovery: boolean;
}

/**
 * A feed that is not started yet. Its `start` throws FatalError 69 when the FIFO is missing, or when ZMQ is asked for
 * and cannot be loaded (nothing is open then, and another feed may be started instead).
 */
export function openFeed(name: FeedName, options: FeedOptions, sink: FeedSink): Feed {
  return name === "fifo" ? openFifoFeed(options, sink) : openZmqFeed(options, sink);
}
