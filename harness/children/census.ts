/** Who holds which FIFO and which port, over all processes, in one pass through /proc. Linux. */
import fs from "node:fs";
import type { Holder } from "../event.js";
import { descriptors, endOf, type Inode, inodeOf } from "./proc-fifo.js";
import { allPids, commandOf, procAvailable, readProc, readStat } from "./proc-files.js";
import { addressElsewhere, parseSockets } from "./proc-net.js";

/** What is asked for, by the name under which the answer comes. */
export interface CensusRequest {
  /** Paths of FIFOs. */
  fifos: Readonly<Record<string, string>>;
  ports: Readonly<Record<string, number>>;
}

export interface Held extends Omit<Holder, "role"> {
  /** Its process group as it was then: who asks later may find it gone. Null when it already was. */
  groupId: number | null;
}

/** By name; one entry for a process and an end. Null where the kernel does not tell. */
export type Census = Readonly<Record<string, readonly Held[]>> | null;

/** What the link of a descriptor ends with once its file has been removed (proc(5)). */
const removed = " (deleted)";

/**
 * Processes of other users are not seen, unless we are root. A FIFO is recognised by its name before its inode is looked
 * at, which spares a stat for every open file of the machine; one held through a hard link of another name is missed.
 */
export function takeCensus({ fifos, ports }: CensusRequest): Census {
  if (!procAvailable()) return null;
  const found: Record<string, Held[]> = {};
  const inodes = new Map<string, Inode & { baseName: string }>();
  for (const [name, path] of Object.entries(fifos)) {
    found[name] = [];
    const inode = inodeOf(path);
    if (inode !== null) inodes.set(name, { ...inode, baseName: `/${path.split("/").at(-1)}` });
  }
  for (const name of Object.keys(ports)) found[name] ??= [];
  const sockets = socketsOf(ports);
  const seen = new Set<string>();

  function add(name: string, pid: number, { end, address }: Pick<Held, "end" | "address">): void {
    const key = `${name} ${pid} ${end}`;
    if (seen.has(key)) return;
    seen.add(key);
    found[name]?.push({
      pid,
      command: commandOf(pid),
      end,
      groupId: readStat(pid)?.groupId ?? null,
      ...(address === undefined ? {} : { address }),
    });
  }

  for (const pid of allPids()) {
    for (const fd of descriptors(pid)) {
      const link = linkOf(`/proc/${pid}/fd/${fd}`);
      const socket = sockets.get(link);
      if (socket !== undefined) add(socket.name, pid, socket);
      const file = link.endsWith(removed) ? link.slice(0, -removed.length) : link;
      for (const [name, inode] of inodes) {
        if (!file.endsWith(inode.baseName)) continue;
        const there = inodeOf(`/proc/${pid}/fd/${fd}`);
        if (there === null || there.ino !== inode.ino || there.dev !== inode.dev) continue;
        const end = endOf(readProc(`/proc/${pid}/fdinfo/${fd}`) ?? "");
        if (end !== null) add(name, pid, { end });
      }
    }
  }
  return found;
}

interface Socket extends Pick<Held, "end" | "address"> {
  name: string;
}

/** By the link of a descriptor: `socket:[123]`. TCP states in hexadecimal: 0A is LISTEN, 01 ESTABLISHED. */
function socketsOf(ports: Readonly<Record<string, number>>): Map<string, Socket> {
  const wanted = new Map<string, Socket>();
  if (Object.keys(ports).length === 0) return wanted;
  const rows = ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((file) => parseSockets(readProc(file) ?? ""));
  for (const row of rows) {
    const { state, localPort, remotePort, inode } = row;
    const address = addressElsewhere(row);
    const bound = address === null ? {} : { address };
    for (const [name, port] of Object.entries(ports)) {
      if (state === "0A" && localPort === port)
        wanted.set(`socket:[${inode}]`, { name, end: "listen", ...bound });
      if (state === "01" && remotePort === port) wanted.set(`socket:[${inode}]`, { name, end: "connect" });
    }
  }
  return wanted;
}

function linkOf(link: string): string {
  try {
    return fs.readlinkSync(link);
  } catch {
    return "";
  }
}
