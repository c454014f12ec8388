#!/usr/bin/env node
/** The program: from the command line to the verb that does the work. */
import fs from "node:fs";
import path from "node:path";
import { parseCommandLine, type Request, runFlags } from "./command/cli.js";
import { diagnosisCode, diagnosisText, examine } from "./command/doctor.js";
import { initSystem } from "./command/init-system.js";
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
import { exitCodes } from "./errors.js";
import { type Program, runProgram } from "./program.js";
import { painter } from "./reporters/colour.js";
import { makeLive } from "./reporters/live.js";
import { makeLog } from "./reporters/log.js";
import type { Watcher } from "./reporters/watcher.js";
import { resultsSchemaText } from "./results.js";
import { runSuite } from "./suite.js";
import { referenceText } from "./text/reference.js";
import { schemaText } from "./text/schema.js";

const { env, stdout, stderr } = process;

function makeWatcher(note: Program["note"]): Watcher {
  if (!stderr.isTTY || env.TERM === "dumb") return makeLog(note);
  const screen = {
    write: (text: string) => void stderr.write(text),
    columns: () => stderr.columns ?? 80,
    rows: () => stderr.rows ?? 24,
  };
  return makeLive(screen, painter(env, true));
}

function makeWorld({ cwd, ...program }: Program): World {
  return {
    ...program,
    columns: () => (stdout.isTTY ? (stdout.columns ?? 80) : null),
    paint: painter(env, stdout.isTTY === true),
    makeWatcher: () => makeWatcher(program.note),
    places: { root: findRoot(import.meta.dirname), cwd },
    env,
  };
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
    case "init-system":
      return initSystem(request.options, world);
    case "reference":
      world.out(referenceText());
      return exitCodes.pass;
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

const words = {
  name: "the harness",
  stopping: "stopping the roles",
  advice: "what was recorded until then lies in the newest folder of the store (reports/latest)",
};

await runProgram(words, async (program) => {
  guardAgainstNpm(env, program.argv, runFlags(), npmrcTexts());
  return perform(parseCommandLine(program.argv), makeWorld(program));
});
