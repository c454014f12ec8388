/** Resource limits of a living process: reads them from the kernel, and sets the soft ones. Linux, with util-linux. */
import { execa } from "execa";
import type { Identity } from "../event.js";
import { readProc } from "./proc-files.js";

/** The resources that can be limited: the row of /proc/PID/limits (proc(5)), and the flag of prlimit(1). */
const resources = {
  "open-files": { row: "Max open files", flag: "nofile" },
  "file-size": { row: "Max file size", flag: "fsize" },
  "address-space": { row: "Max address space", flag: "as" },
} as const;

export type LimitedResource = keyof typeof resources;

export function isLimitedResource(name: string): name is LimitedResource {
  return Object.hasOwn(resources, name);
}

/** Its soft limit as the kernel writes it: a number (of files or bytes) or "unlimited"; null when it is gone. */
export function softLimitOf({ pid }: Pick<Identity, "pid">, resource: LimitedResource): string | null {
  const text = readProc(`/proc/${pid}/limits`);
  return text === null ? null : parseSoftLimit(text, resource);
}

export function parseSoftLimit(limits: string, resource: LimitedResource): string | null {
  const row = limits.split("\n").find((line) => line.startsWith(resources[resource].row));
  return row?.slice(resources[resource].row.length).trim().split(/\s+/)[0] ?? null;
}

/** Sets the soft limit and leaves the hard one; returns what prlimit said when it could not, else null. */
export async function setSoftLimit(
  { pid }: Pick<Identity, "pid">,
  resource: LimitedResource,
  soft: string,
): Promise<string | null> {
  const flag = `--${resources[resource].flag}=${soft}:`;
  const { failed, stderr, shortMessage } = await execa("prlimit", ["--pid", String(pid), flag], {
    reject: false,
    stdin: "ignore",
  });
  return failed ? String(stderr).trim() || shortMessage || "prlimit failed" : null;
}
