/** From scheme files to jobs: every plan made and proved able to fail, before anything is started. Pure. */

import { type Selected, selectFeeds, whyNot } from "../command/select.js";
import { FaultlineError } from "../errors.js";
import { proveNotVacuous, vacuityText } from "../proof/vacuity.js";
import type { Scheme } from "../scheme.js";
import type { SchemeRun } from "../scheme-run.js";
import type { System } from "../system.js";
import { errorAt } from "../text/source.js";
import type { StreamFile } from "../text/stream-file.js";
import type { Job } from "./job.js";
import { makePlan } from "./make-plan.js";
import type { Plan } from "./plan.js";
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
  const { results, repeatEach } = options;
  const stream = plannedStream(
    results.stream,
    results.path.split("/").at(-1) ?? results.path,
    results.sha256,
  );
  const jobs: Job[] = [];
  const notRun: SchemeRun[] = [];
  for (const { scheme, explicit } of options.selected) {
    const system = options.systemOf(scheme);
    const feeds = selectFeeds(system, options.feed);
    const bound = bindOrReason(scheme, system, explicit);
    if (typeof bound === "string") {
      notRun.push(...feeds.map((feed) => notStarted(scheme, feed, 1, bound)));
      continue;
    }
    for (const feed of feeds) {
      const reason = whyNot(bound, system, feed);
      if (reason !== null) {
        if (explicit && options.feed === feed) {
          throw new FaultlineError(
            "NOT_APPLICABLE",
            `${scheme.name} cannot run on --feed ${feed}: ${reason}`,
          );
        }
        notRun.push(notStarted(scheme, feed, 1, reason));
        continue;
      }
      for (let attempt = 1; attempt <= repeatEach; attempt += 1) {
        const plan = makePlan(bound, system, stream, {
          feed,
          speedMs: options.speedMs ?? scheme.speedMs ?? defaultSpeedMs,
          bars: options.bars ?? null,
          minSnapshots: options.minSnapshots ?? null,
          recovery: options.recovery ?? null,
          attempt,
          seed: options.seed,
        });
        if (attempt === 1 && options.prove !== false) refuseVacuous(plan, scheme);
        jobs.push({ plan, scheme: bound, system, results });
      }
    }
  }
  return { jobs, notRun };
}

/** A scheme of the library may name what only the system has that it was written for: then it does not apply to another. */
function bindOrReason(scheme: Scheme, system: System, explicit: boolean): BoundScheme | string {
  try {
    return bindScheme(scheme, system);
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
