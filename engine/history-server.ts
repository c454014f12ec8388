/** The publisher's history endpoint: answers "from seq N" with at most one chunk of what is already published. */
import type { Router } from "zeromq";
import { failpoint } from "./failpoint.js";
import { encodeHead, type Head } from "./wire.js";
import { answerHighWaterMark, type Zmq } from "./zmq.js";

/**
 * Symbol bars in one answer: 21 bars of 12, about 55 KB. A consumer has one request open, so this bounds the memory
 * on both sides, and the FIFO (64 KiB) takes about one answer.
 */
export const historyChunk = 256;

export interface HistorySource {
  head(): Head;
  /** The JSON of a symbol bar below the head. */
  record(seq: number): string;
}

export interface HistoryServer {
  close(): void;
}

export async function serveHistory(zmq: Zmq, url: string, source: HistorySource): Promise<HistoryServer> {
  const router = new zmq.Router({ linger: 0, sendTimeout: 0, sendHighWaterMark: answerHighWaterMark });
  try {
    await router.bind(url);
  } catch (error) {
    router.close();
    throw error;
  }
  void answerAll(router, source);
  return { close: () => router.close() };
}

/** A request: `{"ask":7,"from":120}`. The answer repeats both, so that the consumer knows an old answer. */
export function encodeAsk(ask: number, from: number): string {
  return `{"ask":${ask},"from":${from}}`;
}

export function decodeAsk(json: string): { ask: number; from: number } | undefined {
  const match = /^\{"ask":(\d{1,16}),"from":(\d{1,16})\}$/.exec(json);
  return match === null ? undefined : { ask: Number(match[1]), from: Number(match[2]) };
}

/** Frames of an answer: the repeated request, the head, and the records, one a line. */
export function answerFrames(request: { ask: number; from: number }, source: HistorySource): string[] {
  const head = source.head();
  const records: string[] = [];
  const end = Math.min(head.head, request.from + historyChunk);
  for (let seq = request.from; seq < end; seq += 1) records.push(source.record(seq));
  return [encodeAsk(request.ask, request.from), encodeHead(head), records.join("\n")];
}

/**
 * A consumer repeats a request that is not answered; after a pause of this process many of them have piled up. Only
 * the last of each consumer is answered, once the queue is read.
 */
async function answerAll(router: Router, source: HistorySource): Promise<void> {
  const waiting = new Map<string, { peer: Buffer; request: { ask: number; from: number } }>();
  const answer = (): void => {
    for (const { peer, request } of waiting.values()) {
      failpoint("publisher.mid-replay");
      // A consumer that is gone or does not read its answers loses this one and asks again.
      router.send([peer, ...answerFrames(request, source)]).catch(() => undefined);
    }
    waiting.clear();
  };
  try {
    for await (const [peer, body] of router) {
      const request = body === undefined ? undefined : decodeAsk(body.toString("utf8"));
      if (peer === undefined || request === undefined) continue;
      if (waiting.size === 0) setImmediate(answer);
      waiting.set(peer.toString("hex"), { peer, request });
    }
  } catch (error) {
    if (!router.closed) throw error;
  }
}
