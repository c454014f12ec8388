/** Finds the moment at which the system made progress again after a fault was healed. */
import type { Event, FaultEvent } from "../event.js";
import { traitsOf } from "../faults/index.js";
import type { Plan, PlannedStep } from "../planning/plan.js";
import { barsInPeace } from "./peace.js";
import { type Curve, countAt, type Point, publishedCurve, roleEvents, takenCurve } from "./progress.js";

export interface Healed {
  plan: Plan;
  step: PlannedStep;
  history: readonly Event[];
  observed: FaultEvent | undefined;
  healed: FaultEvent;
}

export interface Recovery {
  /** Number of the event that shows the first new bar taken. */
  n: number;
  tMs: number;
  /**
   * Bars certainly published from heal to there (both may be read at once, and late), while no other fault was open; no
   * more than have their time in between: a source may catch up with its schedule in one burst.
   */
  bars: number;
}

/**
 * The first new bar taken after heal; for a fault on the source a new bar must have been published as well. While
 * another fault is open the bars are not counted.
 */
export function recoveryOf(context: Healed): Recovery | null {
  const { plan, step, history, healed } = context;
  const taken = takenCurve(plan, history);
  const published = publishedCurve(history);
  const done = nothingLeft(plan, taken, healed);
  if (done !== null) return done;
  const newTaken = firstNew(context, taken, step.target === plan.takerRole);
  if (newTaken === undefined) return null;
  // By a clock nothing is seen of the source: what is taken is all that there is.
  const isSeen = step.target === plan.sourceRole && plan.publishedBy !== "clock";
  const newPublished = isSeen ? firstNew(context, published, true) : newTaken;
  if (newPublished === undefined) return null;
  const last = newPublished.n > newTaken.n ? newPublished : newTaken;
  // Liveness is owed only while no other fault is open: one that follows at once takes the time to recover with it.
  const bars = barsInPeace(history, { afterN: healed.n, beforeMs: last.tMs, except: step.id });
  const tMs = Math.max(last.tMs, healed.tMs);
  return { n: last.n, tMs, bars: noMoreThanIn(tMs - healed.tMs, bars, plan) };
}

/** Bars, but no more than have their time in so many milliseconds. */
export function noMoreThanIn(ms: number, bars: number, { speedMs }: Plan): number {
  return Math.min(bars, Math.ceil(ms / speedMs));
}

/** The number of the incarnation of the target that the fault ended with; undefined when there is none. */
export function newIncarnation({
  step,
  history,
  observed,
}: Pick<Healed, "step" | "history" | "observed">): number | undefined {
  if (observed === undefined || !traitsOf(step).restarts) return undefined;
  const states = roleEvents(history, step.target);
  const before = states.filter(({ n, state }) => n <= observed.n && state === "spawned");
  const old = Math.max(0, ...before.map(({ incarnation }) => incarnation));
  return states.find(({ state, incarnation }) => state === "ready" && incarnation > old)?.incarnation;
}

/** Progress by the new incarnation counts, even where it was read before the heal; where there is none, only after it. */
function firstNew(context: Healed, curve: Curve, ofTarget: boolean): Point | undefined {
  const { healed } = context;
  const incarnation = ofTarget ? newIncarnation(context) : undefined;
  return curve.find((point) =>
    incarnation === undefined ? point.n > healed.n : point.incarnation >= incarnation,
  );
}

/** Where every bar of the stream had been taken when the fault was healed, there is nothing to recover. */
function nothingLeft(plan: Plan, taken: Curve, healed: FaultEvent): Recovery | null {
  if (plan.takenScope !== "total" || countAt(taken, healed.n) < plan.bars) return null;
  return { n: healed.n, tMs: healed.tMs, bars: 0 };
}
