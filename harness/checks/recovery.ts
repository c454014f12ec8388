/** Check `recovery`: after each fault a new bar was taken within the allowed number of bars. */

import type { Event } from "../event.js";
import { drownedBy, excuse } from "../evidence/absence.js";
import { type FaultRecord, faultRecords } from "../evidence/fault-record.js";
import { finalCount, publishedCurve, takenCurve } from "../evidence/progress.js";
import { assumedText } from "../evidence/published.js";
import { noMoreThanIn } from "../evidence/recovered.js";
import { type Check, type Finding, finding, undeclared } from "../finding.js";
import { floorMs } from "../limits.js";
import type { Plan } from "../planning/plan.js";
import { nameOf } from "./evidence.js";

export const recovery: Check = {
  summary: "after each heal a new bar is taken within N published bars",
  applies: (plan) => plan.expect.recovery !== undefined && plan.steps.length > 0,
  unobservable: (plan) => undeclared(plan, "recovery", "published", "taken") ?? assumed(plan),
  judge: ({ plan, history }) => {
    const within = plan.expect.recovery?.withinBars ?? 0;
    const lacks = undeclared(plan, "recovery", "published", "taken");
    if (lacks !== null) return finding("recovery", "inconclusive", lacks);
    const records = faultRecords(plan, history);
    const judged = records.filter((record) => !isAssumed(record, plan));
    const slow = judged.find(({ recoveredBars }) => recoveredBars !== null && recoveredBars > within);
    if (slow !== undefined) {
      const reason = `${nameOf(slow)} recovered only after ${slow.recoveredBars} bars, allowed are ${within}`;
      const measured = `${slow.recoveredBars} bars (<=${within})`;
      const excessMs = ((slow.recoveredBars ?? 0) - within) * plan.speedMs;
      const noise = drownedBy(plan, history, {
        ...{ excessMs, pieceMs: excessMs },
        ...{ fromMs: slow.deliveredMs ?? 0, toMs: slow.recoveredMs ?? 0 },
      });
      return noise === null
        ? finding("recovery", "fail", reason, slow.events, measured)
        : finding(
            "recovery",
            "inconclusive",
            `${reason}, but ${noise}; run again on a quieter machine`,
            slow.events,
            measured,
          );
    }
    const stuck = records.find(({ recoveredBars }) => recoveredBars === null);
    if (stuck !== undefined && isUnheard(stuck, plan, history)) return unheard(stuck);
    if (stuck !== undefined)
      return neverRecovered(stuck, plan, excuse(plan, history) ?? tooLate(stuck, plan, history));
    const last = publishedCurve(history).at(-1)?.tMs ?? 0;
    const beyond = judged.find((record) => barsWithTheRest(record, last, plan) > within);
    if (beyond !== undefined) return afterTheEnd(beyond, last, within);
    const lacking = assumed(plan);
    return lacking === null ? recovered(records, within) : finding("recovery", "inconclusive", lacking);
  },
};

/** Whether it is a matter of what the source publishes again, which a clock does not show. */
function isAssumed({ target }: Pick<FaultRecord, "target">, { publishedBy, sourceRole }: Plan): boolean {
  return publishedBy === "clock" && target === sourceRole;
}

function assumed(plan: Plan): string | null {
  const step = plan.steps.find((one) => isAssumed(one, plan));
  return step === undefined ? null : `recovery from ${nameOf(step)} cannot be observed: ${assumedText}`;
}

/** Bars are taken again after a fault on the source, and the tap heard none of them. */
function isUnheard({ target, healedMs }: FaultRecord, plan: Plan, history: readonly Event[]): boolean {
  if (plan.publishedBy !== "tap" || target !== plan.sourceRole || healedMs === null) return false;
  return takenCurve(plan, history).some(({ tMs }) => tMs > healedMs);
}

function unheard(record: FaultRecord): Finding {
  const reason = `bars were taken after ${nameOf(record)} was healed, and the tap heard none: it may have missed them; run again`;
  return finding("recovery", "inconclusive", reason, record.events);
}

/** Bars from the heal on; where the stream ended before the recovery the time from there on counts as bars, too. */
function barsWithTheRest(
  { recoveredBars, recoveredMs, healedMs }: FaultRecord,
  lastMs: number,
  plan: Plan,
): number {
  const allMs = Math.max(0, (recoveredMs ?? 0) - (healedMs ?? 0));
  const restMs = Math.min(allMs, Math.max(0, (recoveredMs ?? 0) - lastMs));
  const bars = (recoveredBars ?? 0) + Math.floor(restMs / Math.max(plan.speedMs, floorMs));
  return noMoreThanIn(allMs, bars, plan);
}

/** With no bars left to count, a role that is slow to come back would pass whatever it does. */
function afterTheEnd(record: FaultRecord, lastMs: number, within: number): Finding {
  const reason =
    `${nameOf(record)} recovered ${Math.round((record.recoveredMs ?? 0) - lastMs)} ms after the last bar of the stream, ` +
    `and only ${record.recoveredBars} bars were left to count of the ${within} that are allowed; ` +
    "give the stream more bars or a slower pace (--bars, --speed-ms)";
  return finding("recovery", "inconclusive", reason, record.events);
}

/** Where nothing can be fetched again, a role that is back after the last bars has nothing to take. */
function tooLate(record: FaultRecord, plan: Plan, history: readonly Event[]): string | null {
  const within = plan.expect.recovery?.withinBars ?? 0;
  const left = finalCount(publishedCurve(history)) - (record.toBar ?? 0);
  if (plan.recovery || left >= within) return null;
  return `only ${left} bars were published after it, ${within} are allowed`;
}

function neverRecovered(record: FaultRecord, plan: Plan, because: string | null): Finding {
  const name = nameOf(record);
  if (record.healedMs === null) {
    const reason = `${name} was never healed, so nothing could recover from it; see the check evidence`;
    return finding("recovery", "inconclusive", reason, record.events);
  }
  if (because !== null) {
    const reason = `no new bar was seen taken after ${name} was healed, but ${because}; run again`;
    return finding("recovery", "inconclusive", reason, record.events);
  }
  const both = record.target === plan.sourceRole ? "published and taken" : "taken";
  const reason = `${name} was healed and no new bar was ever ${both} after it`;
  return finding("recovery", "fail", reason, record.events, "never");
}

function recovered(records: readonly FaultRecord[], within: number): Finding {
  const bars = Math.max(...records.map(({ recoveredBars }) => recoveredBars ?? 0));
  const outages = records.flatMap(({ outageMs }) => (outageMs === null ? [] : [outageMs]));
  const ms = outages.length === 0 ? "" : `, longest outage ${(Math.max(...outages) / 1000).toFixed(1)} s`;
  return finding(
    "recovery",
    "pass",
    `recovered from ${records.length} of ${records.length} faults within ${bars} bars (allowed ${within})${ms}`,
    records.flatMap(({ events }) => events),
    `${bars} bars (<=${within})`,
  );
}
