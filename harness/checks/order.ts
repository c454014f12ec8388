/** Check `order`: bars were published one after the other, and counts of taken bars never went back. */
import type { SeenEvent } from "../event.js";
import { sightings } from "../evidence/progress.js";
import { assumedText } from "../evidence/published.js";
import { type Check, finding } from "../finding.js";
import type { Plan } from "../planning/plan.js";

/** A source that dies between sending a bar and remembering it sends that one bar again. */
const repeatedAtStart = 1;
/** A taker that remembers its state every few bars takes those again after a restart: so many may be. */
const takenAgain = 10;

export const order: Check = {
  summary: "published bars strictly increase, and counts of taken bars never go back",
  applies: (plan) => plan.observed.includes("published") || plan.observed.includes("taken"),
  judge: ({ plan, history }) => {
    // The clock counts in order, whatever the source does.
    const isSeen = plan.publishedBy !== "clock";
    const published = isSeen ? sightings(history, "published") : [];
    const taken = sightings(history, "taken");
    if (published.length + taken.length === 0) {
      return finding("order", "inconclusive", "no bar was seen published or taken; see the check started");
    }
    const wrong = backInSource(published) ?? backInTaker(plan, taken);
    if (wrong !== null) {
      return { ...finding("order", "fail", wrong.reason, wrong.evidence), at: wrong.evidence.at(-1) ?? 0 };
    }
    const again = published.length - new Set(published.map(({ value }) => value)).size;
    const repeats = again === 0 ? "" : `, ${again} published again at a restart`;
    const reason = isSeen
      ? `${published.length} bars published in order${repeats}`
      : `${taken.length} counts of taken bars never went back; ${assumedText}`;
    return finding("order", "pass", reason);
  },
};

interface Wrong {
  reason: string;
  evidence: readonly number[];
}

function backInSource(published: readonly SeenEvent[]): Wrong | null {
  for (const [index, event] of published.slice(1).entries()) {
    const before = published[index];
    if (before === undefined) continue;
    const [last, value] = [before.value ?? 0, event.value ?? 0];
    const allowed = event.incarnation === before.incarnation ? last + 1 : last + 1 - repeatedAtStart;
    if (value >= allowed) continue;
    const who = `${event.role}.${event.incarnation}`;
    const what = value === last ? `bar ${value} twice` : `bar ${value} after bar ${last}`;
    return {
      reason: `${who} published ${what}`,
      evidence: [before.n, event.n],
    };
  }
  return null;
}

function backInTaker(plan: Plan, taken: readonly SeenEvent[]): Wrong | null {
  const last = new Map<string, SeenEvent>();
  let highest: SeenEvent | undefined;
  for (const event of taken) {
    const key = `${event.role}.${event.incarnation}`;
    const before = last.get(key) ?? (plan.takenScope === "total" ? highest : undefined);
    const allowed = (before?.value ?? 0) - (last.has(key) ? 0 : takenAgain);
    if (before !== undefined && (event.value ?? 0) < allowed) {
      const reason = `${key} counted ${event.value} bars taken when ${before.value} had been`;
      return { reason, evidence: [before.n, event.n] };
    }
    last.set(key, event);
    if ((event.value ?? 0) >= (highest?.value ?? 0)) highest = event;
  }
  return null;
}
