/** Decides whether the output of the pipeline showed a fault. */
import type { Event, FaultEvent } from "../event.js";
import { faultOf, stillBarsOf, traitsOf } from "../faults/index.js";
import type { Plan, PlannedStep } from "../planning/plan.js";
import type { FeltState } from "./fault-record.js";
import { latenessOf } from "./lateness.js";
import { type Curve, countAt, publishedCurve, roleEvents, sightings, takenCurve } from "./progress.js";
import { assumedText } from "./published.js";
import { newIncarnation } from "./recovered.js";

export interface Felt {
  state: FeltState;
  proof: string;
}

interface Context {
  plan: Plan;
  step: PlannedStep;
  history: readonly Event[];
  observed: FaultEvent | undefined;
  healed: FaultEvent | undefined;
  /** Event at which a new bar was taken after heal. */
  recovered: number | undefined;
}

/** From this length on an outage must show as a stretch without progress, in bars (DESIGN, Faults). */
const standStillBars = 2;

/** A role that is gone is gone for as long as the fault is open: of that so much must show, what is read late apart. */
const goneShare = 0.5;

/** Smaller delays are not told from the ticks in which lines are read, milliseconds. */
const delayFromMs = 40;

/** Whether the affected count stood still while its reference advanced, from observed to healed. */
export function feltOf(context: Context): Felt {
  const { plan, step } = context;
  const felt = judgeFelt(context);
  const stillBars = stillBarsOf(step, plan.speedMs);
  if (felt.state === "felt" || isRequired(step, stillBars)) return felt;
  if (traitsOf(step).effect === "none")
    return { state: "not-required", proof: "nothing of it need show in the output" };
  return { state: "not-required", proof: `not required for ${stillBars} bars of ${plan.speedMs} ms` };
}

/** In a stand-still of under two bars no bar need be missed; a new incarnation or a new FIFO shows at any length. */
function isRequired(step: PlannedStep, stillBars: number): boolean {
  const { feltRequired } = step;
  const { effect, restarts, keptAway } = traitsOf(step);
  if (effect === "none") return false;
  if (effect === "delayed") return feltRequired && delayMsOf(step) >= delayFromMs;
  return feltRequired && (stillBars >= standStillBars || effect === "reconnect" || (restarts && !keptAway));
}

function judgeFelt(context: Context): Felt {
  const { plan, step, observed, healed } = context;
  const affected = step.target === plan.sourceRole ? "published" : "taken";
  const missing = [affected, "published"].find((name) => !plan.observed.includes(name));
  if (missing !== undefined) {
    return { state: "not-available", proof: `the system does not declare the observation "${missing}"` };
  }
  if (affected === "published" && plan.publishedBy === "clock") {
    return { state: "not-available", proof: assumedText };
  }
  if (observed === undefined || healed === undefined) {
    const rung = observed === undefined ? "observed" : "healed";
    return { state: "unknown", proof: `the fault was never ${rung}` };
  }
  const { effect, restarts, keptAway } = traitsOf(step);
  if (effect === "reconnect") return reconnected(context);
  if (effect === "delayed") return cameLate(context, observed, healed);
  const isStartedAnew = restarts && !keptAway;
  if (isStartedAnew && step.forBars < standStillBars) {
    if (isSeenAtWork(plan, step.target)) return handedOver(context, observed);
    const bars = advanced(plan, publishedCurve(context.history), observed.n, healed.tMs);
    if (bars < standStillBars) return tooShort(step, bars);
  }
  const felt = stoodStill(context, affected, observed, healed);
  if (felt.state === "felt" && isStartedAnew && !wasStartedAnew(context, observed, healed)) {
    return { state: "not-felt", proof: `no new incarnation of ${step.target} was started while it was open` };
  }
  return felt;
}

/**
 * A count may seem to stand still because its lines were read late. That the role was started anew is in the history by
 * another hand than the fault's.
 */
function wasStartedAnew({ step, history }: Context, observed: FaultEvent, healed: FaultEvent): boolean {
  const delivered = history.find(
    (event) => event.type === "fault" && event.id === step.id && event.rung === "delivered",
  );
  // Under some faults it is started before they are observed: against a port that is taken.
  const since = traitsOf(step).starts > 1 ? (delivered ?? observed) : observed;
  return roleEvents(history, step.target).some(
    ({ n, state }) => state === "spawned" && n > since.n && n < healed.n,
  );
}

function stoodStill(
  context: Context,
  affected: "published" | "taken",
  observed: FaultEvent,
  healed: FaultEvent,
): Felt {
  const { plan, step, history } = context;
  const published = publishedCurve(history);
  const curve = affected === "published" ? published : takenCurve(plan, history);
  const [from, to] = openFor(context, observed, healed);
  const barsOf = (before: { n: number; tMs: number }, mark: { tMs: number }) =>
    affected === "published"
      ? (mark.tMs - before.tMs) / plan.speedMs
      : advanced(plan, published, before.n, mark.tMs);
  const planned = Math.max(1, stillBarsOf(step, plan.speedMs) - 1);
  const needed = traitsOf(step).restarts
    ? Math.max(planned, Math.floor(goneShare * barsOf(from, to)))
    : planned;
  const marks = [from, ...curve.filter(({ n }) => n > from.n && n < to.n), to];
  let best = { bars: -1, count: 0, ms: 0, n: 0 };
  for (const [index, mark] of marks.slice(1).entries()) {
    const before = marks[index] ?? from;
    const ms = mark.tMs - before.tMs;
    const bars = barsOf(before, mark);
    if (bars > best.bars) best = { bars, count: countAt(curve, before.n), ms, n: before.n };
  }
  if (affected === "published" && plan.publishedBy === "tap") {
    const missed = missedAfter(published, best.n);
    if (missed !== null) return { state: "unknown", proof: missed };
  }
  const reference = affected === "published" ? "its schedule" : sourceText(plan);
  const proof =
    `${affected} stood at ${best.count} for ${Math.round(best.ms)} ms while ${reference} ` +
    `advanced ${Math.floor(best.bars)} bars (needed ${needed})`;
  return { state: best.bars >= needed ? "felt" : "not-felt", proof };
}

/** Bars that the source certainly published between: of those that a tap missed nobody knows when they were. */
function advanced({ publishedBy }: Plan, published: Curve, afterN: number, beforeMs: number): number {
  if (publishedBy === "tap") return published.filter(({ n, tMs }) => n > afterN && tMs < beforeMs).length;
  return countBefore(published, beforeMs) - countAt(published, afterN);
}

/** Why the silence of the tap is no stand-still of the source, in words; null where the next bar that it heard is the next. */
function missedAfter(published: Curve, n: number): string | null {
  const last = countAt(published, n);
  const next = published.find((point) => point.n > n)?.count;
  if (next === last + 1) return null;
  const then = next === undefined ? "no bar any more" : `bar ${next} next`;
  return `the tap heard ${then} after bar ${last}: whether published stood still between is not known`;
}

function sourceText({ publishedBy }: Plan): string {
  return publishedBy === "clock" ? "the clock of the source" : "the source";
}

/** What is read in one go has one time: bars read together with the end of a stand-still prove none. */
function countBefore(curve: Curve, tMs: number): number {
  return curve.findLast((point) => point.tMs < tMs)?.count ?? 0;
}

/** A role that comes late is felt from the start of the stream to its first readiness. */
function openFor(
  { step, history }: Context,
  observed: FaultEvent,
  healed: FaultEvent,
): [{ n: number; tMs: number }, { n: number; tMs: number }] {
  if (!traitsOf(step).keptAway) return [observed, healed];
  const ready = roleEvents(history, step.target).find(({ state }) => state === "ready");
  return [sightings(history, "published")[0] ?? observed, ready ?? healed];
}

/** Of any other role no line tells which of its incarnations works; then its start may be long enough to show. */
function isSeenAtWork({ sourceRole, takerRole }: Plan, role: string): boolean {
  return role === sourceRole || role === takerRole;
}

function tooShort({ target }: PlannedStep, bars: number): Felt {
  const proof = `not required: the source advanced ${bars} bars while ${target} was gone, and ${standStillBars} must be missed to show`;
  return { state: "not-required", proof };
}

/** An outage too short to stand still: the new incarnation works and the old one does not. */
function handedOver(context: Context, observed: FaultEvent): Felt {
  const { plan, step, history, recovered } = context;
  const incarnation = newIncarnation(context);
  if (recovered === undefined || incarnation === undefined) {
    return { state: "not-felt", proof: `no new bar was taken with a new incarnation of ${step.target}` };
  }
  const late = workOfOld(plan, step, history, observed, incarnation);
  if (late !== undefined) {
    return {
      state: "not-felt",
      proof: `${step.target}.${incarnation - 1} still worked after the fault: event ${late}`,
    };
  }
  return {
    state: "felt",
    proof: `${step.target}.${incarnation} works and ${step.target}.${incarnation - 1} does not any more`,
  };
}

/** Bars of an old incarnation that were published only after the fault was observed; older lines may be read late. */
function workOfOld(
  plan: Plan,
  step: PlannedStep,
  history: readonly Event[],
  observed: FaultEvent,
  incarnation: number,
): number | undefined {
  const what = step.target === plan.sourceRole ? "published" : "taken";
  const published: Curve = publishedCurve(history);
  const ready = roleEvents(history, step.target).find(
    (event) => event.incarnation === incarnation && event.state === "ready",
  );
  return sightings(history, what).find((seen) => {
    if (seen.role !== step.target || seen.incarnation >= incarnation || seen.n < observed.n) return false;
    if (what === "taken" && plan.takenScope === "total") {
      return (seen.value ?? 0) > countAt(published, observed.n) + 1;
    }
    return ready !== undefined && seen.n > ready.n;
  })?.n;
}

function delayMsOf(step: PlannedStep): number {
  return faultOf(step.fault).delayMs?.(step) ?? 0;
}

/** Half of it must show: lines are read on a tick, and bars may come another way. */
function cameLate({ plan, step, history }: Context, observed: FaultEvent, healed: FaultEvent): Felt {
  const neededMs = Math.max(1, delayMsOf(step) / 2);
  const late = latenessOf(plan, history, { observed, healed, delayMs: delayMsOf(step), neededMs });
  if (late === null)
    return { state: "not-felt", proof: "too few bars tell how late they were while it was open" };
  const addedMs = late.duringMs - late.beforeMs;
  const proof =
    `the quickest quarter of ${late.bars} bars was taken ${round(late.duringMs)} ms after it was published, ` +
    `${round(late.beforeMs)} ms before the fault: ${round(addedMs)} ms later (needed ${round(neededMs)})`;
  return { state: addedMs >= neededMs ? "felt" : "not-felt", proof };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function reconnected({ recovered }: Context): Felt {
  return recovered === undefined
    ? { state: "not-felt", proof: "no new bar was taken through the new FIFO" }
    : { state: "felt", proof: "a new bar was taken after both ends held the new FIFO" };
}
