/** What the store keeps of a scheme run once it has ended: FAILURE.md, the link to it, and the logs or not. */
import fs from "node:fs";
import path from "node:path";
import { readHistory } from "../evidence/history-text.js";
import type { Again } from "../reporters/table.js";
import type { SchemeRun } from "../scheme-run.js";
import type { Keep, Store } from "../store.js";
import { failureText, type LogTail } from "./failure.js";
import { folderFiles } from "./run-folder.js";

/** Enough to see the last status update and what came after it. */
const tailLines = 16;
/** Read from the end of a log, so that a log of a gigabyte costs nothing. */
const tailBytes = 16 * 1024;

export interface ArchiveOptions {
  keep: Keep;
  /** The run folder as a person would type it. */
  shownFolder: string;
  again: Again;
}

export function archive(run: SchemeRun, store: Store, { keep, shownFolder, again }: ArchiveOptions): void {
  if (run.folder === null) return;
  const folder = path.join(store.folder, run.folder);
  const failed = run.verdict === "fail" || run.verdict === "inconclusive";
  if (failed) {
    const text = failureText({
      run,
      history: readHistory(readOrEmpty(path.join(folder, folderFiles.history))).events,
      tails: readTails(folder),
      again,
      folder: `${shownFolder}/${run.folder}`,
    });
    store.writeText(path.join(run.folder, folderFiles.failure), text);
    store.linkFailure(run, run.folder);
  }
  if (keep === "none" || (keep === "failed" && !failed)) store.dropLogs(run.folder);
}

/** Logs are called `<role>_<id>_<incarnation>.log`; what a role wrote to stderr has `.err.log`. */
function readTails(folder: string): LogTail[] {
  const logs = path.join(folder, folderFiles.logs);
  if (!fs.existsSync(logs)) return [];
  return fs
    .readdirSync(logs)
    .sort()
    .flatMap((name) => {
      const [, role, incarnation, onStderr] = /^(.+)_[^_]+_(\d+)(\.err)?\.log$/.exec(name) ?? [];
      if (role === undefined) return [];
      const lines = lastLines(path.join(logs, name));
      if (onStderr !== undefined && lines.length === 0) return [];
      return [{ role, incarnation: Number(incarnation), file: `${folderFiles.logs}/${name}`, lines }];
    });
}

function lastLines(file: string): string[] {
  const { size } = fs.statSync(file);
  const from = Math.max(0, size - tailBytes);
  const buffer = Buffer.alloc(size - from);
  const descriptor = fs.openSync(file, "r");
  try {
    fs.readSync(descriptor, buffer, 0, buffer.length, from);
  } finally {
    fs.closeSync(descriptor);
  }
  return buffer
    .toString("utf8")
    .split("\n")
    .filter((line) => line !== "")
    .slice(-tailLines);
}

function readOrEmpty(file: string): string {
  return fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
}
