/** The native feed: the consumer subscribes to the publisher itself and asks its history for what is missing. */
import { failpoint } from "./failpoint.js";
import type { Feed, FeedOptions, FeedSink, SequencedBar } from "./feed.js";
import { type HistoryClient, openHistory } from "./history-client.js";
import { createMerge, type Merge } from "./merge.js";
import { subscribe } from "./subscription.js";
import { type Head, isSequenced, type WireBar } from "./wire.js";
import { defaultHistoryUrl, loadZmq } from "./zmq.js";

export function openZmqFeed(options: FeedOptions, sink: FeedSink): Feed {
  let merge: Merge<SequencedBar> | undefined;
  const closers: (() => void)[] = [];
  return {
    async start(next) {
      const zmq = await loadZmq();
      const historyUrl = options.recovery
        ? (options.historyUrl ?? defaultHistoryUrl(options.zmqUrl))
        : undefined;
      let history: HistoryClient | undefined;
      let answering = false;
      const told: FeedSink = { ...sink, bar: (record) => sink.bar(record, answering) };
      const merged = recoveringMerge(next, told, () => history?.ask());
      merge = merged;
      const lossy = atMostOnce(next, sink);
      const heard = (head: Head): void => {
        merged.heard(head);
        if (historyUrl === undefined) lossy.heard(head);
        else endWhenComplete();
      };
      const endWhenComplete = endOnce(merged, sink);
      const subscription = subscribe(zmq, options.zmqUrl, options.topic, {
        bar(bar) {
          failpoint("feed.received");
          if (historyUrl === undefined || !isSequenced(bar)) return lossy.bar(bar);
          merged.live(bar.record, bar.record);
          endWhenComplete();
        },
        head: heard,
        note: sink.note,
      });
      closers.push(() => subscription.close());
      if (historyUrl === undefined) return;
      history = openHistory(zmq, historyUrl, {
        from: () => merged.next,
        answer(records, head) {
          answering = true;
          merged.history(
            records.map(({ record }) => ({ item: record, seqOf: record })),
            head,
          );
          answering = false;
          endWhenComplete();
        },
        note: sink.note,
      });
      closers.push(history.close);
      history.ask();
    },
    async close() {
      for (const close of closers.splice(0)) close();
    },
    lag: () => (merge === undefined ? 0 : Math.max(0, merge.head - merge.next)),
  };
}

/** The merge of a consumer that always has room. */
export function recoveringMerge(next: number, sink: FeedSink, ask: () => void): Merge<SequencedBar> {
  let catchingUp = false;
  let staleEpoch = -1;
  const merge: Merge<SequencedBar> = createMerge(next, {
    take(record) {
      if (merge.next + 1 === merge.head) catchingUp = false;
      sink.bar(record);
      failpoint("feed.delivered");
      return true;
    },
    ask() {
      if (!catchingUp) sink.note(`asking history from seq ${merge.next} (head ${merge.head})`);
      catchingUp = true;
      ask();
    },
    stale(epoch, current) {
      if (staleEpoch !== epoch)
        sink.note(`dropping messages of an older publisher (epoch ${epoch}, now ${current})`);
      staleEpoch = epoch;
    },
  });
  return merge;
}

/** Calls `end` at the first moment at which everything up to the publisher's total was delivered. */
export function endOnce(merge: { next: number; total: number | undefined }, sink: FeedSink): () => void {
  let ended = false;
  return () => {
    if (ended || merge.total === undefined || merge.next < merge.total) return;
    ended = true;
    sink.end();
  };
}

/** Delivery without recovery: what comes is taken, in order, duplicates dropped, missing seqs noted. */
export function atMostOnce(
  start: number,
  sink: FeedSink,
): { bar(bar: WireBar): void; heard(head: Head): void } {
  let next = start;
  let told = false;
  let ended = false;
  return {
    bar(bar) {
      if (isSequenced(bar)) {
        if (bar.record.seq < next) return;
        if (bar.record.seq > next) sink.note(`missed ${bar.record.seq - next} symbol bars from seq ${next}`);
        next = bar.record.seq + 1;
      } else if (!told) {
        told = true;
        sink.note(
          "the source sends no seq (seven fields): at most once, a missed symbol bar cannot be noticed",
        );
      }
      sink.bar(bar.record);
      failpoint("feed.delivered");
    },
    heard({ head, total }) {
      if (ended || head < total) return;
      ended = true;
      if (next < total)
        sink.note(`missed ${total - next} symbol bars from seq ${next}, the last of the stream`);
      sink.end();
    },
  };
}
