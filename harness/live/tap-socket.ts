/** The harness's own subscription to a port of the run: the only part of the harness that needs ZeroMQ. */
import { FaultlineError } from "../errors.js";
import type { TapObservation } from "../system.js";

/** Messages as frames, until it is closed. */
export interface TapSocket extends AsyncIterable<readonly string[]> {
  close(): void;
}

/** Time between two attempts to connect, milliseconds; no back-off, so that a restarted publisher is found at once. */
const reconnectMs = 5;
/** Messages that wait while the harness is busy: 8,000 bars of 12 symbols, about 20 MB. Beyond it they are missed. */
const highWaterMark = 100_000;

/**
 * Connects before the role that it listens to is started, and again after each of its restarts.
 * @throws FaultlineError PREREQUISITE_MISSING where the package is not there
 */
export async function openTapSocket({ topic }: TapObservation, url: string): Promise<TapSocket> {
  const { Subscriber } = await loadZeromq();
  const socket = new Subscriber({
    linger: 0,
    reconnectInterval: reconnectMs,
    receiveHighWaterMark: highWaterMark,
  });
  socket.connect(url);
  socket.subscribe(topic);
  return {
    close: () => socket.close(),
    async *[Symbol.asyncIterator]() {
      for await (const frames of socket) yield frames.map((frame) => frame.toString("utf8"));
    },
  };
}

async function loadZeromq(): Promise<typeof import("zeromq")> {
  try {
    return await import("zeromq");
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new FaultlineError(
      "PREREQUISITE_MISSING",
      `observe.published: a tap needs the package zeromq, and it could not be loaded (${reason}). Install it (npm ci), or let a line show what is published.`,
      { cause: error },
    );
  }
}
