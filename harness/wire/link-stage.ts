/** A server, a wire in front of it and clients for the tests of this folder; all of it is closed after each test. */
import net from "node:net";
import { type ReservedPort, reservePort } from "../children/ports.js";
import { type Link, startWire, type Tally, type Wire } from "./wire.js";

/** One end of a connection, and all that was seen at it. */
export interface End {
  socket: net.Socket;
  received(): Buffer;
  /** How the other side ended the stream, so far. */
  ending(): "none" | "fin" | "reset";
}

export interface LinkStage {
  set(): Promise<void>;
  strike(): Promise<void>;
  link(): Link;
  wire(): Wire;
  targetPort(): number;
  /** The ends that the server has accepted, oldest first. */
  served(): readonly End[];
  stopServing(): Promise<void>;
  /** An end that is connected to the link. */
  connect(): Promise<End>;
  /** Both ends of a new connection through the wire. */
  pair(): Promise<{ client: End; server: End }>;
}

/** Looks until the condition holds; the limit is that of the test. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 2));
}

/** The tally, once it is such. */
export async function tallyWhen(
  stage: LinkStage,
  id: string,
  holds: (tally: Tally) => boolean,
): Promise<Tally> {
  let tally = await stage.link().tally(id);
  await until(async () => {
    tally = await stage.link().tally(id);
    return holds(tally);
  });
  return tally;
}

export function endOf(socket: net.Socket): End {
  const chunks: Buffer[] = [];
  let ending: "none" | "fin" | "reset" = "none";
  socket.on("data", (bytes: Buffer) => chunks.push(bytes));
  socket.on("end", () => {
    ending = "fin";
  });
  socket.on("error", () => {
    ending = "reset";
  });
  socket.setNoDelay(true);
  return { socket, received: () => Buffer.concat(chunks), ending: () => ending };
}

export function linkStage(): LinkStage {
  let ports: ReservedPort[] = [];
  let server = net.createServer();
  let wire: Wire | null = null;
  let link: Link | null = null;
  let served: End[] = [];
  let clients: End[] = [];

  async function connect(): Promise<End> {
    const socket = net.connect({ host: "127.0.0.1", port: portOf(ports[1]), allowHalfOpen: true });
    const end = endOf(socket);
    clients.push(end);
    await new Promise((resolve) => socket.once("connect", resolve));
    return end;
  }

  return {
    set: async () => {
      served = [];
      clients = [];
      ports = [await reservePort(), await reservePort()];
      server = net.createServer({ allowHalfOpen: true }, (socket) => void served.push(endOf(socket)));
      const targetPort = portOf(ports[0]);
      await new Promise<void>((resolve) => server.listen(targetPort, "127.0.0.1", resolve));
      wire = startWire();
      link = await wire.open({ listenPort: portOf(ports[1]), targetPort });
    },
    strike: async () => {
      for (const { socket } of [...clients, ...served]) socket.destroy();
      server.close();
      await wire?.end();
      for (const port of ports) await port.release();
    },
    link: () => present(link),
    wire: () => present(wire),
    targetPort: () => portOf(ports[0]),
    served: () => served,
    stopServing: () => new Promise((resolve) => server.close(() => resolve())),
    connect,
    pair: async () => {
      const before = served.length;
      const { made } = await present(link).connections();
      const client = await connect();
      await until(() => served.length > before);
      // The server may hear of the connection before the wire does.
      await until(async () => (await present(link).connections()).made > made);
      return { client, server: present(served.at(-1) ?? null) };
    },
  };
}

function portOf(reserved: ReservedPort | undefined): number {
  return present(reserved ?? null).port;
}

function present<T>(value: T | null): T {
  if (value === null) throw new Error("the stage is not set");
  return value;
}
