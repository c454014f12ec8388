/** What a consumer takes from the lines of the data FIFO: its own session, in order, each symbol bar once. */
import { failpoint } from "./failpoint.js";
import type { FeedSink, SequencedBar } from "./feed.js";
import type { Hello } from "./hello.js";
import { decodeBar, decodeFifoLine, decodeHead, type FifoLine, isSequenced } from "./wire.js";
import { atMostOnce, endOnce } from "./zmq-feed.js";

export interface Intake {
  line(text: string): void;
  /** The first seq that is missing. */
  readonly next: number;
  readonly head: number;
}

export function createIntake(
  start: number,
  sink: FeedSink,
  hello: Pick<Hello, "renew" | "marked" | "heard" | "answered">,
): Intake {
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
        // A line with seq is meant for a reader that says no hello: its writer does not know our session (any more).
        const bar = decodeBar(found.json);
        if (bar !== undefined && !isSequenced(bar)) plain.bar(bar);
        else if (hello.answered) hello.renew("the writer has forgotten the session");
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
  return {
    line,
    get next() {
      return cursor.next;
    },
    get head() {
      return cursor.head;
    },
  };
}
