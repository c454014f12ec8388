/** Check `snapshots`: enough distinct status updates over all incarnations, each of them truly reached. */

import type { Event, SeenEvent } from "../event.js";
import { excuse, overBudget, unexplained } from "../evidence/absence.js";
import {
  countAt,
  finalCount,
  publishedCurve,
  sightings,
  strideOf,
  takenCurve,
} from "../evidence/progress.js";
import { type Check, finding, type Judged, undeclared } from "../finding.js";
import type { Plan } from "../planning/plan.js";

export const snapshots: Check = {
  summary: "enough distinct status updates over all incarnations, each true to the bars taken",
  applies: (plan) => plan.expect.snapshots !== undefined,
  unobservable: (plan) => undeclared(plan, "status updates", "snapshot"),
  judge: (judged) => {
    const { plan, history } = judged;
    const { min, everyBars } = plan.expect.snapshots ?? { min: 0, everyBars: 1 };
    const lacks = snapshots.unobservable?.(plan) ?? null;
    if (lacks !== null) return finding("snapshots", "inconclusive", lacks);
    const seen = sightings(history, "snapshot");
    const count = distinctSnapshots(plan, history);
    const measured = `${count} (>=${min})`;
    for (const event of seen) {
      const lie = untruth(event, everyBars, judged);
      if (lie !== null) return { ...unexplained("snapshots", lie, event.n, history), measured };
    }
    const evidence = seen.map(({ n }) => n);
    if (count >= min) {
      const reason = `${count} distinct status updates, at least ${min} expected`;
      return finding("snapshots", "pass", reason, evidence, measured);
    }
    const because = noProof(judged);
    const reason = `${count} distinct status updates, at least ${min} expected`;
    return because === null
      ? finding("snapshots", "fail", reason, evidence, measured)
      : finding("snapshots", "inconclusive", `${reason}, but ${because}; run again`, evidence, measured);
  },
};

/** Distinct status updates over all incarnations; where counts start anew with each, a number counts once in each. */
export function distinctSnapshots(plan: Plan, history: readonly Event[]): number {
  const keys = sightings(history, "snapshot").map(({ incarnation, value }) =>
    plan.takenScope === "total" ? `${value}` : `${incarnation}/${value}`,
  );
  return new Set(keys).size;
}

/** Why too few status updates prove nothing: what excuses absence, or that there was nothing to report on. */
function noProof({ plan, history }: Judged): string | null {
  const because = excuse(plan, history);
  if (because !== null) return because;
  // Without recovery an outage that the machine made longer costs bars, and with them snapshots.
  const noise = plan.recovery ? null : overBudget(plan, history);
  if (noise !== null) return noise;
  const idle =
    plan.publishedBy !== "clock" &&
    plan.observed.includes("published") &&
    finalCount(publishedCurve(history)) === 0;
  return idle ? "no bar was ever published" : null;
}

/**
 * Why a status update cannot be true, or null. Its number must lie within one snapshot and one line of the count
 * that stood when it was printed: ahead of it nothing was taken, behind it the number is an old one.
 */
function untruth(event: SeenEvent, everyBars: number, judged: Judged): string | null {
  const bar = (event.value ?? 0) * everyBars;
  const who = `${event.role}.${event.incarnation} reported snapshot ${event.value}, which is bar ${bar},`;
  const { plan, history } = judged;
  const published = publishedCurve(history);
  const isAllSeen = (plan.publishedBy ?? "line") === "line";
  if (plan.observed.includes("published") && bar > (isAllSeen ? finalCount(published) : plan.bars)) {
    return isAllSeen
      ? `${who} but only ${finalCount(published)} bars were ever published`
      : `${who} but the stream has only ${plan.bars} bars`;
  }
  if (!plan.observed.includes("taken") || event.role !== plan.takerRole) return null;
  const taken = sightings(history, "taken");
  const stride = strideOf(taken);
  const ofOwn = taken.filter(({ incarnation }) => incarnation === event.incarnation);
  const own = ofOwn.findLast(({ n }) => n < event.n);
  // Of two files that were read in one look, nobody knows which line was written first.
  const isBeside = taken.some(({ fields }) => fields.by !== event.fields.by);
  const mark = isBeside ? (taken.findLast(({ tMs }) => tMs <= event.tMs)?.n ?? 0) : event.n;
  const most = isBeside ? ofOwn.findLast(({ n }) => n <= mark) : own;
  const least = isBeside ? ofOwn.findLast(({ tMs }) => tMs < event.tMs) : own;
  const reached = plan.takenScope === "total" ? countAt(takenCurve(plan, history), mark) : (most?.value ?? 0);
  if (bar > reached + stride) {
    return `${who} when only ${reached} bars were taken and ${countAt(published, event.n)} published`;
  }
  const behind = least?.value ?? 0;
  return bar + everyBars + stride <= behind ? `${who} when it had taken ${behind} bars` : null;
}
