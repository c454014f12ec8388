/** The exit codes of the programs in engine/ and the one way to end with one of them. */
import { warnLine } from "./print.js";

export const exitCodes = {
  ok: 0,
  usage: 64,
  data: 65,
  unavailable: 69,
  software: 70,
  cannotWrite: 73,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Something that ends a program with a message for its user and without a stack trace. */
export class FatalError extends Error {
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "FatalError";
    this.exitCode = exitCode;
  }
}

/**
 * Runs a program's main function; a FatalError becomes one line on stderr and its exit code, any other error 70. The
 * same holds for what is thrown later, out of a timer or an event.
 */
export async function runMain(program: string, main: () => Promise<void>): Promise<void> {
  process.on("uncaughtException", (error) => end(program, error));
  try {
    await main();
  } catch (error) {
    end(program, error);
  }
}

function end(program: string, error: unknown): never {
  if (error instanceof FatalError) {
    warnLine(`${program}: ${error.message}`);
    process.exit(error.exitCode);
  }
  warnLine(`${program}: internal error: ${error instanceof Error ? (error.stack ?? error.message) : error}`);
  process.exit(exitCodes.software);
}
