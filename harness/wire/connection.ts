/** One connection through the proxy: the socket that was accepted, the one to the target, and a flow each way. */
import net from "node:net";
import { now } from "./clock.js";
import { type Flow, startFlow } from "./flow.js";
import type { Message } from "./follower.js";
import { type Injected, injectInto } from "./injection.js";
import { markOf, pieceOf } from "./piece.js";
import { openRecorder } from "./recorder.js";
import { resetSocket } from "./sockets.js";
import { openSplice } from "./splice.js";
import type { Seen } from "./tally.js";
import type { Way } from "./toxic.js";

export interface Connection {
  readonly flows: Readonly<Record<Way, Flow>>;
  /** Connects to the target, unless that was done or the client is gone. */
  dial(): void;
  /** Whether both ends are there. */
  live(): boolean;
  /** Closes the end of the listener; the other stays open, hears nothing, and what it says is swallowed. */
  sever(): void;
  reset(): void;
  /** Whether the end that connected is past its handshake, and takes messages. */
  takesMessages(): boolean;
  newest(count: number, topic: string): Message[];
  inject(messages: readonly Message[]): Promise<Injected>;
}

export interface ConnectionEffects {
  joined(): void;
  see(way: Way, seen: Seen, under: readonly string[] | "all"): void;
  /** Both sockets are closed. */
  ended(): void;
}

export function openConnection(
  client: net.Socket,
  targetPort: number,
  effects: ConnectionEffects,
): Connection {
  const target = new net.Socket({ allowHalfOpen: true });
  const recorder = openRecorder();
  const splice = openSplice(recorder.record);
  const up = startFlow(client, target, {
    arrive: (bytes, nowMs) => [pieceOf(bytes, nowMs)],
    see: (seen, under) => effects.see("up", seen, under),
  });
  const down = startFlow(target, client, {
    arrive: splice.arrive,
    see: (seen, under) => effects.see("down", seen, under),
  });
  let dialled = false;
  let joined = false;
  let severed = false;
  let ended = false;

  function end(): void {
    if (ended) return;
    ended = true;
    up.swallow();
    down.swallow();
    effects.ended();
  }

  /** One socket is closed. After an error the other learns of it as a reset, behind what is held for it. */
  function closed(socket: net.Socket, onward: Flow, hadError: boolean): void {
    const isTarget = socket === target;
    const other = isTarget ? client : target;
    if (hadError) {
      if (isTarget && !joined) resetSocket(other);
      else onward.take(markOf("reset", now()));
    }
    if (other.destroyed || (!isTarget && !dialled)) end();
  }

  // What went wrong is passed on by `close`; an `error` without a listener would end the thread.
  client.on("error", () => undefined);
  target.on("error", () => undefined);
  client.on("close", (hadError) => closed(client, up, hadError));
  target.on("close", (hadError) => closed(target, down, hadError));
  client.on("end", () => {
    if (severed) client.destroy();
  });
  target.on("connect", () => {
    joined = true;
    effects.joined();
    up.open();
  });
  client.setNoDelay(true);
  target.setNoDelay(true);
  down.open();

  return {
    flows: { up, down },
    dial: () => {
      if (dialled || ended) return;
      dialled = true;
      target.connect({ host: "127.0.0.1", port: targetPort });
    },
    live: () => joined && !client.destroyed && !target.destroyed,
    sever: () => {
      severed = true;
      up.swallow();
      down.swallow();
      target.destroy();
    },
    reset: () => {
      resetSocket(client);
      resetSocket(target);
    },
    takesMessages: () => joined && !severed && !client.destroyed && splice.ready(),
    newest: recorder.newest,
    inject: (messages) => injectInto(down, splice, messages.map(splice.encode)),
  };
}
