/** What the store keeps of a scheme run once it has ended: FAILURE.md, the link to it, and the logs or not. */
import fs from "node:fs";
import path from "node:path";
import type { Event } from "../event.js";
import { readHistory } from "../evidence/history-text.js";
import type { Again } from "../report.js";
import type { SchemeRun } from "../scheme-run.js";
import type { Keep, Store } from "../store.js";
import { failureMoment, failureText } from "./failure.js";
import { capLogs } from "./log-cap.js";
import { readExcerpt } from "./log-excerpt.js";
import { folderFiles } from "./run-folder.js";

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
    const history = readHistory(readOrEmpty(path.join(folder, folderFiles.history))).events;
    const momentMs = failureMoment(run, history)?.tMs ?? null;
    const logs = readExcerpt(path.join(folder, folderFiles.logs), run.id, momentMs, stampLines(history));
    const text = failureText({
      run,
      history,
      logs,
      again,
      logsKept: keep !== "none",
      folder: `${shownFolder}/${run.folder}`,
    });
    store.writeText(path.join(run.folder, folderFiles.failure), text);
    store.linkFailure(run, run.folder);
  }
  if (keep === "none" || (keep === "failed" && !failed)) store.dropLogs(run.folder);
  else capLogs(path.join(folder, folderFiles.logs));
}

/** The lines by which the programs tell when a bar passed them: two of three lines would be such. */
function stampLines(history: readonly Event[]): Set<string> {
  return new Set(
    history.flatMap((event) => (event.type === "seen" && event.what === "stamp" ? [event.line.trim()] : [])),
  );
}

function readOrEmpty(file: string): string {
  return fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
}
