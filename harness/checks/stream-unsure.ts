/** What the check `stream` says where not every bar that is published need be seen: with a tap, and with a clock. */
import type { Event } from "../event.js";
import { excuse, unexplained } from "../evidence/absence.js";
import { finalCount, sightings, takenCurve } from "../evidence/progress.js";
import { publishedBars, takenNumbers } from "../evidence/published.js";
import { type Finding, finding } from "../finding.js";
import type { Plan } from "../planning/plan.js";

/** What was taken was published: so a taker that took all shows that nothing was kept back. */
export function unsureStream(plan: Plan, history: readonly Event[]): Finding {
  const { bars, takerRole, takenScope } = plan;
  const taken = takenCurve(plan, history);
  const beyond = takenScope === "total" ? taken.find(({ count }) => count > bars) : undefined;
  if (beyond !== undefined) {
    const reason = `${takerRole} took ${beyond.count} bars, the stream has ${bars}`;
    return unexplained("stream", reason, beyond.n, history);
  }
  const { unknown } = publishedBars(plan, history, takenNumbers(plan, history));
  const count = finalCount(taken);
  const short = shortText(plan, history, count);
  if (short !== null) {
    const because = excuse(plan, history);
    return because === null
      ? finding("stream", "fail", short)
      : finding("stream", "inconclusive", `${short}, but ${because}; run again`);
  }
  const [first] = unknown;
  if (first !== undefined) {
    const reason = `${unknown.length} of ${bars} bars were neither ${seenText(plan)} nor told as taken, the first is bar ${first}`;
    return finding("stream", "inconclusive", `${reason}: ${doubtText(plan)}`);
  }
  const heard = new Set(sightings(history, "published").map(({ value }) => value)).size;
  const how = plan.publishedBy === "tap" ? `the tap heard ${heard} of them` : "the clock shows nothing of it";
  const reason = `${bars} of ${bars} bars were published: ${how}, ${takerRole} took ${count}`;
  const evidence = taken.slice(-1).map(({ n }) => n);
  return finding("stream", "pass", reason, evidence, `${bars} of ${bars} bars`);
}

/** What the taker certainly lacks: all bars, of which some were heard, or any, where each is owed. */
function shortText(plan: Plan, history: readonly Event[], count: number): string | null {
  const { bars, takerRole, expect, recovery, takenScope, publishedBy } = plan;
  if (!plan.observed.includes("taken")) return null;
  const heard = publishedBy === "tap" ? sightings(history, "published").length : 0;
  if (count === 0) return heard === 0 ? null : `${takerRole} took no bar while the tap heard ${heard}`;
  const owesAll = recovery && expect.delivery === "exactly-once" && takenScope === "total";
  return owesAll && count !== bars ? `${takerRole} took ${count} of ${bars} bars` : null;
}

function seenText({ publishedBy }: Plan): string {
  return publishedBy === "tap" ? "heard by the tap" : "seen published";
}

function doubtText({ publishedBy, sourceRole }: Plan): string {
  return publishedBy === "tap"
    ? "a tap may miss what was published all the same"
    : `a clock shows nothing of ${sourceRole}; only what is taken does`;
}
