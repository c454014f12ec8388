/** Finds out which processes listen on a TCP port or are connected to it. */
import fs from "node:fs";
import { readFile } from "node:fs/promises";
import { descriptors } from "./proc-fifo.js";
import { allPids, commandOf, procAvailable, readProc } from "./proc-files.js";

export interface PortHolder {
  /** 0 where the socket exists but its process is not ours to see. */
  pid: number;
  command: string;
  end: "listen" | "connect";
}

const tables = ["/proc/net/tcp", "/proc/net/tcp6"];

/** A row of /proc/net/tcp. */
export interface SocketRow {
  /** As the kernel writes it, in hexadecimal. */
  localAddress: string;
  localPort: number;
  remotePort: number;
  /** TCP state in hexadecimal: 0A is LISTEN, 01 ESTABLISHED. */
  state: string;
  inode: string;
}

/** Parses /proc/net/tcp or tcp6 (proc(5)); its first line is a heading. */
export function parseSockets(text: string): SocketRow[] {
  return text
    .split("\n")
    .slice(1)
    .flatMap((line) => {
      const [, local, remote, state, , , , , , inode] = line.trim().split(/\s+/);
      if (local === undefined || remote === undefined || state === undefined || inode === undefined)
        return [];
      const localAddress = local.slice(0, local.lastIndexOf(":"));
      return [{ localAddress, localPort: portOf(local), remotePort: portOf(remote), state, inode }];
    });
}

function portOf(address: string): number {
  return Number.parseInt(address.slice(address.lastIndexOf(":") + 1), 16);
}

/**
 * Whether anybody listens on the port, without finding out who; null where the kernel does not tell. The kernel walks
 * its whole table of sockets for the answer, milliseconds, hence not on the thread that watches the runs.
 */
export async function isListening(port: number): Promise<boolean | null> {
  if (!procAvailable()) return null;
  return (await allSockets()).some((row) => isListener(row, port));
}

/** Connections that are established, a row for each end, without finding out whose they are. */
export async function established(): Promise<SocketRow[]> {
  return (await allSockets()).filter(isConnected);
}

async function allSockets(): Promise<SocketRow[]> {
  const texts = await Promise.all(tables.map((file) => readFile(file, "utf8").catch(() => "")));
  return texts.flatMap(parseSockets);
}

/** 127.0.0.1 and the wildcard, in IPv4, IPv6 and IPv4 mapped to IPv6, as the kernel of a little-endian machine writes them. */
const loopback = [
  ...[
    "0100007F",
    "00000000",
    "0".repeat(32),
    `${"0".repeat(24)}01000000`,
    "0000000000000000FFFF00000100007F",
  ],
];

/** The address on which a listener is not reached over 127.0.0.1, readable where it is IPv4; null where it is reached. */
export function addressElsewhere({ localAddress, localPort }: SocketRow): string | null {
  if (loopback.includes(localAddress)) return null;
  const bytes = localAddress.length === 8 ? (localAddress.match(/../g) ?? []) : [];
  const text =
    bytes.length === 0
      ? localAddress
      : bytes
          .reverse()
          .map((byte) => Number.parseInt(byte, 16))
          .join(".");
  return `${text}:${localPort}`;
}

function isConnected({ state }: SocketRow): boolean {
  return state === "01";
}

function isListener(row: SocketRow, port: number): boolean {
  return row.state === "0A" && row.localPort === port;
}

function sockets(): SocketRow[] {
  return tables.flatMap((file) => parseSockets(readProc(file) ?? ""));
}

/** Who listens on the port, over IPv4 and IPv6; null where the kernel does not tell. */
export function listeners(port: number, pids?: readonly number[]): PortHolder[] | null {
  return found((row) => isListener(row, port), "listen", pids);
}

/** Who is connected to the port as a client; null where the kernel does not tell. */
export function connections(port: number, pids?: readonly number[]): PortHolder[] | null {
  return found((row) => isConnected(row) && row.remotePort === port, "connect", pids);
}

function found(
  wanted: (row: SocketRow) => boolean,
  end: PortHolder["end"],
  pids: readonly number[] | undefined,
): PortHolder[] | null {
  if (!procAvailable()) return null;
  const rows = sockets().filter(wanted);
  const missing = new Set(rows.map((row) => `socket:[${row.inode}]`));
  if (missing.size === 0) return [];
  const owners = ownersOf(missing, pids ?? allPids());
  const seen = owners.map((pid) => ({ pid, command: commandOf(pid), end }));
  // A connection whose process closed it has inode 0; whatever else has no owner here belongs to somebody else.
  missing.delete("socket:[0]");
  if (pids !== undefined || missing.size === 0) return seen;
  return [...seen, { pid: 0, command: "a process that is not ours to see", end }];
}

/** The processes that hold one of the sockets; the sockets found are taken out of `sockets`. */
function ownersOf(sockets: Set<string>, pids: readonly number[]): number[] {
  const wanted = new Set(sockets);
  return pids.filter((pid) => {
    const held = descriptors(pid).map((fd) => linkOf(`/proc/${pid}/fd/${fd}`));
    const owned = held.filter((target) => wanted.has(target));
    for (const target of owned) sockets.delete(target);
    return owned.length > 0;
  });
}

function linkOf(link: string): string {
  try {
    return fs.readlinkSync(link);
  } catch {
    return "";
  }
}
