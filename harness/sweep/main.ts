#!/usr/bin/env node
/** The program behind `npm run sweep`: owns its console, signals and exit codes. */
import { type CutBy, exitCodeOf } from "../command/exit-code.js";
import { findRoot } from "../command/library.js";
import { guardAgainstNpm } from "../command/npm-guard.js";
import { exitCodes, FaultlineError } from "../errors.js";
import type { CutReason } from "../run.js";
import { parseSweepFlags, sweepFlags } from "./flags.js";
import { sweep } from "./sweep.js";

const { env, stdout, stderr } = process;
const argv = process.argv.slice(2);
let cutBy: CutBy | null = null;
const cut = new AbortController();

function note(line: string): void {
  stderr.write(`${line}\n`);
}

/** The first signal ends the sweep in order, the second at once; the guardian then ends the children. */
function listenForSignals(): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (cutBy !== null && cutBy !== "global-timeout") process.exit(exitCodeOf([], signal));
      cutBy = signal;
      note(`${signal}: stopping; once more ends at once`);
      const reason: CutReason = { cause: "interrupt", reason: `the sweep got ${signal}` };
      cut.abort(reason);
    });
  }
}

function endByTime(): void {
  cutBy = "global-timeout";
  const reason: CutReason = { cause: "global-timeout", reason: "the time of --global-timeout is over" };
  cut.abort(reason);
}

async function main(): Promise<number> {
  try {
    guardAgainstNpm(env, argv, sweepFlags(), []);
    const options = parseSweepFlags(argv, (text) => void stdout.write(text));
    if (options === null) return exitCodes.pass;
    const cwd = env.npm_lifecycle_event !== undefined && env.INIT_CWD ? env.INIT_CWD : process.cwd();
    return await sweep(options, {
      places: { root: findRoot(import.meta.dirname), cwd },
      argv,
      out: (text) => void stdout.write(text),
      note,
      cut: cut.signal,
      cutBy: () => cutBy,
      cutAfter: (ms) => void setTimeout(() => cutBy ?? endByTime(), ms).unref(),
    });
  } catch (error) {
    return explain(error);
  }
}

function explain(error: unknown): number {
  if (error instanceof FaultlineError) {
    note(error.message);
    return error.exitCode;
  }
  note(`a bug in the harness: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return exitCodes.bug;
}

process.on("uncaughtException", (error) => process.exit(explain(error)));
listenForSignals();
const code = await main();
stdout.write("", () => process.exit(code));
