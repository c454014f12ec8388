/** Check `stream`: the source published every planned bar, and the taker took them to the end. */

import type { Event } from "../event.js";
import { excuse, unexplained } from "../evidence/absence.js";
import { barsInPeace } from "../evidence/peace.js";
import {
  type Curve,
  countAt,
  finalCount,
  publishedCurve,
  sightings,
  strideOf,
  takenCurve,
} from "../evidence/progress.js";
import { type Check, type Finding, finding } from "../finding.js";
import type { Plan } from "../planning/plan.js";
import { unsureStream } from "./stream-unsure.js";

/** So many bars may follow the last that was taken where bars may be lost, while no fault is open. */
const nearEndBars = 10;
/** How much later than a bar's taking its publishing may be read, in milliseconds: two logs are read in turn. */
const readLagMs = 250;
/** A source that dies between sending a bar and printing its line has published one bar more than was seen. */
const unprintedBars = 1;

export const stream: Check = {
  summary: "every planned bar was published, and the taker took bars to the very end",
  applies: (plan) => plan.observed.includes("published"),
  judge: ({ plan, history }) => {
    const published = publishedCurve(history);
    const taken = takenCurve(plan, history);
    const strange = strangeBar(plan, history);
    if (strange !== null) return finding("stream", "fail", strange.reason, [strange.n]);
    if ((plan.publishedBy ?? "line") !== "line") return unsureStream(plan, history);
    const ahead = aheadOfSource(plan, published, taken);
    if (ahead !== null)
      return unexplained("stream", `${ahead.reason}${strideText(plan, history)}`, ahead.n, history);
    const lacking = unpublished(plan, history) ?? untaken(plan, history, published, taken);
    if (lacking === null) return complete(plan, published, taken);
    const because = excuse(plan, history);
    return because === null
      ? finding("stream", "fail", lacking)
      : finding("stream", "inconclusive", `${lacking}, but ${because}; run again`);
  },
};

interface Violation {
  n: number;
  reason: string;
}

function strangeBar(plan: Plan, history: readonly Event[]): Violation | null {
  for (const { n, value, line } of sightings(history, "published")) {
    const known = value !== null && Number.isSafeInteger(value) && value >= 1 && value <= plan.bars;
    if (!known)
      return { n, reason: `published bar ${value}, the stream has bars 1 to ${plan.bars}: "${line}"` };
  }
  return null;
}

/** More bars taken than had been published even a moment later: they came from nowhere. */
function aheadOfSource(plan: Plan, published: Curve, taken: Curve): Violation | null {
  if (plan.takenScope !== "total") return null;
  let next = 0;
  let source = 0;
  for (const { n, tMs, count } of taken) {
    for (let point = published[next]; point !== undefined && point.tMs <= tMs + readLagMs; ) {
      source = point.count;
      next += 1;
      point = published[next];
    }
    if (count > source + unprintedBars)
      return { n, reason: `${plan.takerRole} took ${count} bars when ${source} were published` };
  }
  return null;
}

/** A count that rises by more than the bars that come tells what is wrong with it. */
function strideText({ takerRole, sourceRole }: Plan, history: readonly Event[]): string {
  const [taken, published] = [
    strideOf(sightings(history, "taken")),
    strideOf(sightings(history, "published")),
  ];
  return taken <= published
    ? ""
    : `: the count of ${takerRole} rises by ${taken} or more from line to line, that of ${sourceRole} by ${published}`;
}

function unpublished(plan: Plan, history: readonly Event[]): string | null {
  const bars = new Set(sightings(history, "published").map(({ value }) => value));
  const missing = Array.from({ length: plan.bars }, (_, index) => index + 1).filter((bar) => !bars.has(bar));
  const [first] = missing;
  if (first === undefined) return null;
  return `${missing.length} of ${plan.bars} bars were never published, the first is bar ${first}`;
}

/** Where nothing may be lost the count must come out; else the taker must still have been taking at the end. */
function untaken(plan: Plan, history: readonly Event[], published: Curve, taken: Curve): string | null {
  if (!plan.observed.includes("taken")) return null;
  const count = finalCount(taken);
  if (count === 0) return `${plan.takerRole} took no bar while ${finalCount(published)} were published`;
  if (plan.recovery && plan.expect.delivery === "exactly-once" && plan.takenScope === "total") {
    return count === plan.bars ? null : `${plan.takerRole} took ${count} of ${plan.bars} bars`;
  }
  const near = Math.max(nearEndBars, 2 * strideOf(sightings(history, "taken")));
  const last = taken.at(-1)?.n ?? 0;
  const missed = barsInPeace(history, { afterN: last });
  if (missed <= near) return null;
  const at = countAt(published, last);
  return `${plan.takerRole} took its last new bar when bar ${at} of ${plan.bars} was published, and none of ${missed} after it`;
}

function complete(plan: Plan, published: Curve, taken: Curve): Finding {
  const measured = `${finalCount(published)} of ${plan.bars} bars`;
  const tail = plan.observed.includes("taken") ? `, ${plan.takerRole} took ${finalCount(taken)}` : "";
  const evidence = [published, taken].flatMap((curve) => curve.slice(-1).map(({ n }) => n));
  return finding("stream", "pass", `${measured} published${tail}`, evidence, measured);
}
