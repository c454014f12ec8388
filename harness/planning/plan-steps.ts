/** Resolves the timeline of a scheme to steps with triggers and lengths. Pure. */
import { faultOf, stillBarsOf, traitsOf } from "../faults/index.js";
import { bootLeastMs, feltFromBars } from "../limits.js";
import type { Moment } from "../scheme.js";
import { errorAt, type SourcePath } from "../text/source.js";
import { defaultOf } from "./default-of.js";
import { lengthOf } from "./lengths.js";
import type { PlannedStep, Trigger } from "./plan.js";
import type { PlanContext } from "./plan-context.js";
import type { BoundScheme, BoundStep } from "./target.js";

/** The steps of the file in their order, a repeated one as often as it is to happen. */
export function planSteps(context: PlanContext): PlannedStep[] {
  const steps: PlannedStep[] = [];
  for (const step of context.scheme.timeline) {
    const { index, member } = step.place;
    const first = `f${index + 1}${member === null ? "" : `.${member}`}`;
    for (const { id, at } of occurrences(step, first, context)) {
      steps.push(planStep({ ...step, at }, id, steps, context));
    }
  }
  return steps;
}

/** Where a step stands in the scheme file, by its id. */
export function pathOf({ id }: Pick<PlannedStep, "id">): SourcePath {
  return ["timeline", Number.parseInt(id.slice(1), 10) - 1];
}

function occurrences(
  { at, repeat }: BoundStep,
  id: string,
  context: PlanContext,
): { id: string; at: Moment }[] {
  if (repeat === undefined || (at.kind !== "bar" && at.kind !== "percent")) return [{ id, at }];
  const { bars, options } = context;
  const every = lengthOf(repeat.every, options.speedMs, bars).bars;
  const first = at.kind === "bar" ? at : { kind: "bar" as const, bar: barAt(at.percent, bars), percent: 0 };
  return Array.from({ length: repeat.times }, (_, count) => ({
    id: `${id}.${count + 1}`,
    at: { ...first, bar: first.bar + count * every },
  }));
}

function planStep(
  step: BoundStep,
  id: string,
  earlier: readonly PlannedStep[],
  context: PlanContext,
): PlannedStep {
  const { scheme, options, bars } = context;
  const path = pathOf({ id });
  const fault = faultOf(step.fault);
  const at = triggerOf(step.at, earlier, context);
  refuseUnborn(at, earlier, { scheme, path: [...path, "at"] });
  const atBar = estimate(at, earlier, context);
  if (atBar >= bars) {
    throw errorAt(
      "BAD_SCHEME",
      scheme.source,
      [...path, "at"],
      `must be before the last bar (${bars}), got bar ${atBar}`,
    );
  }
  const until = step.until === undefined ? null : triggerOf(step.until, earlier, context);
  const length =
    until === null
      ? lengthOf(step.for ?? { bars: fault.defaultForBars }, options.speedMs, bars)
      : stretchTo(until, { step, atBar, path }, earlier, context);
  const { keptAway: kept, effect } = traitsOf(step);
  const forBars = kept ? atBar : length.bars;
  const planned: PlannedStep = {
    id,
    fault: step.fault,
    target: step.target,
    trigger: kept ? { kind: "start" } : at,
    estimatedBar: kept ? 0 : atBar,
    forMs: kept ? atBar * options.speedMs : length.ms,
    forBars,
    until: kept ? at : until,
    feltRequired: step.felt ?? effect !== "none",
    options: optionsOf(step, options.speedMs, bars),
  };
  const stillBars = stillBarsOf(planned, options.speedMs);
  if (step.felt !== true || stillBars >= feltFromBars) return planned;
  const message = `must go with an outage of at least ${feltFromBars} bars, got ${stillBars}`;
  throw errorAt("BAD_SCHEME", scheme.source, [...path, "felt"], message);
}

/** As long as it takes to come to what ends the fault, by the best estimate. */
function stretchTo(
  until: Trigger,
  { step, atBar, path }: { step: BoundStep; atBar: number; path: SourcePath },
  earlier: readonly PlannedStep[],
  context: PlanContext,
): { bars: number; ms: number } {
  const { scheme, options } = context;
  refuseUnborn(until, earlier, { scheme, path: [...path, "until"] });
  if (
    step.target === context.source.name &&
    until.kind !== "incarnation" &&
    traitsOf(step).effect === "still"
  ) {
    const message = `must be left out where ${step.fault} keeps the source itself from publishing: say \`for\``;
    throw errorAt("BAD_SCHEME", scheme.source, [...path, "until"], message);
  }
  const end = estimate(until, earlier, context);
  if (end > atBar && end <= context.bars) return { bars: end - atBar, ms: (end - atBar) * options.speedMs };
  throw errorAt(
    "BAD_SCHEME",
    scheme.source,
    [...path, "until"],
    `must come after the fault began (bar ${atBar}) and by the last bar (${context.bars}), got bar ${end}`,
  );
}

/** With the defaults of the fault; spans in milliseconds. */
function optionsOf({ fault, options }: BoundStep, speedMs: number, bars: number): PlannedStep["options"] {
  const known = faultOf(fault).options ?? {};
  const entries = Object.entries(known).flatMap(([key, option]) => {
    const value = options[key] ?? defaultOf(option);
    if (value === undefined) return [];
    return [[key, typeof value === "object" ? lengthOf(value, speedMs, bars).ms : value] as const];
  });
  return Object.fromEntries(entries);
}

/** The moment of an incarnation that no step before brings about would never come. */
function refuseUnborn(
  at: Trigger,
  earlier: readonly PlannedStep[],
  { scheme, path }: { scheme: BoundScheme; path: SourcePath },
): void {
  if (at.kind !== "incarnation") return;
  // A role that is kept away at first has its first start when it comes.
  const again = startsOf(at.role, earlier).filter((step) => !traitsOf(step).keptAway);
  const starts = again.reduce((sum, step) => sum + traitsOf(step).starts, 1);
  if (at.incarnation <= starts) return;
  const times = starts === 1 ? "once" : `${starts} times`;
  throw errorAt(
    "BAD_SCHEME",
    scheme.source,
    path,
    `must name an incarnation that an earlier fault brings about; before this step ${at.role} is started ${times}`,
  );
}

/** The steps that start the role anew. */
function startsOf(role: string, earlier: readonly PlannedStep[]): PlannedStep[] {
  return earlier.filter((step) => step.target === role && traitsOf(step).restarts);
}

/**
 * A fault that must be felt needs a target that is up again: one whose moment comes sooner after the restart before it
 * than any program starts can hold on no machine.
 */
export function checkBoots(steps: readonly PlannedStep[], scheme: BoundScheme, speedMs: number): void {
  steps.forEach((step, index) => {
    if (step.trigger.kind !== "bar" || !step.feltRequired) return;
    const before = startsOf(step.target, steps.slice(0, index)).at(-1);
    if (before === undefined) return;
    const upFrom = before.estimatedBar + before.forBars;
    const gapMs = (step.estimatedBar - upFrom) * speedMs;
    if (gapMs >= bootLeastMs) return;
    throw errorAt(
      "BAD_SCHEME",
      scheme.source,
      [...pathOf(step), "at"],
      `must leave ${step.target} ${bootLeastMs} ms to start again after ${before.id} (${before.fault}, until bar ${upFrom}), ` +
        `got ${gapMs} ms; give the stream more bars or a slower pace (--bars, --speed-ms)`,
    );
  });
}

/** Two lasting faults on one target at once, and steps that stand in the wrong order, are errors. */
export function checkOverlap(steps: readonly PlannedStep[], scheme: BoundScheme): void {
  steps.forEach((step, index) => {
    const clash = steps
      .slice(0, index)
      .find(
        (other) =>
          other.target === step.target &&
          other.estimatedBar + other.forBars > step.estimatedBar &&
          step.trigger.kind !== "incarnation",
      );
    if (clash === undefined) return;
    const end = clash.estimatedBar + clash.forBars;
    throw errorAt(
      "BAD_SCHEME",
      scheme.source,
      [...pathOf(step), "at"],
      `must be after the fault that is still open on ${step.target} (${clash.id} ${clash.fault}, until bar ${end}), got bar ${step.estimatedBar}`,
    );
  });
}

function barAt(percent: number, bars: number): number {
  return Math.max(1, Math.round((percent / 100) * bars));
}

function triggerOf(at: Moment, earlier: readonly PlannedStep[], context: PlanContext): Trigger {
  const { bars, options } = context;
  switch (at.kind) {
    case "bar":
      return { kind: "bar", bar: at.bar, offsetMs: (at.percent / 100) * options.speedMs };
    case "percent":
      return { kind: "bar", bar: barAt(at.percent, bars), offsetMs: 0 };
    case "snapshot":
      return { kind: "snapshot", snapshot: at.snapshot };
    case "incarnation":
      return { kind: "incarnation", role: at.role, incarnation: at.incarnation, state: at.state };
    case "start":
      return { kind: "start" };
    case "after": {
      const before = earlier.at(-1);
      return before === undefined
        ? { kind: "start" }
        : { kind: "after", step: before.id, delayMs: lengthOf(at.length, options.speedMs, bars).ms };
    }
    default:
      return at satisfies never;
  }
}

function estimate(trigger: Trigger, earlier: readonly PlannedStep[], context: PlanContext): number {
  switch (trigger.kind) {
    case "bar":
      return trigger.bar;
    case "snapshot":
      return trigger.snapshot * context.everyBars;
    case "start":
      return 0;
    case "after": {
      const before = earlier.find(({ id }) => id === trigger.step);
      return (before?.estimatedBar ?? 0) + Math.ceil(trigger.delayMs / context.options.speedMs);
    }
    case "incarnation": {
      const starts = startsOf(trigger.role, earlier);
      const cause = starts[trigger.incarnation - 2] ?? starts.at(-1);
      return cause === undefined ? 0 : cause.estimatedBar + cause.forBars;
    }
    default:
      return trigger satisfies never;
  }
}
