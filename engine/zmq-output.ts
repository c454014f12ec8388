/** The publisher's ZMQ endpoints: XPUB for the live stream and heartbeats, ROUTER for history. */
import type { XPublisher } from "zeromq";
import { exitCodes, FatalError } from "./exit.js";
import { failpoint } from "./failpoint.js";
import { hasCode } from "./fifo.js";
import { type HistoryServer, serveHistory } from "./history-server.js";
import type { Output, OutputSource } from "./output.js";
import { barMessage, heartbeatMessage, wholeBarMessage } from "./wire.js";
import { liveHighWaterMark, loadZmq } from "./zmq.js";

export interface ZmqOutputOptions {
  url: string;
  historyUrl: string;
  topic: string;
  framing: "symbol" | "bar";
}

/** @throws FatalError 69 naming the URL when an endpoint cannot be bound */
export async function openZmqOutput(options: ZmqOutputOptions, source: OutputSource): Promise<Output> {
  const zmq = await loadZmq();
  const { stamps } = source;
  const pub = new zmq.XPublisher({ linger: 0, sendTimeout: 0, sendHighWaterMark: liveHighWaterMark });
  pub.verbosity = "allSubsUnsubs";
  await orRefuse(options.url, () => pub.bind(options.url));
  const history: HistoryServer | undefined = source.recovery
    ? await orRefuse(options.historyUrl, () =>
        serveHistory(zmq, options.historyUrl, { head: source.head, record: source.publication.record }),
      )
    : undefined;
  let subscribers = 0;
  void countSubscribers(pub, options.topic, (change) => {
    subscribers += change;
  });
  // A send that is not awaited may only fail when the socket is closed; PUB drops where a subscriber is full.
  const send = (message: string): void => void pub.send(message).catch(() => undefined);
  return {
    publish(bar) {
      const { first, end } = source.publication.seqs(bar);
      const inUs = stamps.now();
      let outUs = inUs;
      const records: string[] = [];
      for (let seq = first; seq < end; seq += 1) {
        const record = source.publication.record(seq);
        if (options.framing === "bar") {
          records.push(record);
          continue;
        }
        failpoint("publisher.before-send");
        if (seq === end - 1) outUs = stamps.now();
        send(barMessage(options.topic, record));
        failpoint("publisher.after-send");
      }
      if (options.framing === "bar") {
        outUs = stamps.now();
        send(wholeBarMessage(options.topic, records));
      }
      stamps.say({ bar, inUs, outUs, catchUp: false });
    },
    heartbeat: () => send(heartbeatMessage(source.head())),
    consumers: () => subscribers,
    close() {
      pub.close();
      history?.close();
    },
  };
}

/** Counts subscriptions that cover the topic. The receive that is always pending also lets new ones take effect. */
async function countSubscribers(pub: XPublisher, topic: string, change: (by: 1 | -1) => void): Promise<void> {
  try {
    for await (const [message] of pub) {
      if (message === undefined || message.length === 0) continue;
      if (topic.startsWith(message.subarray(1).toString("utf8"))) change(message[0] === 1 ? 1 : -1);
    }
  } catch (error) {
    if (!pub.closed) throw error;
  }
}

async function orRefuse<T>(url: string, open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    const reason = hasCode(error, "EADDRINUSE")
      ? "the address is in use, perhaps by an older publisher (see: ss -ltnp); stop it, or choose another URL"
      : `${error instanceof Error ? error.message : error}`;
    throw new FatalError(exitCodes.unavailable, `cannot bind ${url}: ${reason}`, { cause: error });
  }
}
