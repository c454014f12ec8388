/** The subscribing end of the live stream: decoded messages of one topic and its heartbeats. */
import type { Subscriber } from "zeromq";
import { decodeMessage, type Head, heartbeatTopic, type WireBar } from "./wire.js";
import { liveHighWaterMark, reconnectMs, type Zmq } from "./zmq.js";

export interface SubscriptionEffects {
  bar(bar: WireBar): void;
  head(head: Head): void;
  note(line: string): void;
}

/** Lines about malformed messages in one run; the count goes on. */
const malformedNotesMax = 5;

export function subscribe(
  zmq: Zmq,
  url: string,
  topic: string,
  effects: SubscriptionEffects,
): { close(): void } {
  const sub = new zmq.Subscriber({
    linger: 0,
    reconnectInterval: reconnectMs,
    receiveHighWaterMark: liveHighWaterMark,
  });
  sub.connect(url);
  sub.subscribe(topic, heartbeatTopic);
  void receiveAll(sub, topic, effects);
  return { close: () => sub.close() };
}

async function receiveAll(sub: Subscriber, topic: string, effects: SubscriptionEffects): Promise<void> {
  let malformed = 0;
  try {
    for (;;) {
      const message = decodeMessage(topic, await sub.receive());
      if (message.kind === "bars") for (const bar of message.bars) effects.bar(bar);
      else if (message.kind === "head") effects.head(message.head);
      else if (message.kind === "malformed") {
        malformed += 1;
        if (malformed <= malformedNotesMax)
          effects.note(`dropped a message that is no symbol bar: ${message.text}`);
      }
    }
  } catch (error) {
    if (!sub.closed) throw error;
  }
}
