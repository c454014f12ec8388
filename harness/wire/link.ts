/** One proxied endpoint, in the thread of the wire: its listener, its connections, and what is done to them. */
import net from "node:net";
import { type Applied, openApplied } from "./applied.js";
import { type Connection, openConnection } from "./connection.js";
import { connectionsMax } from "./limits.js";
import { inject, replay } from "./rogue.js";
import type { Link } from "./wire.js";

interface Endpoint {
  targetPort: number;
  connections: Map<Connection, number>;
  applied: Applied;
  accepted: number;
  made: number;
}

/** @throws the error of the listener, when the port cannot be bound */
export async function openLink(listenPort: number, targetPort: number): Promise<Link> {
  const connections = new Map<Connection, number>();
  const applied = openApplied(connections);
  const endpoint: Endpoint = { targetPort, connections, applied, accepted: 0, made: 0 };
  const live = (): Connection[] => [...connections.keys()].filter((connection) => connection.live());
  const server = net.createServer({ allowHalfOpen: true }, (client) => accept(endpoint, client));
  server.maxConnections = connectionsMax;
  await listening(server, listenPort);
  return {
    port: listenPort,
    apply: async (toxic) => applied.apply(toxic),
    tally: async (id) => applied.tally(id),
    lift: async (id) => {
      const tally = applied.lift(id);
      dialAll(endpoint);
      for (const { flows } of connections.keys()) for (const flow of Object.values(flows)) flow.pump();
      return tally;
    },
    reset: async () => {
      const reset = live();
      for (const connection of reset) connection.reset();
      return { connections: reset.length };
    },
    connections: async () => ({ live: live().length, made: endpoint.made }),
    inject: (what, count, like) => inject(connections.keys(), what, count, like),
    replay: (count, topic) => replay(connections.keys(), count, topic),
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const connection of connections.keys()) connection.reset();
      await closed;
    },
  };
}

function accept(endpoint: Endpoint, client: net.Socket): void {
  const { connections, applied } = endpoint;
  const connection: Connection = openConnection(client, endpoint.targetPort, {
    joined: () => {
      endpoint.made += 1;
    },
    see: (way, seen, under) => applied.see(connection, way, seen, under),
    ended: () => {
      connections.delete(connection);
      applied.forget(connection);
    },
  });
  endpoint.accepted += 1;
  connections.set(connection, endpoint.accepted);
  applied.admit(connection);
  dialAll(endpoint);
}

/** Connects to the target whoever has not, as soon as no partition keeps them from it. */
function dialAll({ connections, applied }: Endpoint): void {
  if (applied.keepFromDialling()) return;
  for (const connection of connections.keys()) connection.dial();
}

function listening(server: net.Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host: "127.0.0.1", port }, () => {
      server.off("error", reject);
      resolve();
    });
  });
}
