/** Notices logs that would fill the disk: they are capped only when their run has ended. */
import fs from "node:fs";
import { logsBytesMax } from "../limits.js";
import type { Incarnation } from "./incarnation.js";

type Writer = Pick<Incarnation, "number"> & {
  role: Pick<Incarnation["role"], "name">;
  logs: readonly Pick<Incarnation["logs"][number], "file">[];
};

/** Why the run must be cut, in words; null while all logs of the run together are within the limit. */
export function overfullLogs(incarnations: readonly Writer[]): string | null {
  let total = 0;
  let most = { bytes: -1, name: "" };
  for (const { role, number, logs } of incarnations) {
    const bytes = logs.reduce((sum, { file }) => sum + sizeOf(file), 0);
    total += bytes;
    if (bytes > most.bytes) most = { bytes, name: `${role.name}.${number}` };
  }
  if (total <= logsBytesMax) return null;
  const limit = `the ${mib(logsBytesMax)} that the logs of one run may hold before they fill the disk`;
  return `${most.name} wrote ${mib(most.bytes)} of ${limit}: let it print less`;
}

function sizeOf(file: string): number {
  return fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function mib(bytes: number): string {
  return `${Math.floor(bytes / 1024 / 1024)} MiB`;
}
