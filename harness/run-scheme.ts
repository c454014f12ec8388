/** One scheme, run by a program instead of by a person: the path of the command line, with a value at its end. */
import path from "node:path";
import type { RunOptions } from "./command/cli-options.js";
import type { CutBy } from "./command/exit-code.js";
import { findRoot } from "./command/library.js";
import { type Performed, perform } from "./command/perform-jobs.js";
import { drawSeed, refuseNothing, workOf } from "./command/run-command.js";
import { folderFiles } from "./command/run-folder.js";
import { shownPath } from "./command/shown-path.js";
import type { World } from "./command/world.js";
import { exitCodes, FaultlineError } from "./errors.js";
import type { FaultRecord } from "./evidence/fault-record.js";
import type { Finding, Outcome } from "./finding.js";
import { usesDefinitions } from "./foreign.js";
import type { Prepared } from "./planning/prepare.js";
import { divide } from "./planning/selection.js";
import { plain } from "./reporters/colour.js";
import { againCommand, shellWord } from "./reporters/table.js";
import type { CutReason } from "./run.js";
import { prepareScheme, runOptionsOf, type SchemeOptions } from "./scheme-options.js";
import type { Counts, Progress, SchemeRun } from "./scheme-run.js";
import { runSuite } from "./suite.js";

export interface RunSchemeOptions extends SchemeOptions {
  /** Ends the run in order: its roles are stopped, what was recorded is judged, and the promise resolves. */
  signal?: AbortSignal | undefined;
  /** Told of each change while it runs. What it throws ends the run, and rejects the promise. */
  onProgress?: ((progress: Progress) => void) | undefined;
}

export interface SchemeResult {
  scheme: string;
  id: string;
  feed: string;
  /** `notRun`: it was aborted before anything was started. */
  verdict: Outcome | "notRun";
  /** One causal sentence; for a pass, what was shown. */
  reason: string;
  /** What each check found, those of `defineCheck` behind those of the harness. */
  findings: readonly Finding[];
  /** What happened to each step of the timeline. */
  faults: readonly FaultRecord[];
  /** Null where nothing was started. */
  counts: Counts | null;
  durationMs: number;
  /** Absolute path of what the run left: plan, history, verdict, logs. */
  folder: string;
  /** Absolute path of FAILURE.md; absent where it passed. */
  failure?: string;
  /**
   * The command that runs the same plan again. Where a fault or check was defined by this program, `./MODULE.js` in it
   * stands for the module that defines it.
   */
  replay: string;
}

/**
 * Runs one scheme on one feed and judges it, as `faultline run` does: the same proof that it can fail, the same folder.
 * Writes nothing to the console, leaves signals and the exit code of the process alone, and may run beside others.
 * @throws FaultlineError for what a person can mend: scheme, system, data, options, a missing prerequisite, the disk
 * @throws Error for a bug, be it of the harness or of a check that was defined
 */
export async function runScheme(options: RunSchemeOptions): Promise<SchemeResult> {
  const cwd = process.cwd();
  const places = { root: findRoot(import.meta.dirname), cwd };
  const seed = options.seed ?? drawSeed();
  const flags = runOptionsOf(options, places);
  const prepared = prepareScheme(options, { places, seed, explicit: true });
  refuseNothing(prepared);
  const cut = cutBy(options.signal);
  const progress = guarded(options.onProgress, cut.end);
  try {
    const world = quietWorld(places.root, cut, progress.tell);
    const work = workOf(shareOf(prepared, seed), flags, world);
    if (isTextAlone(options)) work.origin = { ...work.origin, schemeFiles: {} };
    const performed = await perform(work, flags, world, runSuite);
    progress.rethrow();
    return resultOf(performed, flags, places);
  } finally {
    cut.release();
  }
}

/** Its only file is the copy in the folder of the run. */
function isTextAlone({ scheme }: RunSchemeOptions): boolean {
  return typeof scheme !== "string" && scheme.file === undefined;
}

function shareOf(all: Prepared, seed: string) {
  return { all, shard: null, seed, ...divide(all, null) };
}

interface Cut {
  signal: AbortSignal;
  by(): CutBy | null;
  end(reason: string): void;
  /** The signal of the caller may outlive the run. */
  release(): void;
}

function cutBy(outer: AbortSignal | undefined): Cut {
  const controller = new AbortController();
  const end = (reason: string): void => controller.abort({ cause: "interrupt", reason } satisfies CutReason);
  const passOn = (): void => end(`the caller aborted it: ${String(outer?.reason)}`);
  if (outer?.aborted === true) passOn();
  outer?.addEventListener("abort", passOn, { once: true });
  return {
    signal: controller.signal,
    by: () => (controller.signal.aborted ? "caller" : null),
    end,
    release: () => outer?.removeEventListener("abort", passOn),
  };
}

/** A run must not break in the midst of its events by what a watcher throws. */
function guarded(tell: RunSchemeOptions["onProgress"], end: Cut["end"]) {
  let thrown: { error: unknown } | null = null;
  return {
    tell: (progress: Progress): void => {
      if (thrown !== null) return;
      try {
        tell?.(progress);
      } catch (error) {
        thrown = { error };
        end("onProgress threw");
      }
    },
    rethrow: (): void => {
      if (thrown !== null) throw thrown.error;
    },
  };
}

/** Standing in the checkout: from there the commands in the reports are to be typed, and all paths are absolute. */
function quietWorld(root: string, cut: Cut, tell: (progress: Progress) => void): World {
  return {
    ...{ out: () => {}, note: () => {}, columns: () => null, paint: plain },
    makeWatcher: () => ({ tell, tick: () => {}, close: () => {} }),
    places: { root, cwd: root },
    argv: ["runScheme"],
    env: {},
    cut: cut.signal,
    cutBy: cut.by,
    cutAfter: () => {},
  };
}

function resultOf(performed: Performed, flags: RunOptions, places: World["places"]): SchemeResult {
  const [run] = performed.runs;
  if (run === undefined) throw new Error("the suite gave no run of the scheme");
  const { scheme, id, feed, findings, records: faults, counts, durationMs } = run;
  const judged = verdictOf(run, performed);
  const folder = path.join(performed.folder, run.folder ?? "");
  const failure = path.join(folder, folderFiles.failure);
  const hasFailure = run.folder !== null && (run.verdict === "fail" || run.verdict === "inconclusive");
  return {
    ...{ scheme, id, feed, ...judged, findings, faults, counts, durationMs, folder },
    ...(hasFailure ? { failure } : {}),
    replay:
      run.folder === null
        ? againCommand(run, { files: filesOf(run, flags), flags: [] })
        : replayOf(run, folder, places),
  };
}

/** A process that outlived its run is a violation that no check of the run could see. */
export function verdictOf(
  run: SchemeRun,
  { leftovers, troubles }: Pick<Performed, "leftovers" | "troubles">,
): Pick<SchemeResult, "verdict" | "reason"> {
  const { verdict, reason } = run;
  if (verdict === "missing") throw new Error("a run that was not divided cannot be missing");
  if (verdict !== "pass") return { verdict, reason };
  const [leftover] = leftovers;
  if (leftover !== undefined) return { verdict: "fail", reason: leftover };
  const [trouble] = troubles;
  if (trouble?.exitCode === exitCodes.unwritable)
    throw new FaultlineError("RESULTS_UNWRITABLE", trouble.reason);
  if (trouble !== undefined) throw new Error(trouble.reason);
  return { verdict, reason };
}

function filesOf({ scheme }: SchemeRun, { names: [file] }: RunOptions): Record<string, string> {
  return file === undefined ? {} : { [scheme]: file };
}

function replayOf({ plan }: SchemeRun, folder: string, { root, cwd }: World["places"]): string {
  const loaded = plan !== null && usesDefinitions(plan) ? "--import ./MODULE.js " : "";
  const program = shownPath(path.join(root, "dist/harness/main.js"), cwd);
  return `node ${loaded}${shellWord(program)} replay ${shellWord(folder)}`;
}
