/** Which bars are known to have been published, where a tap may have missed some and a clock shows none at all. Pure. */
import type { Event } from "../event.js";
import type { Plan } from "../planning/plan.js";
import { sightings } from "./progress.js";

export interface PublishedBars {
  known: ReadonlySet<number>;
  /** Bars of the plan of which nobody can tell, in their order; none where lines show every one. */
  unknown: readonly number[];
}

/** Said by every check that would judge the source by its clock. */
export const assumedText =
  "what is published is assumed by a clock, not seen: the source cannot be judged by it";

/** @param taken bars that are known to be taken: so they were published, whatever was heard of it */
export function publishedBars(
  plan: Plan,
  history: readonly Event[],
  taken: readonly number[],
): PublishedBars {
  const seen = sightings(history, "published").map(({ value }) => value ?? 0);
  if ((plan.publishedBy ?? "line") === "line") return { known: new Set(seen), unknown: [] };
  const bars = Array.from({ length: plan.bars }, (_, index) => index + 1);
  const shown = new Set(plan.publishedBy === "tap" ? [...seen, ...taken] : taken);
  return {
    known: new Set(bars.filter((bar) => shown.has(bar))),
    unknown: bars.filter((bar) => !shown.has(bar)),
  };
}

/** The bars that lines tell as taken: those whose own numbers they tell, or all, where a total came to all. */
export function takenNumbers({ bars, takenScope }: Plan, history: readonly Event[]): number[] {
  const taken = sightings(history, "taken");
  const byNumber = taken.filter(({ fields }) => fields.bar !== undefined && fields.n === undefined);
  if (byNumber.length > 0) return byNumber.map(({ value }) => value ?? 0);
  const isAll = takenScope === "total" && taken.some(({ value }) => value === bars);
  return isAll ? Array.from({ length: bars }, (_, index) => index + 1) : [];
}
