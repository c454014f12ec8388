/** Reserves TCP ports for a run without binding them, so that the program they are for can bind them itself. */
import net from "node:net";
import { FaultlineError } from "../errors.js";
import { type Held, tryHold } from "./lock-socket.js";
import { isListening } from "./proc.js";
import { readProc } from "./proc-files.js";

export interface ReservedPort {
  port: number;
  release(): Promise<void>;
}

/** Below it stand the well-known ports of databases and development servers. */
const portMin = 15_000;
/** Default start of the range from which the kernel takes ports for outgoing connections (ip(7)). */
const ephemeralDefault = 32_768;
/** Ports tried at most; with thousands in the range this many taken means that something else is wrong. */
const triesMax = 500;
/** Fewest ports that must lie below the ephemeral range for it to be of use. */
const rangeMin = 100;
/** Longest wait for a connection on the loopback to be refused. */
const probeMs = 1_000;

/** First port of the kernel's ephemeral range. */
export function ephemeralStart(text: string | null): number {
  const first = Number.parseInt(text ?? "", 10);
  return Number.isNaN(first) ? ephemeralDefault : first;
}

/**
 * A port that nobody listens on and no other harness has reserved. It lies below the ephemeral range: a client that
 * retries a port inside of it can connect to itself, and then the server's bind fails.
 */
export async function reservePort(): Promise<ReservedPort> {
  const start = ephemeralStart(readProc("/proc/sys/net/ipv4/ip_local_port_range"));
  const end = start - portMin >= rangeMin ? start : ephemeralDefault;
  const count = end - portMin;
  const offset = Math.floor(Math.random() * count);
  for (let tries = 0; tries < triesMax; tries += 1) {
    const reserved = await reserveThis(portMin + ((offset + tries) % count), "a run");
    if (reserved !== null) return reserved;
  }
  throw new FaultlineError(
    "PREREQUISITE_MISSING",
    `no free TCP port was found: ${triesMax} ports from ${portMin + offset} on are taken or reserved`,
  );
}

/** This very port, or null when it is in use or another harness has reserved it. */
export async function reserveThis(port: number, owner: string): Promise<ReservedPort | null> {
  const held: Held | null = await tryHold(`faultline-port-${port}`, `pid ${process.pid}: ${owner}`);
  if (held === null) return null;
  if (await inUse(port)) {
    await held.release();
    return null;
  }
  return { port, release: held.release };
}

async function inUse(port: number): Promise<boolean> {
  return (await isListening(port)) ?? (await accepts(port));
}

/** Asks by connecting, where the kernel does not list its sockets. */
export function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ host: "127.0.0.1", port });
    const settle = (taken: boolean): void => {
      socket.destroy();
      resolve(taken);
    };
    socket.setTimeout(probeMs, () => settle(true));
    socket.once("connect", () => settle(true));
    socket.once("error", () => settle(false));
  });
}
