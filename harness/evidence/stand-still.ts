/** Who stood still when a run was cut, since when, and what the history shows of why. Pure. */
import type { CutEvent, Event, HoldersEvent, Output, RoleEvent, UsageEvent } from "../event.js";
import type { Plan } from "../planning/plan.js";
import { type Curve, countAt, publishedCurve, roleEvents, takenCurve } from "./progress.js";

export interface StandStill {
  role: string;
  /** The last bar that it came to; 0 before the first. */
  bar: number;
  /** The event that showed it, or from which on nothing came; null in a history without either. */
  since: Event | null;
}

/** The source, where it stood too long itself; else the taker, where the system file lets it be seen. */
export function standStill(plan: Plan, history: readonly Event[], cut: CutEvent): StandStill {
  const source = lastOn(publishedCurve(history), plan.sourceRole, history, cut);
  const sourceStood = cut.tMs - (source.since?.tMs ?? 0) >= plan.deadline.stallMs && source.bar < plan.bars;
  if (sourceStood || !plan.observed.includes("taken")) return source;
  return lastOn(takenCurve(plan, history), plan.takerRole, history, cut);
}

function lastOn(curve: Curve, role: string, history: readonly Event[], cut: CutEvent): StandStill {
  const point = curve.findLast(({ n }) => n < cut.n);
  const since = point
    ? history.find(({ n }) => n === point.n)
    : history.find((event) => event.type === "phase" && event.phase === "streaming");
  return { role, bar: countAt(curve, cut.n), since: since ?? null };
}

/** What the history shows of why a role stood still, each in words; empty where it shows nothing. */
export function whyStill({ role }: StandStill, history: readonly Event[], cut: CutEvent): string[] {
  const before = history.filter(({ n }) => n < cut.n);
  const newest = roleEvents(before, role).findLast(({ state }) => state === "spawned");
  const own = newest === undefined ? [] : ofIncarnation(before, newest);
  const lives =
    newest !== undefined && !own.some((event) => event.type === "role" && event.state === "exited");
  const unheld = history.filter(
    (event): event is HoldersEvent => event.type === "holders" && event.problem === "nobody",
  );
  return [
    ...unheld.map(({ resource }) => `nobody held ${resource}`),
    ...(lives ? [lifeText(newest, own)] : []),
    // Where nobody is at the other end the silence has its cause.
    ...(lives && unheld.length === 0 ? silenceText(newest, own) : []),
  ];
}

type OwnEvent = Extract<Event, { incarnation: number }>;

function ofIncarnation(history: readonly Event[], { role, incarnation }: RoleEvent): OwnEvent[] {
  return history.filter(
    (event): event is OwnEvent =>
      "incarnation" in event && event.role === role && event.incarnation === incarnation,
  );
}

function lifeText({ role, incarnation }: RoleEvent, own: readonly OwnEvent[]): string {
  const usage = own.findLast((event): event is UsageEvent => event.type === "usage");
  const cpu = usage === undefined ? "" : ` at ${Math.round(usage.cpuPercent)} % CPU`;
  return `${role}.${incarnation} was alive${cpu}`;
}

/** A program that buffers its output in blocks looks like one that does nothing after its first line. */
function silenceText({ role, incarnation, output }: RoleEvent, own: readonly OwnEvent[]): string[] {
  const ready = own.find((event) => event.type === "role" && event.state === "ready");
  const spoke = own.some(
    (event) => event.type === "seen" && event.n > (ready?.n ?? 0) && event.what !== "feed",
  );
  if (ready === undefined || spoke) return [];
  const why = bufferingText(output);
  return why === ""
    ? []
    : [`nothing more that is observed came from ${role}.${incarnation} after its ready line${why}`];
}

/** How buffering may explain that a program that lives says nothing; empty where its lines come out at once. */
export function bufferingText(output: Output | undefined): string {
  if (output === "declared-line")
    return ": if it buffers its stdout, say `buffering: block` for it in the system file";
  return output === "blocks" ? `: ${blocksText}` : "";
}

/** What it means that no way was found to make a program write its lines at once. */
export const blocksText =
  "it buffers its stdout in blocks, and neither perl, python3 nor stdbuf is here to change that";
