/** Resolves a scheme, for one system, feed and stream, to a plan; what cannot work is an error at its place. */
import { deriveDeadline } from "./deadline.js";
import { faultOf } from "./faults/index.js";
import { feltFromBars, floorMs, noiseBudget } from "./limits.js";
import type { Expected, Plan, PlannedStep, PlannedStream, Trigger } from "./plan.js";
import type { Amount, Length, Moment, Span } from "./scheme.js";
import { errorAt, type SourcePath } from "./source.js";
import type { LineObservation, Role, System } from "./system.js";
import type { BoundScheme, BoundStep } from "./target.js";

/** What the command line may set over the scheme. */
export interface PlanOptions {
  feed: string;
  speedMs: number;
  /** Null: as the scheme says. */
  bars: number | null;
  minSnapshots: number | null;
  /** Null: as the scheme says. */
  recovery: boolean | null;
  attempt: number;
  seed: string;
}

/** Bars between two snapshots where the system file does not say. */
const defaultEveryBars = 10;

interface Context {
  scheme: BoundScheme;
  system: System;
  options: PlanOptions;
  bars: number;
  everyBars: number;
  roles: readonly Role[];
  source: Role;
  taker: Role;
}

/** Roles of the system that take part in a feed, in the order of the file. */
export function rolesOf(system: System, feed: string): readonly Role[] {
  return system.roles.filter(({ feeds }) => feeds === undefined || feeds.includes(feed));
}

/** The command line of a role in a feed, variables not yet replaced. */
export function commandOf(role: Role, feed: string): readonly string[] {
  return [...role.command, ...(role.argsByFeed[feed] ?? [])];
}

/** The FIFOs that some role of the feed names in its command line. */
export function fifosOf(system: System, feed: string): readonly string[] {
  const words = rolesOf(system, feed).flatMap((role) => commandOf(role, feed));
  return Object.entries(system.resources)
    .filter(([name, { kind }]) => kind === "fifo" && words.some((word) => word.includes(`\${${name}}`)))
    .map(([name]) => name);
}

function lineObservation(system: System, name: "published" | "taken" | "snapshot"): LineObservation | null {
  const observation = system.observe[name];
  return observation?.kind === "line" ? observation : null;
}

/** The one role whose lines show the observation; the only role that takes part where the file names none. */
function roleOf(system: System, roles: readonly Role[], name: "published" | "taken"): Role {
  const wanted = lineObservation(system, name)?.role;
  const fallback = name === "published" ? roles[0] : (roles.find(({ consumer }) => consumer) ?? roles.at(-1));
  const found = roles.find((role) => role.name === wanted) ?? fallback;
  if (found === undefined) {
    throw errorAt(
      "BAD_SYSTEM",
      system.source,
      ["roles"],
      "must name at least one role for each feed, got none",
    );
  }
  return found;
}

function barsOf(scheme: BoundScheme, stream: PlannedStream, options: PlanOptions): number {
  const available = stream.timestampsMs.length;
  const wanted = options.bars ?? (scheme.bars === "all" ? available : scheme.bars);
  if (wanted > available) {
    const origin = options.bars === null ? "" : " (--bars)";
    throw errorAt(
      "BAD_SCHEME",
      scheme.source,
      ["bars"],
      `must be at most the ${available} bars of ${stream.file}, got ${wanted}${origin}`,
    );
  }
  return wanted;
}

/** Milliseconds and bars (rounded up) of a length at the speed of the run. */
export function lengthOf(length: Length, speedMs: number, bars: number): { ms: number; bars: number } {
  if ("ms" in length) return { ms: length.ms, bars: Math.ceil(length.ms / speedMs) };
  const count = "bars" in length ? length.bars : Math.max(1, Math.round((length.percent / 100) * bars));
  return { ms: count * speedMs, bars: count };
}

/**
 * Bars from ready to the first new bar. As in the deadline, a bar counts as at least `floorMs`: what a program does in
 * milliseconds takes many bars of a fast replay.
 */
export function recoveryBars(within: Span, speedMs: number): number {
  if ("ms" in within) return Math.ceil(within.ms / speedMs);
  return Math.ceil((within.bars * Math.max(speedMs, floorMs)) / speedMs);
}

function countOf(amount: Amount, possible: number): number {
  return "count" in amount ? amount.count : Math.ceil((amount.percent / 100) * possible);
}

function triggerOf(at: Moment, index: number, context: Context): Trigger {
  const { bars, options } = context;
  switch (at.kind) {
    case "bar":
      return { kind: "bar", bar: at.bar, offsetMs: (at.percent / 100) * options.speedMs };
    case "percent":
      return { kind: "bar", bar: Math.max(1, Math.round((at.percent / 100) * bars)), offsetMs: 0 };
    case "snapshot":
      return { kind: "snapshot", snapshot: at.snapshot };
    case "incarnation":
      return { kind: "incarnation", role: at.role, incarnation: at.incarnation, state: at.state };
    case "start":
      return { kind: "start" };
    case "after":
      return index === 0
        ? { kind: "start" }
        : { kind: "after", step: `f${index}`, delayMs: lengthOf(at.length, options.speedMs, bars).ms };
    default:
      return at satisfies never;
  }
}

function estimate(trigger: Trigger, earlier: readonly PlannedStep[], context: Context): number {
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
      const starts = earlier.filter(
        ({ target, fault }) => target === trigger.role && faultOf(fault).restarts,
      );
      const cause = starts[trigger.incarnation - 2] ?? starts.at(-1);
      return cause === undefined ? 0 : cause.estimatedBar + cause.forBars;
    }
    default:
      return trigger satisfies never;
  }
}

function planStep(
  step: BoundStep,
  index: number,
  earlier: readonly PlannedStep[],
  context: Context,
): PlannedStep {
  const { scheme, options, bars } = context;
  const path: SourcePath = ["timeline", index];
  const fault = faultOf(step.fault);
  const at = triggerOf(step.at, index, context);
  const atBar = estimate(at, earlier, context);
  if (atBar >= bars) {
    throw errorAt(
      "BAD_SCHEME",
      scheme.source,
      [...path, "at"],
      `must be before the last bar (${bars}), got bar ${atBar}`,
    );
  }
  const length = lengthOf(step.for ?? { bars: fault.defaultForBars }, options.speedMs, bars);
  const kept = fault.keptAway === true;
  const forBars = kept ? atBar : length.bars;
  if (step.felt === true && forBars < feltFromBars) {
    throw errorAt(
      "BAD_SCHEME",
      scheme.source,
      [...path, "felt"],
      `must go with an outage of at least ${feltFromBars} bars, got ${forBars}`,
    );
  }
  return {
    id: `f${index + 1}`,
    fault: step.fault,
    target: step.target,
    trigger: kept ? { kind: "start" } : at,
    estimatedBar: kept ? 0 : atBar,
    forMs: kept ? atBar * options.speedMs : length.ms,
    forBars,
    until: kept ? at : null,
    feltRequired: step.felt ?? true,
    options: step.options,
  };
}

/** Two lasting faults on one target at once, and steps that stand in the wrong order, are errors. */
function checkOverlap(steps: readonly PlannedStep[], scheme: BoundScheme): void {
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
      ["timeline", index, "at"],
      `must be after the fault that is still open on ${step.target} (${clash.id} ${clash.fault}, until bar ${end}), got bar ${step.estimatedBar}`,
    );
  });
}

function expectedOf(steps: readonly PlannedStep[], context: Context): Expected {
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
    steps.forEach((step, index) => {
      const end = step.estimatedBar + step.forBars + within;
      if (end > bars) {
        throw errorAt(
          "BAD_SCHEME",
          scheme.source,
          ["timeline", index, "at"],
          `must leave ${within} bars to recover in (expect.recovery.within): fault ${step.id} ends at bar ${step.estimatedBar + step.forBars} of ${bars}`,
        );
      }
    });
    expected.recovery = { withinBars: within };
  }
  if (delivery !== undefined)
    expected.delivery = (options.recovery ?? scheme.recovery) ? delivery : "at-most-once";
  if (pace !== undefined) expected.pace = pace;
  if (memory !== undefined) expected.memory = memory;
  if (duplicates !== undefined) expected.duplicates = duplicates;
  return expected;
}

function contextOf(
  scheme: BoundScheme,
  system: System,
  stream: PlannedStream,
  options: PlanOptions,
): Context {
  const roles = rolesOf(system, options.feed);
  return {
    scheme,
    system,
    options,
    bars: barsOf(scheme, stream, options),
    everyBars: lineObservation(system, "snapshot")?.everyBars ?? defaultEveryBars,
    roles,
    source: roleOf(system, roles, "published"),
    taker: roleOf(system, roles, "taken"),
  };
}

function cutStream(stream: PlannedStream, bars: number): PlannedStream {
  const missing = Object.fromEntries(Object.entries(stream.missing).filter(([bar]) => Number(bar) <= bars));
  return {
    ...stream,
    timestampsMs: stream.timestampsMs.slice(0, bars),
    symbolBars: stream.symbolBars.slice(0, bars),
    missing,
  };
}

/** Throws a FaultlineError with the place in the scheme for a plan that cannot work. */
export function makePlan(
  scheme: BoundScheme,
  system: System,
  stream: PlannedStream,
  options: PlanOptions,
): Plan {
  const context = contextOf(scheme, system, stream, options);
  const steps: PlannedStep[] = [];
  for (const [index, step] of scheme.timeline.entries()) steps.push(planStep(step, index, steps, context));
  checkOverlap(steps, scheme);
  const { bars, roles, source, taker } = context;
  const away = new Set(
    steps.filter(({ fault }) => faultOf(fault).keptAway === true).map(({ target }) => target),
  );
  return {
    schemaVersion: 1,
    scheme: scheme.name,
    id: scheme.id,
    why: scheme.why,
    tags: scheme.tags,
    system: system.name,
    feed: options.feed,
    attempt: options.attempt,
    speedMs: options.speedMs,
    bars,
    recovery: options.recovery ?? scheme.recovery,
    seed: options.seed,
    stream: cutStream(stream, bars),
    roles: roles.map(({ name, startAfter, consumer }) => ({
      name,
      startAfter: startAfter.filter((other) => !away.has(other) && roles.some((role) => role.name === other)),
      heldBack: away.has(name),
      consumer,
    })),
    sourceRole: source.name,
    takerRole: taker.name,
    takenScope: lineObservation(system, "taken")?.scope ?? "total",
    feedName: system.feedNames[options.feed] ?? null,
    observed: Object.keys(system.observe),
    steps,
    expect: expectedOf(steps, context),
    deadline: deriveDeadline({
      bars,
      speedMs: options.speedMs,
      sourceRole: source.name,
      startupMs: roles.reduce((sum, { ready }) => sum + ready.withinMs, 0),
      graceMs: Math.max(...roles.map(({ graceMs }) => graceMs)),
      steps,
    }),
    noiseBudget,
  };
}
