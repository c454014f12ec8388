/** The wire: TCP proxies between the roles, in a thread of their own, so that no busy harness delays what it measures. */
import { Worker } from "node:worker_threads";
import type { Garbage } from "./garbage.js";
import type { Likeness, Sent } from "./rogue.js";
import type { Tally } from "./tally.js";
import type { Toxic } from "./toxic.js";

export type { Garbage } from "./garbage.js";
export type { Likeness, Sent } from "./rogue.js";
export type { Tally } from "./tally.js";
export type { Direction, Toxic } from "./toxic.js";

/** One proxied endpoint. */
export interface Link {
  /** Where the proxy listens, on the loopback. */
  readonly port: number;
  /** The id of the toxic. @throws RangeError when one of its numbers is out of bounds */
  apply(toxic: Toxic): Promise<string>;
  tally(id: string): Promise<Tally>;
  /** Ends it: what it alone held goes on, in order, and is `heldBytes` of this last tally. */
  lift(id: string): Promise<Tally>;
  /** RST to both sides of each live connection. */
  reset(): Promise<{ connections: number }>;
  /** Connections with both ends now, and those ever made to the target. */
  connections(): Promise<{ live: number; made: number }>;
  /**
   * Bytes of a rogue publisher towards those who connected and are past their handshake, between two messages. They
   * resemble the newest message that begins with the topic. Answered when they have left, or after a limit with what has.
   */
  inject(what: Garbage, count: number, like?: Likeness): Promise<Sent>;
  /** To each connection the newest messages that went down it and begin with the topic, once more. */
  replay(count: number, topic?: string): Promise<Sent>;
  /** Resets what is connected, and frees the port. */
  close(): Promise<void>;
}

export interface Wire {
  /** Rejects when the port cannot be bound. */
  open(from: { listenPort: number; targetPort: number }): Promise<Link>;
  /** Closes everything, at once. */
  end(): Promise<void>;
}

/** What can be asked of a link. */
export type Verb = Exclude<keyof Link, "port">;
/** A question to the thread: of the link that listens on the port, or of the wire itself. */
export type Asked =
  | { verb: "open"; port: number; targetPort: number }
  | { verb: Verb; port: number; args: readonly unknown[] };
export type Question = Asked & { call: number };
export type Answer = { call: number } & ({ value: unknown } | { error: unknown });

interface Waiting {
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

export function startWire(): Wire {
  const worker = new Worker(new URL("./wire-thread.js", import.meta.url));
  const waiting = new Map<number, Waiting>();
  let calls = 0;
  let gone: Error | null = null;
  worker.unref();

  worker.on("message", (answer: Answer) => {
    const promise = waiting.get(answer.call);
    waiting.delete(answer.call);
    if (waiting.size === 0) worker.unref();
    if ("value" in answer) promise?.resolve(answer.value);
    else promise?.reject(answer.error);
  });
  const refuseAll = (cause: unknown): void => {
    gone ??= new Error("the wire has ended", { cause });
    for (const { reject } of waiting.values()) reject(gone);
    waiting.clear();
  };
  worker.on("error", refuseAll);
  worker.on("exit", refuseAll);

  function ask(asked: Asked): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (gone !== null) return reject(gone);
      calls += 1;
      waiting.set(calls, { resolve, reject });
      // Nothing else may be left that keeps the process alive until the answer.
      worker.ref();
      worker.postMessage({ ...asked, call: calls } satisfies Question);
    });
  }

  return {
    open: async ({ listenPort, targetPort }) => {
      await ask({ verb: "open", port: listenPort, targetPort });
      return linkOf(listenPort, (verb, args) => ask({ verb, port: listenPort, args }));
    },
    end: async () => {
      await worker.terminate();
    },
  };
}

function linkOf(port: number, ask: (verb: Verb, args: readonly unknown[]) => Promise<unknown>): Link {
  /** The answer has the type of the verb: the thread asks a Link of its own. */
  const remote =
    <V extends Verb>(verb: V) =>
    (...args: Parameters<Link[V]>) =>
      ask(verb, args) as ReturnType<Link[V]>;
  return {
    port,
    apply: remote("apply"),
    tally: remote("tally"),
    lift: remote("lift"),
    reset: remote("reset"),
    connections: remote("connections"),
    inject: remote("inject"),
    replay: remote("replay"),
    close: remote("close"),
  };
}
