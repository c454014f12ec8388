/** Reads from a history how far the stream was published and taken, event by event. */
import type { Event, RoleEvent, SeenEvent } from "../event.js";
import type { Plan } from "../planning/plan.js";
import type { ObservationName } from "../system.js";

/** One increase of a count. */
export interface Point {
  /** Number of the event that showed it. */
  n: number;
  tMs: number;
  incarnation: number;
  /** The count from here on, in bars. */
  count: number;
}

/** A count over the course of a run: its increases only, in the order in which the harness learned of them. */
export type Curve = readonly Point[];

/** All sightings of one observation that carry a number, or all of them with `numbered` false. */
export function sightings(history: readonly Event[], what: ObservationName, numbered = true): SeenEvent[] {
  return history.filter(
    (event): event is SeenEvent =>
      event.type === "seen" && event.what === what && (!numbered || event.value !== null),
  );
}

/** Highest bar seen published so far. */
export function publishedCurve(history: readonly Event[]): Curve {
  return curveOf(sightings(history, "published"), "total");
}

/** Bars taken so far; where the count starts anew with each incarnation, the sum over the incarnations. */
export function takenCurve(plan: Plan, history: readonly Event[]): Curve {
  return curveOf(sightings(history, "taken"), plan.takenScope);
}

/** The count that stood when event `n` was written, that event included. */
export function countAt(curve: Curve, n: number): number {
  return curve.findLast((point) => point.n <= n)?.count ?? 0;
}

/** The count at the end of the history. */
export function finalCount(curve: Curve): number {
  return curve.at(-1)?.count ?? 0;
}

/** The bars from one line of a count to the next when it moves on: 1 where every bar is told. */
export function strideOf(seen: readonly SeenEvent[]): number {
  let stride = Number.POSITIVE_INFINITY;
  const last = new Map<number, number>();
  for (const { incarnation, value } of seen) {
    const before = last.get(incarnation);
    if (before !== undefined && value !== null && value > before) stride = Math.min(stride, value - before);
    if (value !== null) last.set(incarnation, value);
  }
  return Number.isFinite(stride) ? stride : 1;
}

/** Changes of state of one role, or of all. */
export function roleEvents(history: readonly Event[], role?: string): RoleEvent[] {
  return history.filter(
    (event): event is RoleEvent => event.type === "role" && (role === undefined || event.role === role),
  );
}

/** The last event of its kind, or undefined. */
export function lastOf<T extends Event["type"]>(
  history: readonly Event[],
  type: T,
): Extract<Event, { type: T }> | undefined {
  return history.findLast((event): event is Extract<Event, { type: T }> => event.type === type);
}

/** Whether the history was written to its end. */
export function isComplete(history: readonly Event[]): boolean {
  return history.at(-1)?.type === "end";
}

function curveOf(seen: readonly SeenEvent[], scope: Plan["takenScope"]): Curve {
  const curve: Point[] = [];
  const highest = new Map<number, number>();
  let count = 0;
  for (const { n, tMs, incarnation, value } of seen) {
    if (value === null) continue;
    const before = highest.get(incarnation) ?? 0;
    if (value > before) highest.set(incarnation, value);
    const now = scope === "total" ? Math.max(count, value) : count + Math.max(0, value - before);
    if (now > count) curve.push({ n, tMs, incarnation, count: now });
    count = now;
  }
  return curve;
}
