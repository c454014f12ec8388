#!/usr/bin/env node
/** The program: owns the console, the signals and the exit codes; the verbs do the work. */
import fs from "node:fs";
import path from "node:path";
import { parseCommandLine, type Request, runFlags } from "./command/cli.js";
import { diagnosisCode, diagnosisText, examine } from "./command/doctor.js";
import { type CutBy, exitCodeOf } from "./command/exit-code.js";
import { findRoot } from "./command/library.js";
import { listCommand } from "./command/list-command.js";
import { mergeCommand } from "./command/merge-command.js";
import { guardAgainstNpm } from "./command/npm-guard.js";
import { recheckCommand } from "./command/recheck-command.js";
import { replayCommand } from "./command/replay-command.js";
import { reportCommand } from "./command/report-command.js";
import { runCommand } from "./command/run-command.js";
import { runsCommand } from "./command/runs-command.js";
import { systemDoctor } from "./command/system-doctor.js";
import { validateCommand } from "./command/validate-command.js";
import type { World } from "./command/world.js";
import { exitCodes, FaultlineError } from "./errors.js";
import { painter } from "./reporters/colour.js";
import { makeLive } from "./reporters/live.js";
import { makeLog } from "./reporters/log.js";
import type { Watcher } from "./reporters/watcher.js";
import { resultsSchemaText } from "./results.js";
import type { CutReason } from "./run.js";
import { runSuite } from "./suite.js";
import { schemaText } from "./text/schema.js";

const { env, stdout, stderr } = process;
const argv = process.argv.slice(2);
let cutBy: CutBy | null = null;
const cut = new AbortController();

function note(line: string): void {
  stderr.write(`${line}\n`);
}

function makeWatcher(): Watcher {
  if (!stderr.isTTY || env.TERM === "dumb") return makeLog(note);
  const screen = {
    write: (text: string) => void stderr.write(text),
    columns: () => stderr.columns ?? 80,
    rows: () => stderr.rows ?? 24,
  };
  return makeLive(screen, painter(env, true));
}

function endBy(cause: CutBy): void {
  cutBy = cause;
  const reason: CutReason =
    cause === "global-timeout"
      ? { cause, reason: "the time of --global-timeout is over" }
      : { cause: "interrupt", reason: `the harness got ${cause}` };
  cut.abort(reason);
}

function makeWorld(): World {
  return {
    out: (text) => void stdout.write(text),
    note,
    paint: painter(env, stdout.isTTY === true),
    makeWatcher,
    places: { root: findRoot(import.meta.dirname), cwd: standpoint() },
    argv,
    env,
    cut: cut.signal,
    cutBy: () => cutBy,
    cutAfter: (ms) => void setTimeout(() => cutBy ?? endBy("global-timeout"), ms).unref(),
  };
}

/** npm runs scripts in the root of the package and says in INIT_CWD where the person stood. */
function standpoint(): string {
  return env.npm_lifecycle_event !== undefined && env.INIT_CWD ? env.INIT_CWD : process.cwd();
}

/** The first signal ends the suite in order; the second ends the harness at once, and its guardian the children. */
function listenForSignals(): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (cutBy !== null && cutBy !== "global-timeout") process.exit(exitCodeOf([], signal));
      note(`${signal}: stopping the roles; once more ends at once`);
      endBy(signal);
    });
  }
}

function npmrcTexts(): string[] {
  const files = [env.npm_config_userconfig, env.npm_config_globalconfig, path.join(process.cwd(), ".npmrc")];
  return files.flatMap((file) =>
    file !== undefined && fs.existsSync(file) ? [fs.readFileSync(file, "utf8")] : [],
  );
}

async function perform(request: Request, world: World): Promise<number> {
  switch (request.verb) {
    case "text":
      world.out(request.text);
      return exitCodes.pass;
    case "run":
      return runCommand(request.options, world, runSuite);
    case "list":
      listCommand(request.options, world);
      return exitCodes.pass;
    case "validate":
      return validateCommand(request.options, world);
    case "schema":
      world.out(request.of === "results" ? resultsSchemaText() : schemaText(request.of));
      return exitCodes.pass;
    case "recheck":
      return recheckCommand(request.folders, request.json, world);
    case "replay":
      return replayCommand(request.options, world, runSuite);
    case "merge":
      return mergeCommand(request.options, world);
    case "report":
      return reportCommand(request.folder, request.format, world);
    case "runs":
      return runsCommand(request.output, request.json, world, new Date());
    case "doctor-system":
      return systemDoctor(request.options, world, runSuite);
    case "doctor": {
      const found = await examine(path.resolve(world.places.cwd, request.output));
      const code = diagnosisCode(found);
      world.out(
        request.json
          ? `${JSON.stringify({ schemaVersion: 1, exitCode: code, found }, null, 2)}\n`
          : diagnosisText(found),
      );
      return code;
    }
    default:
      return request satisfies never;
  }
}

async function main(): Promise<number> {
  try {
    guardAgainstNpm(env, argv, runFlags(), npmrcTexts());
    return await perform(parseCommandLine(argv), makeWorld());
  } catch (error) {
    return explain(error);
  }
}

function explain(error: unknown): number {
  if (error instanceof FaultlineError) {
    note(error.message);
    return error.exitCode;
  }
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOSPC" || code === "EDQUOT") {
    note(
      `results cannot be written: ${String(error)}. The disk is full: remove old runs, or use --output DIR.`,
    );
    return exitCodes.unwritable;
  }
  note(`a bug in the harness: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  note("what was recorded until then lies in the newest folder of the store (reports/latest)");
  return exitCodes.bug;
}

/** A reader that goes away (`| head`) is no error; the exit code still tells the verdict. */
function ignoreBrokenPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}

stdout.on("error", ignoreBrokenPipe);
stderr.on("error", ignoreBrokenPipe);
process.on("uncaughtException", (error) => process.exit(explain(error)));
listenForSignals();
const code = await main();
stdout.write("", () => process.exit(code));
