/** What the programs of the harness share: the console, signals that cut, and errors that become exit codes. */
import { type CutBy, exitCodeOf } from "./command/exit-code.js";
import { exitCodes, FaultlineError } from "./errors.js";
import type { CutReason } from "./run.js";

export interface Program {
  argv: readonly string[];
  /** Where the person stands. */
  cwd: string;
  out(text: string): void;
  /** Writes one line to stderr. */
  note(line: string): void;
  /** Aborted with a CutReason by the first signal, or by time. */
  cut: AbortSignal;
  cutBy(): CutBy | null;
  /** Sets the time after which everything is cut; a signal before it counts more. */
  cutAfter(ms: number): void;
}

export interface ProgramOptions {
  /** What a signal reaches: "the harness". */
  name: string;
  /** What it begins: "stopping the roles". */
  stopping: string;
  /** What to do about an error of the program that is no verdict, beyond its text. */
  advice?: string;
}

const { env, stdout, stderr } = process;

/** Runs to the end and exits with the code of `main`, or with that of what it threw. */
export async function runProgram(
  options: ProgramOptions,
  main: (program: Program) => Promise<number>,
): Promise<void> {
  const cut = new AbortController();
  let cutBy: CutBy | null = null;
  const endBy = (cause: CutBy, reason: CutReason): void => {
    cutBy = cause;
    cut.abort(reason);
  };
  const program: Program = {
    argv: process.argv.slice(2),
    cwd: standpoint(),
    out: (text) => void stdout.write(text),
    note,
    cut: cut.signal,
    cutBy: () => cutBy,
    cutAfter: (ms) =>
      void setTimeout(() => {
        const cause = "global-timeout";
        if (cutBy === null) endBy(cause, { cause, reason: "the time of --global-timeout is over" });
      }, ms).unref(),
  };
  stdout.on("error", ignoreBrokenPipe);
  stderr.on("error", ignoreBrokenPipe);
  process.on("uncaughtException", (error) => process.exit(explain(error, options)));
  // The first signal ends the work in order; the second ends the program at once, and its guardian the children.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (cutBy !== null && cutBy !== "global-timeout") process.exit(exitCodeOf([], signal));
      note(`${signal}: ${options.stopping}; once more ends at once`);
      endBy(signal, { cause: "interrupt", reason: `${options.name} got ${signal}` });
    });
  }
  const code = await main(program).catch((error: unknown) => explain(error, options));
  stdout.write("", () => process.exit(code));
}

function note(line: string): void {
  stderr.write(`${line}\n`);
}

/** npm runs scripts in the root of the package and says in INIT_CWD where the person stood. */
function standpoint(): string {
  return env.npm_lifecycle_event !== undefined && env.INIT_CWD ? env.INIT_CWD : process.cwd();
}

function explain(error: unknown, { advice }: ProgramOptions): number {
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
  if (advice !== undefined) note(advice);
  return exitCodes.bug;
}

/** A reader that goes away (`| head`) is no error; the exit code still tells the verdict. */
function ignoreBrokenPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}
