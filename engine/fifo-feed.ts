/** The FIFO feed: says hello, takes a session's records in order, and says hello again whenever something is missing. */
import path from "node:path";
import { failpoint } from "./failpoint.js";
import type { Feed, FeedOptions, FeedSink } from "./feed.js";
import { requireFifo } from "./fifo.js";
import { sayHello } from "./hello.js";
import { createIntake } from "./intake.js";
import { readLines } from "./lines.js";
import { lockRole } from "./lock.js";
import { decodeBar } from "./wire.js";
import { atMostOnce } from "./zmq-feed.js";

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
  const hello = sayHello(options.control, () => intake.next, sink.note);
  const intake = createIntake(start, sink, hello);
  const reader = readLines(options.fifo, {
    line: intake.line,
    reopened: () => hello.renew(`FIFO ${options.fifo} was recreated, reopened`),
  });
  hello.renew(undefined);
  return {
    close() {
      hello.close();
      reader.close();
    },
    lag: () => Math.max(0, intake.head - intake.next),
  };
}
