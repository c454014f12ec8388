/** Resolves a scheme, for one system, feed and stream, to a plan; what cannot work is an error at its place. */

import { definedChecks } from "../checks/index.js";
import { traitsOf } from "../faults/index.js";
import { noiseBudget } from "../limits.js";
import type { System } from "../system.js";
import { errorAt } from "../text/source.js";
import { deriveDeadline } from "./deadline.js";
import { barsTold, lineObservation, roleOf, rolesOf } from "./feed.js";
import type { Plan, PlannedStep, PlannedStream } from "./plan.js";
import type { PlanContext, PlanOptions } from "./plan-context.js";
import { expectedOf } from "./plan-expect.js";
import { checkBoots, checkOverlap, planSteps } from "./plan-steps.js";
import { publishedByIn } from "./published-by.js";
import type { BoundScheme } from "./target.js";

/** Bars between two snapshots where the system file does not say. */
const defaultEveryBars = 10;

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

function contextOf(
  scheme: BoundScheme,
  system: System,
  stream: PlannedStream,
  options: PlanOptions,
): PlanContext {
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

/** A proxy stands only where a step needs it: everything else goes as it would without the harness. */
function proxiedIn(steps: readonly PlannedStep[], { resources }: System): Pick<Plan, "proxied"> {
  const proxied = [...new Set(steps.map(({ target }) => target))].filter((name) => {
    const resource = resources[name];
    return resource?.kind === "port" && resource.proxied;
  });
  return proxied.length === 0 ? {} : { proxied };
}

/** Throws a FaultlineError with the place in the scheme for a plan that cannot work. */
export function makePlan(
  scheme: BoundScheme,
  system: System,
  stream: PlannedStream,
  options: PlanOptions,
): Plan {
  const context = contextOf(scheme, system, stream, options);
  const steps = planSteps(context);
  checkOverlap(steps, scheme);
  checkBoots(steps, scheme, options.speedMs);
  const { bars, roles, source, taker } = context;
  const publishedBy = publishedByIn(system, options.feed);
  const away = new Set(steps.filter((step) => traitsOf(step).keptAway).map(({ target }) => target));
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
    ...proxiedIn(steps, system),
    sourceRole: source.name,
    takerRole: taker.name,
    takenScope: lineObservation(system, "taken")?.scope ?? "total",
    ...(barsTold(system) ? { barsTold: true } : {}),
    ...(publishedBy === "line" ? {} : { publishedBy }),
    feedName: system.feedNames[options.feed] ?? null,
    observed: Object.keys(system.observe),
    steps,
    expect: expectedOf(steps, context),
    ...(definedChecks.names().length > 0 ? { definedChecks: definedChecks.names() } : {}),
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
