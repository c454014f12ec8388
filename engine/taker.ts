/** What happens to a symbol bar in the engine: into its bar, through the strategy, to the ledger, to the console. */
import { createAssembler } from "./assembler.js";
import type { Book } from "./book.js";
import type { CheckpointFile } from "./checkpoint.js";
import type { FeedSink } from "./feed.js";
import type { LedgerFile } from "./ledger-file.js";
import { printLine } from "./print.js";
import type { Stamps } from "./stamps.js";
import {
  barLines,
  droppedLine,
  endLine,
  lagLine,
  snapshotEveryBars,
  stoppedLine,
  syncEveryBars,
  syncLine,
} from "./status.js";
import { equityCents } from "./strategy/account.js";
import type { MarketBar } from "./strategy/market.js";

/** Where the engine keeps what it took; undefined parts are kept in memory alone. */
export interface Storage {
  book: Book;
  ledger: LedgerFile | undefined;
  checkpoint: CheckpointFile | undefined;
}

export interface Taker {
  sink: FeedSink;
  /**
   * The first seq that is needed. With recovery one bar before the end of the ledger, so that another stream is noticed;
   * without, as many as were taken, so that what the feed then calls missed is what all incarnations missed.
   */
  next(recovery: boolean): number;
  watchLag(lag: () => number): void;
  /**
   * Called at the start: prints the lines of the last bar before a restart once more. A kill between the ledger and the
   * console may have cost them; those of earlier bars were out before the next bar was taken.
   */
  repeatLast(): void;
  /** Called when the engine is ready: a stream that was complete before is announced as such. */
  begin(): void;
  /** Called at a clean stop: the last line. */
  finish(): void;
}

/** @param barsMax the stream ends with this bar; undefined: when the feed says so */
export function createTaker(
  storage: Storage,
  barsMax: number | undefined,
  stamps: Stamps,
  die: (error: unknown) => never,
): Taker {
  const { book, ledger, checkpoint } = storage;
  const lastBar = book.last?.bar;
  let lag = () => 0;
  let ended = false;
  /** The symbol bar that came last. */
  let arrival = { us: 0, timestampMs: 0, catchUp: false };
  const closed = (bar: MarketBar) => {
    if (barsMax !== undefined && bar.bar > barsMax) return;
    const { decision, text } = book.take(bar);
    ledger?.append(text, decision.orders.length > 0);
    const outUs = stamps.now();
    checkpoint?.write(book);
    for (const line of barLines(bar, decision, book.figures)) printLine(line);
    // A bar that was closed by a symbol bar of a later one has no last symbol bar of its own to tell the time of.
    if (arrival.timestampMs === bar.timestampMs) {
      stamps.say({ bar: bar.bar, inUs: arrival.us, outUs, catchUp: arrival.catchUp });
    }
    if (book.figures.bars % snapshotEveryBars === 0) printIfAny(lagLine(lag(), bar));
    if (bar.bar === barsMax) end();
  };
  const assembler = createAssembler(lastBar, closed);
  const end = () => {
    if (ended) return;
    ended = true;
    const last = book.last?.bar;
    if (last !== undefined && book.figures.bars % syncEveryBars !== 0) {
      printLine(syncLine(last, book.figures.symbols));
    }
    printLine(endLine(book.figures, equityCents(book.figures.account)));
  };
  const guarded = (act: () => void) => {
    try {
      act();
    } catch (error) {
      die(error);
    }
  };
  return {
    sink: {
      bar: (record, catchUp = false) => {
        arrival = { us: stamps.now(), timestampMs: record.timestamp_ms, catchUp };
        guarded(() => assembler.take(record));
      },
      end: () =>
        guarded(() => {
          assembler.close();
          end();
        }),
      note: (line) => printLine(`[FEED] ${line}`),
    },
    next: (recovery) => book.figures.symbolBars - (recovery ? (lastBar?.symbolBars.length ?? 0) : 0),
    watchLag(read) {
      lag = read;
    },
    repeatLast() {
      if (book.last === undefined) return;
      for (const line of barLines(book.last.bar, book.last.decision, book.figures)) printLine(line);
    },
    begin() {
      if (barsMax !== undefined && lastBar !== undefined && lastBar.bar >= barsMax) end();
    },
    finish: () =>
      guarded(() => {
        const { openBar } = assembler;
        // A seven-field source cannot say that its last bar is complete; when it is the last one wanted, the stop does.
        if (openBar !== undefined && !openBar.sequenced && openBar.bar === barsMax) assembler.close();
        printLine(stoppedLine(book.figures, equityCents(book.figures.account)));
        printIfAny(droppedLine(assembler.dropped));
      }),
  };
}

function printIfAny(line: string | undefined): void {
  if (line !== undefined) printLine(line);
}
