/** Reads a run folder, a scheme folder or the newest run of a store into what reports are made from. */
import fs from "node:fs";
import path from "node:path";
import { readHistory } from "../evidence/history-text.js";
import { type LogLine, mergedLogs } from "../evidence/log-lines.js";
import { readJudgedFiles } from "../live/judged-files.js";
import { recheck } from "../recheck.js";
import type { Origin, RunReport, SchemeReport, SchemeSource } from "../report.js";
import { ownOf } from "../reporters/table.js";
import { type Results, type RunInfo, resultsOf, wholeRun } from "../results.js";
import type { SchemeRun } from "../scheme-run.js";
import { exitCodeOf } from "./exit-code.js";
import { readLogs } from "./log-files.js";
import { folderFiles, isSchemeFolder, readIfThere } from "./run-folder.js";
import { otherVersion, type RunNote, runNoteSchema } from "./run-info.js";

/** Of a run that noted none. */
export const noOrigin: Origin = { again: { flags: [], files: {} }, schemeFiles: {} };

/**
 * Judges the run again from its files, so that a run which was cut short has its reports too.
 * @param shownFolder the folder as a person would type it
 * @throws FaultlineError BAD_FOLDER where there is no run at all
 */
export function readReport(folder: string, shownFolder: string): RunReport {
  const { runs, complete, isShard, failOnFlaky, root } = recheck(folder);
  const { note, problem } = readRunNote(root);
  const recorded = complete && (isSchemeFolder(folder) || note?.complete !== false);
  const code = exitCodeOf(runs, null, { isShard, failOnFlaky });
  const exitCode = code === 1 || recorded ? code : (note?.exitCode ?? null);
  const info = note === null ? infoFrom(runs, root) : infoOf(note);
  const results = resultsOf(info, runs, { complete: recorded, exitCode });
  return makeReport(results, runs, {
    root,
    shownFolder,
    origin: note?.origin ?? noOrigin,
    durationMs: durationOf(note),
    problems: [...cutProblems(recorded), ...(problem === null ? [] : [problem])],
  });
}

export function cutProblems(complete: boolean): string[] {
  return complete ? [] : ["the run was cut short: what it did not reach is not judged"];
}

export interface ReportPlace {
  /** The folder that the folders of the runs are relative to. */
  root: string;
  shownFolder: string;
  origin: Origin;
  durationMs: number | null;
  problems: readonly string[];
}

/** Histories and logs stay in their files until a report asks for them: hundreds of runs do not fit in memory. */
export function makeReport(results: Results, runs: readonly SchemeRun[], place: ReportPlace): RunReport {
  return {
    results,
    schemes: runs.map((run) => schemeReport(run, place)),
    problems: place.problems,
    folder: place.shownFolder,
    durationMs: place.durationMs,
    again: place.origin.again,
  };
}

const nothingStarted = {
  ...{ history: [], complete: true, logs: [], files: {}, schemeSource: null, systemText: null },
} as const satisfies Omit<SchemeReport, "run">;

function schemeReport(run: SchemeRun, { root, origin }: ReportPlace): SchemeReport {
  const { folder: name } = run;
  if (name === null) return { run, ...nothingStarted };
  const folder = path.join(root, name);
  const read = () => readHistory(readIfThere(path.join(folder, folderFiles.history)) ?? "");
  return {
    run,
    get history() {
      return read().events;
    },
    get complete() {
      return read().complete;
    },
    get logs(): LogLine[] {
      return mergedLogs(readLogs(path.join(folder, folderFiles.logs), run.id), read().events);
    },
    get files() {
      return readJudgedFiles(folder);
    },
    get systemText() {
      return readIfThere(path.join(folder, folderFiles.system)) ?? null;
    },
    get schemeSource(): SchemeSource | null {
      const text = readIfThere(path.join(folder, folderFiles.scheme));
      if (text === undefined) return null;
      return { file: ownOf(origin.schemeFiles, run.scheme) ?? `${name}/${folderFiles.scheme}`, text };
    },
  };
}

function readRunNote(root: string): { note: RunNote | null; problem: string | null } {
  const file = path.join(root, "run.json");
  const text = readIfThere(file);
  if (text === undefined) return { note: null, problem: null };
  const value = parseOrNull(text);
  const parsed = runNoteSchema.safeParse(value);
  if (parsed.success) return { note: parsed.data, problem: null };
  if (value === null) return { note: null, problem: "run.json is damaged: it is no JSON" };
  return { note: null, problem: `run.json cannot be read: ${otherVersion(parsed.error, value)}` };
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export function infoOf({
  complete: _complete,
  exitCode: _exitCode,
  endedAt: _endedAt,
  origin: _origin,
  ...info
}: RunNote): RunInfo {
  return info;
}

/** A scheme folder that was copied away from its run: what its own files still tell. */
function infoFrom(runs: readonly SchemeRun[], root: string): RunInfo {
  const [first] = runs;
  const history = first?.folder ? readIfThere(path.join(root, first.folder, folderFiles.history)) : undefined;
  const [start] = readHistory(history ?? "").events;
  const told = start?.type === "start" ? start : null;
  return {
    ...wholeRun,
    id: first?.folder ?? path.basename(root),
    startedAt: told?.at ?? "",
    seed: first?.plan?.seed ?? "",
    feeds: [...new Set(runs.map(({ feed }) => feed))],
    recovery: "as the scheme says",
    commit: null,
    node: told?.node ?? "",
    platform: told?.platform ?? "",
    argv: [],
  };
}

function durationOf(note: RunNote | null): number | null {
  if (note?.endedAt === undefined) return null;
  const ms = Date.parse(note.endedAt) - Date.parse(note.startedAt);
  return Number.isFinite(ms) ? ms : null;
}

/** The folder into which the reports of `folder` belong. */
export function reportFolder(folder: string): string {
  const latest = path.join(folder, "latest");
  return !isSchemeFolder(folder) && fs.existsSync(latest) ? fs.realpathSync(latest) : folder;
}
