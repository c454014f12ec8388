/** The regular files that a process holds open for writing, with their sizes. Linux. */
import fs from "node:fs";
import type { Identity } from "../event.js";
import { descriptors, endOf } from "./proc-fifo.js";
import { readProc } from "./proc-files.js";

export interface WrittenFile {
  /** As the kernel names it, without links. */
  path: string;
  sizeBytes: number;
}

/** Each file once; none of a process that is gone or not ours to see. */
export function writtenFiles({ pid }: Pick<Identity, "pid">): WrittenFile[] {
  const found = new Map<string, WrittenFile>();
  for (const fd of descriptors(pid)) {
    const end = endOf(readProc(`/proc/${pid}/fdinfo/${fd}`) ?? "");
    if (end === null || end === "read") continue;
    const file = fileAt(`/proc/${pid}/fd/${fd}`);
    if (file !== null) found.set(file.path, file);
  }
  return [...found.values()];
}

function fileAt(link: string): WrittenFile | null {
  try {
    const path = fs.readlinkSync(link);
    const stat = fs.statSync(link);
    return stat.isFile() ? { path, sizeBytes: stat.size } : null;
  } catch {
    return null;
  }
}
