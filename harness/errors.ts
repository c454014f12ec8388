/** The closed list of errors that a person can cause or meet, each with the exit code of the program. */

/** Exit codes of the program (DESIGN: verdicts and exit codes). */
export const exitCodes = {
  pass: 0,
  fail: 1,
  inconclusive: 2,
  flaky: 3,
  nothing: 4,
  usage: 64,
  data: 65,
  prerequisite: 69,
  bug: 70,
  unwritable: 73,
  globalTimeout: 124,
  hangup: 129,
  interrupt: 130,
  terminate: 143,
} as const;

/** Every error code, and the exit code it ends the program with. */
export const errorCodes = {
  BAD_FLAGS: exitCodes.usage,
  FLAGS_SWALLOWED: exitCodes.usage,
  BAD_SCHEME: exitCodes.data,
  VACUOUS_SCHEME: exitCodes.data,
  BAD_SYSTEM: exitCodes.data,
  BAD_RESULTS: exitCodes.data,
  BAD_FOLDER: exitCodes.data,
  BAD_DEFINITION: exitCodes.data,
  NOT_APPLICABLE: exitCodes.data,
  NOTHING_SELECTED: exitCodes.nothing,
  PREREQUISITE_MISSING: exitCodes.prerequisite,
  RESULTS_UNWRITABLE: exitCodes.unwritable,
} as const;

export type ErrorCode = keyof typeof errorCodes;

/** An error with a cause outside of the harness: its message says where, what was expected, what was seen, what to do. */
export class FaultlineError extends Error {
  readonly code: ErrorCode;
  readonly exitCode: number;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "FaultlineError";
    this.code = code;
    this.exitCode = errorCodes[code];
  }
}
