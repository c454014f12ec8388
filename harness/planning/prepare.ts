/** From scheme files to jobs: every plan made and proved able to fail, before anything is started. Pure. */

import { type Selected, selectFeeds, whyNot } from "../command/select.js";
import { FaultlineError } from "../errors.js";
import { proveNotVacuous, vacuityText } from "../proof/vacuity.js";
import type { Scheme } from "../scheme.js";
import type { SchemeRun } from "../scheme-run.js";
import type { System } from "../system.js";
import { errorAt } from "../text/source.js";
import type { StreamFile } from "../text/stream-file.js";
import type { Choice } from "./groups.js";
import type { Job } from "./job.js";
import { makePlan } from "./make-plan.js";
import type { Plan, PlannedStream } from "./plan.js";
import { plannedStream } from "./planned-stream.js";
import { type BoundScheme, bindScheme } from "./target.js";

export interface PrepareOptions {
  selected: readonly Selected[];
  systemOf(scheme: Scheme): System;
  results: StreamFile;
  /** Undefined: the first feed of each system; `all`: each of them. */
  feed: string | undefined;
  speedMs: number | undefined;
  bars: number | undefined;
  minSnapshots: number | undefined;
  recovery: boolean | undefined;
  repeatEach: number;
  seed: string;
  /** Left out by who has proved a scheme of the same form: one that differs in its bars alone. */
  prove?: boolean;
}

export interface Prepared {
  /** In the order of the selection, attempts of one scheme and feed together. */
  jobs: readonly Job[];
  /** Schemes that do not apply to a feed, with the reason: listed, never dropped. */
  notRun: readonly SchemeRun[];
}

/** Speed where neither the command line nor the scheme gives one, milliseconds per bar. */
export const defaultSpeedMs = 20;

/** Throws a FaultlineError for the first thing that cannot work. */
export function prepare(options: PrepareOptions): Prepared {
  const { results } = options;
  refuseNamesakes(options.selected);
  const stream = plannedStream(
    results.stream,
    results.path.split("/").at(-1) ?? results.path,
    results.sha256,
  );
  const parts = options.selected.flatMap((selected) => {
    const system = options.systemOf(selected.scheme);
    return selectFeeds(system, options.feed).map((feed) =>
      prepareOn(feed, selected, system, stream, options),
    );
  });
  return { jobs: parts.flatMap(({ jobs }) => jobs), notRun: parts.flatMap(({ notRun }) => notRun) };
}

/** What is told apart by its name, in folders, tables and on the command line, must have one of its own. */
function refuseNamesakes(selected: readonly Selected[]): void {
  for (const key of ["name", "id"] as const) {
    const seen = new Map<string, Scheme>();
    for (const { scheme } of selected) {
      const other = seen.get(scheme[key]);
      seen.set(scheme[key], scheme);
      if (other === undefined || other === scheme) continue;
      const message = `must be another one than that of ${other.source.file}, which is selected too, got ${scheme[key]}`;
      throw errorAt("BAD_SCHEME", scheme.source, [key], message);
    }
  }
}

/** One scheme on one feed: a job for each attempt of it, or of each that a group made of it. */
function prepareOn(
  feed: string,
  selected: Selected,
  system: System,
  stream: PlannedStream,
  options: PrepareOptions,
): Prepared {
  const { scheme, explicit } = selected;
  const bind = (attempt: number) => bindOrReason(selected, system, { feed, attempt, seed: options.seed });
  const first = bind(1);
  if (typeof first === "string") {
    if (explicit && options.feed === feed) throw notApplicable(scheme, feed, first);
    return { jobs: [], notRun: [notStarted(scheme, feed, 1, first)] };
  }
  const reasons = new Map(first.map((bound) => [bound.name, whyNot(bound, system, feed)]));
  const able = first.filter(({ name }) => reasons.get(name) === null);
  const notRun = first
    .filter((bound) => !able.includes(bound))
    .map((bound) => notStarted(bound, feed, 1, reasons.get(bound.name) ?? ""));
  if (able.length === 0 && explicit && options.feed === feed)
    throw notApplicable(scheme, feed, notRun[0]?.reason ?? "");
  const jobs = able.flatMap(({ name }) =>
    Array.from({ length: options.repeatEach }, (_, index): Job[] => {
      const bound = index === 0 ? first : bind(index + 1);
      const one = typeof bound === "string" ? undefined : bound.find((other) => other.name === name);
      return one === undefined ? [] : [jobOf(one, system, stream, { ...options, feed, attempt: index + 1 })];
    }).flat(),
  );
  return { jobs, notRun };
}

function notApplicable({ name }: Scheme, feed: string, reason: string): FaultlineError {
  return new FaultlineError("NOT_APPLICABLE", `${name} cannot run on --feed ${feed}: ${reason}`);
}

function jobOf(
  scheme: BoundScheme,
  system: System,
  stream: PlannedStream,
  options: PrepareOptions & { feed: string; attempt: number },
): Job {
  const { feed, attempt, seed, results } = options;
  const plan = makePlan(scheme, system, stream, {
    ...{ feed, attempt, seed },
    speedMs: options.speedMs ?? scheme.speedMs ?? defaultSpeedMs,
    bars: options.bars ?? null,
    minSnapshots: options.minSnapshots ?? null,
    recovery: options.recovery ?? null,
  });
  if (attempt === 1 && options.prove !== false) refuseVacuous(plan, scheme);
  return { plan, scheme, system, results };
}

/** A scheme of the library may name what only the system has that it was written for: then it does not apply to another. */
function bindOrReason(
  { scheme, explicit, variant }: Selected,
  system: System,
  choice: Choice,
): BoundScheme[] | string {
  try {
    const bound = bindScheme(scheme, system, choice);
    if (variant === undefined) return bound;
    const named = bound.filter(({ name, id }) => name === variant || id === variant);
    return named.length > 0
      ? named
      : `there is no ${variant} here, but ${bound.map(({ name }) => name).join(", ")}`;
  } catch (error) {
    const isForeign = scheme.system !== system.name;
    if (explicit || !isForeign || !(error instanceof FaultlineError)) throw error;
    return error.message.split("\n")[0]?.replace(/^\S+ /, "") ?? error.message;
  }
}

/** A scheme that passes a history in which the system did not do its work proves nothing, and is not run. */
function refuseVacuous(plan: Plan, scheme: Scheme): void {
  const found = proveNotVacuous(plan);
  if (found.length > 0) throw errorAt("VACUOUS_SCHEME", scheme.source, ["expect"], vacuityText(found), "key");
}

/** A scheme run of which nothing was started. */
export function notStarted(
  scheme: Pick<Scheme, "name" | "id">,
  feed: string,
  attempt: number,
  reason: string,
): SchemeRun {
  return {
    scheme: scheme.name,
    id: scheme.id,
    feed,
    attempt,
    plan: null,
    verdict: "notRun",
    reason,
    findings: [],
    records: [],
    counts: null,
    metrics: null,
    durationMs: 0,
    folder: null,
    historyDigest: null,
  };
}
