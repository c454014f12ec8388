/** The cores on which a process may run, as the kernel tells. Linux. */
import type { Identity } from "../event.js";
import { readProc } from "./proc-files.js";

/** By their numbers; null where the kernel does not tell. */
export function coresOf({ pid }: Pick<Identity, "pid">): number[] | null {
  const status = readProc(`/proc/${pid}/status`);
  return status === null ? null : parseCores(status);
}

/** Reads the row Cpus_allowed_list of /proc/PID/status (proc(5)): `0-1,4`. */
export function parseCores(status: string): number[] | null {
  const list = /^Cpus_allowed_list:\s*([\d,-]+)$/m.exec(status)?.[1];
  return (
    list?.split(",").flatMap((range) => {
      const [first = 0, last = first] = range.split("-").map(Number);
      return Array.from({ length: last - first + 1 }, (_, index) => first + index);
    }) ?? null
  );
}
