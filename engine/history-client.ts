/** Asks the publisher's history endpoint, one request at a time, and again when no answer comes. */
import type { Dealer } from "zeromq";
import type { SequencedBar } from "./feed.js";
import { decodeAsk, encodeAsk } from "./history-server.js";
import { decodeBar, decodeHead, type Head, isSequenced, type WireBar } from "./wire.js";
import { askHighWaterMark, reconnectMs, type Zmq } from "./zmq.js";

/** First wait for an answer, in ms; an answer takes 1 ms when the publisher runs. */
const askAgainMs = 60;
/** The wait doubles up to this: asks of a stopped publisher must not pile up. */
const askAgainMsMax = 480;

export interface HistoryClient {
  /** Wants the records from the cursor on; does nothing while a request is open. */
  ask(): void;
  close(): void;
}

export interface HistoryEffects {
  /** The first seq that is missing now: a repeated request asks for what is missing then. */
  from(): number;
  answer(records: readonly WireBar<SequencedBar>[], head: Head): void;
  note(line: string): void;
}

export function openHistory(zmq: Zmq, url: string, effects: HistoryEffects): HistoryClient {
  const dealer = new zmq.Dealer({
    linger: 0,
    sendTimeout: 0,
    sendHighWaterMark: askHighWaterMark,
    reconnectInterval: reconnectMs,
  });
  dealer.connect(url);
  let asks = 0;
  let open = false;
  let wait = askAgainMs;
  let timer: NodeJS.Timeout | undefined;

  const send = (): void => {
    asks += 1;
    open = true;
    // A full queue (no publisher for long) refuses; the timer tries again.
    dealer.send(encodeAsk(asks, effects.from())).catch(() => undefined);
    timer = setTimeout(() => {
      wait = Math.min(wait * 2, askAgainMsMax);
      send();
    }, wait);
  };
  const close = (): void => {
    clearTimeout(timer);
    dealer.close();
  };
  void readAnswers(dealer, (frames) => {
    const answer = decodeAnswer(frames);
    if (answer === undefined) return effects.note("history: dropped an answer that cannot be read");
    if (!open || answer.ask !== asks) return; // the answer to a request that was repeated since
    clearTimeout(timer);
    open = false;
    wait = askAgainMs;
    effects.answer(answer.records, answer.head);
  });
  return { ask: () => (open || dealer.closed ? undefined : send()), close };
}

interface Answer {
  ask: number;
  head: Head;
  records: WireBar<SequencedBar>[];
}

export function decodeAnswer(frames: readonly Buffer[]): Answer | undefined {
  const [request, head, body] = frames.map((frame) => frame.toString("utf8"));
  const asked = request === undefined ? undefined : decodeAsk(request);
  const word = head === undefined ? undefined : decodeHead(head);
  if (asked === undefined || word === undefined || body === undefined) return undefined;
  const records: WireBar<SequencedBar>[] = [];
  for (const line of body === "" ? [] : body.split("\n")) {
    const bar = decodeBar(line);
    if (bar === undefined || !isSequenced(bar)) return undefined;
    records.push(bar);
  }
  return { ask: asked.ask, head: word, records };
}

async function readAnswers(dealer: Dealer, read: (frames: Buffer[]) => void): Promise<void> {
  try {
    for await (const frames of dealer) read(frames);
  } catch (error) {
    if (!dealer.closed) throw error;
  }
}
