/** What `import ... from "faultline"` gives: a scheme run by a program, and faults and checks of its own. */
export { defineCheck, defineFault } from "./definitions.js";
export { type ErrorCode, errorCodes, FaultlineError } from "./errors.js";
export type { Event, SeenEvent } from "./event.js";
export type { FaultRecord } from "./evidence/fault-record.js";
export { sightings } from "./evidence/progress.js";
export { type Check, type Finding, finding, type Judged, type JudgedFiles, type Outcome } from "./finding.js";
export type { Plan, PlannedStep } from "./planning/plan.js";
export { type RunSchemeOptions, runScheme, type SchemeResult } from "./run-scheme.js";
export type { SchemeOptions } from "./scheme-options.js";
export type { Counts, Progress } from "./scheme-run.js";
export type {
  Effect,
  Fault,
  FaultOption,
  Proof,
  Stage,
  StepOptions,
  TargetKind,
  Traits,
} from "./stage.js";
