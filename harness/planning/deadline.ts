/** Derives how long a plan may take, term by term, so that no timeout is ever guessed. */
import { traitsOf } from "../faults/index.js";
import { catchUpMs, floorMs, openStretch, restartMs, settleBars, slack, stallBars } from "../limits.js";
import type { Deadline, DeadlineTerm, PlannedStep } from "./plan.js";

export interface DeadlineInput {
  bars: number;
  speedMs: number;
  /** The role whose outage holds up the stream itself. */
  sourceRole: string;
  /** Sum of the times that the roles may take to become ready, milliseconds. */
  startupMs: number;
  /** Longest time that a role may take to stop, milliseconds. */
  graceMs: number;
  steps: readonly PlannedStep[];
}

/** Bars by which a step delays the source: a source that is down or stopped publishes nothing meanwhile. */
function heldBars(steps: readonly PlannedStep[], sourceRole: string): number {
  return steps.filter(({ target }) => target === sourceRole).reduce((sum, { forBars }) => sum + forBars, 0);
}

/** Milliseconds that steps placed by a duration add to the stream at most. */
function durationMs(steps: readonly PlannedStep[]): number {
  return steps.reduce((sum, { trigger }) => sum + (trigger.kind === "after" ? trigger.delayMs : 0), 0);
}

/** Times in milliseconds; every term carries the arithmetic behind it. */
export function deriveDeadline(input: DeadlineInput): Deadline {
  const { bars, speedMs, steps, startupMs, graceMs } = input;
  const barMs = Math.max(speedMs, floorMs);
  const held = heldBars(steps, input.sourceRole);
  const starts = steps.reduce((sum, step) => sum + traitsOf(step).starts, 0);
  const bar = speedMs < floorMs ? `${floorMs} ms (floor; speed ${speedMs} ms)` : `${speedMs} ms`;
  const terms: DeadlineTerm[] = [
    { name: "startup", ms: startupMs, formula: "sum of ready.within of the roles" },
    {
      name: "stream",
      ms: Math.ceil(slack * (bars + held + settleBars) * barMs),
      formula: `slack ${slack} x (${bars} bars + ${held} held + ${settleBars} to settle) x ${bar}`,
    },
    { name: "restarts", ms: starts * restartMs, formula: `${starts} starts x ${restartMs} ms` },
    { name: "durations", ms: durationMs(steps), formula: "steps that are placed by a duration" },
    { name: "catch-up", ms: catchUpMs, formula: "history that is fetched again" },
    { name: "stop", ms: graceMs, formula: "longest grace of a role" },
  ];
  const longestForMs = Math.max(0, ...steps.map(({ forMs }) => forMs));
  return {
    ms: terms.reduce((sum, { ms }) => sum + ms, 0),
    terms,
    stallMs: Math.ceil(openStretch * longestForMs + restartMs + catchUpMs + slack * stallBars * barMs),
  };
}
