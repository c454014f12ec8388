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
  const state: State = {
    client,
    target,
    up,
    down,
    dialled: false,
    joined: false,
    severed: false,
    ended: false,
  };
  watchEnds(state, effects);
  client.setNoDelay(true);
  target.setNoDelay(true);
  down.open();

  return {
    flows: { up, down },
    dial: () => {
      if (state.dialled || state.ended) return;
      state.dialled = true;
      target.connect({ host: "127.0.0.1", port: targetPort });
    },
    live: () => state.joined && !client.destroyed && !target.destroyed,
    sever: () => {
      state.severed = true;
      up.swallow();
      down.swallow();
      target.destroy();
    },
    reset: () => {
      resetSocket(client);
      resetSocket(target);
    },
    takesMessages: () => state.joined && !state.severed && !client.destroyed && splice.ready(),
    newest: recorder.newest,
    inject: (messages) => injectInto(down, splice, messages.map(splice.encode)),
  };
}

interface State {
  client: net.Socket;
  target: net.Socket;
  up: Flow;
  down: Flow;
  dialled: boolean;
  joined: boolean;
  severed: boolean;
  ended: boolean;
}

function watchEnds(state: State, effects: ConnectionEffects): void {
  const { client, target, up, down } = state;
  // What went wrong is passed on by `close`; an `error` without a listener would end the thread.
  client.on("error", () => undefined);
  target.on("error", () => undefined);
  client.on("end", () => {
    if (state.severed) client.destroy();
  });
  target.on("connect", () => {
    state.joined = true;
    effects.joined();
    up.open();
  });
  // After an error the other side learns of it as a reset, behind what is held for it.
  client.on("close", (hadError) => {
    if (hadError) up.take(markOf("reset", now()));
    if (target.destroyed || !state.dialled) end(state, effects);
  });
  target.on("close", (hadError) => {
    if (hadError && state.joined) down.take(markOf("reset", now()));
    // The target refused: the client must learn it at once, as if it had asked without the wire.
    if (hadError && !state.joined) resetSocket(client);
    if (client.destroyed) end(state, effects);
  });
}

function end(state: State, effects: ConnectionEffects): void {
  if (state.ended) return;
  state.ended = true;
  state.up.swallow();
  state.down.swallow();
  effects.ended();
}
