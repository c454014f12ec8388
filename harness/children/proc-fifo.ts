/** Finds out which processes hold an end of a FIFO (or any file), by device and inode. */
import fs from "node:fs";
import { allPids, commandOf, procAvailable, readProc } from "./proc-files.js";

/** A file independent of its name; decimal text, because inode numbers may exceed 2^53. */
export interface Inode {
  dev: string;
  ino: string;
}

export interface InodeHolder {
  pid: number;
  command: string;
  end: "read" | "write" | "both";
}

/** Access mode and O_PATH in the octal flags of /proc/PID/fdinfo/N (open(2), the values of Linux). */
const accessMask = 0o3;
const pathOnly = 0o10000000;

/** Device and inode of a path, or null when there is nothing. */
export function inodeOf(path: string): Inode | null {
  try {
    const { dev, ino } = fs.statSync(path, { bigint: true });
    return { dev: String(dev), ino: String(ino) };
  } catch {
    return null;
  }
}

/**
 * Who holds the file open, and for which direction; one entry for a process and end. Looks at the given pids only,
 * or at all. Null where the kernel does not tell. Processes of other users are not seen (unless we are root).
 */
export function holders(file: string | Inode, pids?: readonly number[]): InodeHolder[] | null {
  if (!procAvailable()) return null;
  const inode = typeof file === "string" ? inodeOf(file) : file;
  if (inode === null) return [];
  return (pids ?? allPids()).flatMap((pid) => {
    const ends = endsOf(pid, inode);
    if (ends.size === 0) return [];
    const command = commandOf(pid);
    return [...ends].map((end) => ({ pid, command, end }));
  });
}

function endsOf(pid: number, inode: Inode): Set<InodeHolder["end"]> {
  const ends = new Set<InodeHolder["end"]>();
  for (const fd of descriptors(pid)) {
    if (!refersTo(`/proc/${pid}/fd/${fd}`, inode)) continue;
    const end = endOf(readProc(`/proc/${pid}/fdinfo/${fd}`) ?? "");
    if (end !== null) ends.add(end);
  }
  return ends;
}

/** Numbers of the open descriptors of a process; none when it is gone or not ours. */
export function descriptors(pid: number): string[] {
  try {
    return fs.readdirSync(`/proc/${pid}/fd`);
  } catch {
    return [];
  }
}

/** Reads the link first, which is cheap and rules out sockets, pipes and devices, before it asks for the inode. */
function refersTo(link: string, inode: Inode): boolean {
  try {
    const target = fs.readlinkSync(link);
    if (!target.startsWith("/") || target.startsWith("/dev/")) return false;
    const { dev, ino } = fs.statSync(link, { bigint: true });
    return String(ino) === inode.ino && String(dev) === inode.dev;
  } catch {
    return false;
  }
}

/** The end that the text of an fdinfo file stands for; null when the descriptor only names the path, or is closed. */
export function endOf(fdinfo: string): InodeHolder["end"] | null {
  const octal = /^flags:\s*([0-7]+)/m.exec(fdinfo)?.[1];
  if (octal === undefined) return null;
  const flags = Number.parseInt(octal, 8);
  if ((flags & pathOnly) !== 0) return null;
  const mode = flags & accessMask;
  return mode === 0 ? "read" : mode === 1 ? "write" : "both";
}
