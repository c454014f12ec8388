/** ZeroMQ: loaded only when an endpoint is used, and the socket settings that all roles share, with their reasons. */
import { exitCodes, FatalError } from "./exit.js";

export type Zmq = typeof import("zeromq");

/**
 * Messages a PUB or SUB queues for one peer before it drops (PUB) or stops reading (SUB). 10,000 symbol bars are 833
 * bars of 12 and about 5 MB; what is dropped beyond comes from history.
 */
export const liveHighWaterMark = 10_000;
/** Requests a consumer may have queued: it has one open at a time, and repeats it when it is not answered. */
export const askHighWaterMark = 8;
/** History answers queued for one consumer; each has at most 256 symbol bars, about 55 KB. */
export const answerHighWaterMark = 8;
/** Time between two attempts to connect, in ms. No back-off: a restarted publisher is found after 5 to 10 ms. */
export const reconnectMs = 5;

/**
 * Loads the zeromq package.
 * @throws FatalError 69 when it is not installed or has no binary for this machine; the FIFO needs none of it
 */
export async function loadZmq(): Promise<Zmq> {
  try {
    return await import("zeromq");
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new FatalError(
      exitCodes.unavailable,
      `ZMQ is not available: the package zeromq could not be loaded (${reason}); the FIFO feed works without it`,
      { cause: error },
    );
  }
}

/**
 * The history endpoint that belongs to a PUB endpoint: port + 1, or the path with `.history` behind it.
 * @throws FatalError 64 when none can be derived
 */
export function defaultHistoryUrl(url: string): string {
  const port = /^(tcp:\/\/.+):(\d+)$/.exec(url);
  if (port !== null && Number(port[2]) < 65_535) return `${port[1]}:${Number(port[2]) + 1}`;
  if (url.startsWith("ipc://")) return `${url}.history`;
  throw new FatalError(
    exitCodes.usage,
    `no history endpoint can be derived from ${url}: give it with --history URL`,
  );
}

/** @throws FatalError 64 unless the URL is one that ZMQ can use between processes */
export function requireZmqUrl(flag: string, url: string): void {
  const port = /^tcp:\/\/[^\s:]+:(\d+)$/.exec(url) ?? /^tcp:\/\/\[[^\]\s]+\]:(\d+)$/.exec(url);
  if (port !== null && Number(port[1]) >= 1 && Number(port[1]) <= 65_535) return;
  if (/^ipc:\/\/\S+$/.test(url)) return;
  throw new FatalError(
    exitCodes.usage,
    `--${flag} must be like tcp://127.0.0.1:5555 or ipc:///path, got "${url}"`,
  );
}

/** @throws FatalError 64 when heartbeats would reach those who subscribe to the topic, or it cannot be told apart */
export function requireTopic(topic: string, heartbeat: string): void {
  if (/^[A-Za-z0-9._-]{1,64}$/.test(topic) && !heartbeat.startsWith(topic)) return;
  throw new FatalError(
    exitCodes.usage,
    `--topic must be 1 to 64 letters, digits, dots, dashes, and not the beginning of ${heartbeat}, got "${topic}"`,
  );
}
