/** Adding faults and checks to the tables at run time: what may be wrong with one is said here, before any run. */
import { definedChecks } from "./checks/index.js";
import { FaultlineError } from "./errors.js";
import { definedFaults } from "./faults/index.js";
import type { Check } from "./finding.js";
import type { Fault } from "./stage.js";

/** Keys that every step of a timeline may have. */
const stepKeys = ["at", "fault", "target", "for", "until", "repeat", "felt"];

/**
 * Adds a fault to the table: from now on schemes may name it, and a wrong option is told with its place.
 * @returns what takes it out again
 * @throws FaultlineError BAD_DEFINITION where the name is taken, or the fault is none
 */
export function defineFault(name: string, fault: Fault): () => void {
  const problem = faultProblem(fault);
  if (problem !== null) throw new FaultlineError("BAD_DEFINITION", `fault "${name}": ${problem}`);
  return definedFaults.add(name, fault);
}

/**
 * Adds a check to the table: from now on it judges every run whose plan it applies to, in the thread of the caller.
 * One that also passes an empty history is inconclusive where it passes.
 * @returns what takes it out again
 * @throws FaultlineError BAD_DEFINITION where the name is taken, or the check is none
 */
export function defineCheck(name: string, check: Check): () => void {
  if (typeof check?.applies !== "function" || typeof check.judge !== "function") {
    throw new FaultlineError("BAD_DEFINITION", `check "${name}": must have the functions applies and judge`);
  }
  return definedChecks.add(name, check);
}

/** What the types do not tell, or tell nobody who writes JavaScript. */
function faultProblem(fault: Fault): string | null {
  const missing = (["inject", "observe", "heal"] as const).filter(
    (key) => typeof fault?.[key] !== "function",
  );
  if (missing.length > 0) return `must have the functions ${missing.join(", ")}`;
  const { defaultForBars, options = {} } = fault;
  if (!Number.isInteger(defaultForBars) || defaultForBars < 0) {
    return `defaultForBars must be a whole number from 0, got ${defaultForBars}`;
  }
  const taken = Object.keys(options).find((key) => stepKeys.includes(key));
  return taken === undefined ? null : `the option ${taken} is a key of every step; call it otherwise`;
}
