/** Resolves the expectations of a scheme to numbers, and refuses those that no run could meet. Pure. */

import { errorAt } from "../text/source.js";
import { countOf, recoveryBars } from "./lengths.js";
import type { Expected, PlannedStep } from "./plan.js";
import type { PlanContext } from "./plan-context.js";
import { pathOf } from "./plan-steps.js";

export function expectedOf(steps: readonly PlannedStep[], context: PlanContext): Expected {
  const { scheme, options, bars, everyBars } = context;
  const { snapshots, recovery, delivery, pace, memory, duplicates } = scheme.expect;
  const expected: Expected = {};
  if (snapshots !== undefined || options.minSnapshots !== null) {
    const possible = Math.floor(bars / everyBars);
    const min = options.minSnapshots ?? (snapshots === undefined ? 0 : countOf(snapshots.min, possible));
    if (min > possible) {
      const origin = options.minSnapshots === null ? "" : " (--min-snapshots)";
      throw errorAt(
        "BAD_SCHEME",
        scheme.source,
        ["expect", "snapshots", "min"],
        `must be at most the ${possible} snapshots that ${bars} bars can give, got ${min}${origin}`,
      );
    }
    expected.snapshots = { min, possible, everyBars };
  }
  if (recovery !== undefined) {
    const within = recoveryBars(recovery.within, options.speedMs);
    for (const step of steps) {
      const end = step.estimatedBar + step.forBars + within;
      if (end > bars) {
        throw errorAt(
          "BAD_SCHEME",
          scheme.source,
          [...pathOf(step), "at"],
          `must leave ${within} bars to recover in (expect.recovery.within): fault ${step.id} ends at bar ${step.estimatedBar + step.forBars} of ${bars}`,
        );
      }
    }
    expected.recovery = { withinBars: within };
  }
  // The flag lowers the claim with the pipeline; a scheme that makes it for the plain pipeline is taken at its word.
  if (delivery !== undefined) expected.delivery = options.recovery === false ? "at-most-once" : delivery;
  if (pace !== undefined) expected.pace = pace;
  if (memory !== undefined) expected.memory = memory;
  if (duplicates !== undefined) expected.duplicates = duplicates;
  return expected;
}
