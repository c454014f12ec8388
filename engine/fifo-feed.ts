/** The FIFO feed: says hello, takes a session's records in order, and says hello again whenever something is missing. */
import path from "node:path";
import { failpoint } from "./failpoint.js";
import type { Feed, FeedOptions, FeedSink, SequencedBar } from "./feed.js";
import { requireFifo } from "./fifo.js";
import { sayHello } from "./hello.js";
import { readLines } from "./lines.js";
import { lockRole } from "./lock.js";
import { decodeBar, decodeFifoLine, decodeHead, type FifoLine, isSequenced } from "./wire.js";
import { atMostOnce, endOnce } from "./zmq-feed.js";

export function openFifoFeed(options: FeedOptions, sink: FeedSink): Feed {
  let close = (): void => undefined;
  let lag = (): number => 0;
  return {
    async start(next) {
      requireFifo(options.fifo);
      const unlock = await lockRole("FIFO reader", path.resolve(options.fifo));
      const opened = options.recovery ? followSession(options, next, sink) : followPlain(options, next, sink);
      close = () => {
        opened.close();
        unlock();
      };
      lag = opened.lag;
    },
    async close() {
      close();
    },
    lag: () => lag(),
  };
}

interface Opened {
  close(): void;
  lag(): number;
}

/** Without recovery: plain lines as they come. */
function followPlain(options: FeedOptions, next: number, sink: FeedSink): Opened {
  const lossy = atMostOnce(next, sink);
  const reader = readLines(options.fifo, {
    line(text) {
      const bar = decodeBar(text);
      failpoint("feed.received");
      if (bar !== undefined) lossy.bar(bar);
      else if (text !== "") sink.note(`dropped a line that is no symbol bar: ${text.slice(0, 80)}`);
    },
    reopened: () => sink.note(`FIFO ${options.fifo} was recreated, reopened`),
  });
  return { close: reader.close, lag: () => 0 };
}

/** With recovery: see PROTOCOL.md, "The FIFO leg". */
function followSession(options: FeedOptions, start: number, sink: FeedSink): Opened {
  const cursor = { next: start, head: 0, total: undefined as number | undefined, epoch: 0 };
  const plain = atMostOnce(start, sink);
  const endWhenComplete = endOnce(cursor, sink);

  const sequenced = (record: SequencedBar): void => {
    if (record.seq < cursor.next || record.epoch < cursor.epoch) return;
    if (record.seq > cursor.next) {
      hello.renew(`seq ${record.seq} came, ${cursor.next} is missing`);
      return;
    }
    cursor.next += 1;
    cursor.epoch = record.epoch;
    cursor.head = Math.max(cursor.head, cursor.next);
    sink.bar(record);
    failpoint("feed.delivered");
  };
  const framed = (json: string): void => {
    hello.heard();
    const bar = decodeBar(json);
    if (bar !== undefined) {
      failpoint("feed.received");
      if (isSequenced(bar)) sequenced(bar.record);
      else plain.bar(bar);
    } else {
      const head = decodeHead(json);
      if (head !== undefined && head.epoch >= cursor.epoch) Object.assign(cursor, head);
    }
    endWhenComplete();
  };
  const line = (text: string): void => {
    const found: FifoLine = decodeFifoLine(text);
    switch (found.kind) {
      case "mark":
        hello.marked(found.session);
        break;
      case "framed":
        if (hello.answered) framed(found.json);
        break;
      case "plain": {
        // A line with seq was meant for a reader that says no hello: in a session it comes again.
        const bar = decodeBar(found.json);
        if (bar !== undefined && !isSequenced(bar)) plain.bar(bar);
        break;
      }
      case "torn":
        if (hello.answered) hello.renew("a record was torn");
        break;
      case "blank":
        break;
      default:
        found satisfies never;
    }
  };
  const hello = sayHello(options.control, () => cursor.next, sink.note);
  const reader = readLines(options.fifo, {
    line,
    reopened: () => hello.renew(`FIFO ${options.fifo} was recreated, reopened`),
  });
  return {
    close() {
      hello.close();
      reader.close();
    },
    lag: () => Math.max(0, cursor.head - cursor.next),
  };
}
