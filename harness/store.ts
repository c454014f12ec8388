/** The store: run folders under `reports/`, their index files, `latest`, and links to what did not pass. */
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { FaultlineError } from "./errors.js";
import { makeFolders } from "./folders.js";
import type { Origin } from "./report.js";
import type { Results, RunInfo } from "./results.js";

/** Logs of which scheme runs stay; everything else in a folder is evidence and always stays. */
export const keeps = ["failed", "all", "none"] as const;
export type Keep = (typeof keeps)[number];

/** How often a new name is tried when a run of the same second drew the same six digits. */
const nameTries = 8;

export interface SchemeName {
  scheme: string;
  id: string;
  feed: string;
  attempt: number;
}

export interface Store {
  runId: string;
  /** Absolute path of the run folder. */
  folder: string;
  /** Makes the folder of one scheme run; its name, relative to the run folder. */
  addScheme(run: SchemeName): string;
  appendEvent(event: object): void;
  writeResults(results: Results): void;
  /** @param file relative to the run folder */
  writeText(file: string, text: string): void;
  /** Links the folder of a scheme run that did not pass under `failures/`. */
  linkFailure(run: SchemeName, folder: string): void;
  dropLogs(folder: string): void;
  /** Writes run.json for the last time. */
  finish(end: { complete: boolean; exitCode: number }, endedAt?: Date): void;
}

export interface StoreOptions {
  root: string;
  /** The root as the person named it, for messages; absent: as it is. */
  shownRoot?: string;
  /** Whether names need the feed, or the attempt. */
  severalFeeds: boolean;
  severalAttempts: boolean;
  startedAt: Date;
  /** For the reports that are made from the folder later. */
  origin?: Origin;
  /** Six hexadecimal digits; a parameter so that tests can collide. */
  draw?: () => string;
}

/** Opens a new run folder and writes its run.json at once; throws RESULTS_UNWRITABLE. */
export function openStore(info: Omit<RunInfo, "id" | "startedAt">, options: StoreOptions): Store {
  const root = path.resolve(options.root);
  const shownRoot = options.shownRoot ?? options.root;
  return writing(shownRoot, () => {
    makeFolders(root);
    const runId = makeRunFolder(root, options);
    const folder = path.join(root, runId);
    const startedAt = options.startedAt.toISOString();
    const runJson = (end: object) =>
      replaceFile(
        path.join(folder, "run.json"),
        json({ schemaVersion: 1, id: runId, startedAt, ...info, ...end, origin: options.origin }),
      );
    runJson({ complete: false, exitCode: null });
    const events = path.join(folder, "events.jsonl");
    fs.writeFileSync(events, "");
    replaceLink(path.join(root, "latest"), runId);
    const guarded = <T>(work: () => T) => writing(shownRoot, work);
    return {
      runId,
      folder,
      addScheme: (run) => guarded(() => makeSchemeFolder(folder, run, options)),
      appendEvent: (event) => guarded(() => fs.appendFileSync(events, `${JSON.stringify(event)}\n`)),
      writeResults: (results) => guarded(() => replaceFile(path.join(folder, "results.json"), json(results))),
      writeText: (file, text) => guarded(() => replaceFile(path.join(folder, file), text)),
      linkFailure: (run, scheme) =>
        guarded(() => {
          const failures = path.join(root, "failures");
          makeFolders(failures);
          const name = `${safe(run.id)}${suffix(run, options)}_${runId}`;
          replaceLink(path.join(failures, name), path.join("..", runId, scheme));
        }),
      dropLogs: (scheme) =>
        guarded(() => fs.rmSync(path.join(folder, scheme, "logs"), { recursive: true, force: true })),
      finish: (end, endedAt = new Date()) =>
        guarded(() => runJson({ ...end, endedAt: endedAt.toISOString() })),
    };
  });
}

/** `20261122T010203Z` */
export function compactTime(at: Date): string {
  return at.toISOString().replace(/[-:]|\.\d+/g, "");
}

function makeRunFolder(
  root: string,
  { startedAt, draw = () => randomBytes(3).toString("hex") }: StoreOptions,
) {
  for (let tries = 1; ; tries += 1) {
    const runId = `${compactTime(startedAt)}-${draw()}`;
    try {
      fs.mkdirSync(path.join(root, runId));
      return runId;
    } catch (error) {
      if (codeOf(error) !== "EEXIST" || tries === nameTries) throw error;
    }
  }
}

/** Two scheme files may bear one name: the second gets `_2`. */
function makeSchemeFolder(folder: string, run: SchemeName, options: StoreOptions): string {
  const wanted = `${safe(run.scheme)}${suffix(run, options)}`;
  for (let n = 1; ; n += 1) {
    const name = n === 1 ? wanted : `${wanted}_${n}`;
    try {
      fs.mkdirSync(path.join(folder, name));
      return name;
    } catch (error) {
      if (codeOf(error) !== "EEXIST") throw error;
    }
  }
}

function suffix(run: SchemeName, { severalFeeds, severalAttempts }: StoreOptions): string {
  return `${severalFeeds ? `-${safe(run.feed)}` : ""}${severalAttempts ? `-${run.attempt}` : ""}`;
}

/** Artifact uploads refuse `:` and leave out dot-files. */
function safe(name: string): string {
  return name.replace(/[^A-Za-z0-9._-]/g, "-").replace(/^\.+/, "") || "scheme";
}

/** By rename, so that a reader sees the old text or the new one, never half of it. */
export function replaceFile(file: string, text: string): void {
  const draft = `${file}.${process.pid}.tmp`;
  fs.writeFileSync(draft, text);
  renameOrDrop(draft, file);
}

function replaceLink(link: string, target: string): void {
  const draft = `${link}.${process.pid}.${randomBytes(3).toString("hex")}.tmp`;
  fs.symlinkSync(target, draft);
  renameOrDrop(draft, link);
}

function renameOrDrop(draft: string, place: string): void {
  try {
    fs.renameSync(draft, place);
  } catch (error) {
    fs.rmSync(draft, { force: true });
    throw error;
  }
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function writing<T>(root: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined) throw error;
    const what = error instanceof Error ? error.message : String(error);
    throw new FaultlineError(
      "RESULTS_UNWRITABLE",
      `${root}: results cannot be written: ${what}. ${advice(code)}`,
      {
        cause: error,
      },
    );
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

function advice(code: string): string {
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
      return "The disk is full: remove old runs, or choose another place with --output DIR.";
    case "ENOTDIR":
    case "EEXIST":
    case "EISDIR":
      return "Something that is no folder is in the way: move it, or choose another place with --output DIR.";
    default:
      return "Make the folder writable, or choose another place with --output DIR.";
  }
}
