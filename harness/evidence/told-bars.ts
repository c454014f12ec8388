/** Which bars were taken by what the system's own lines tell, where it writes no ledger. */
import type { Event } from "../event.js";
import type { Difference } from "./ledger-diff.js";
import { sightings } from "./progress.js";

/** Bars of the plan that no line tells of as taken, and bars that are told again. In the order of bars. */
export function diffTold(bars: number, history: readonly Event[]): Difference[] {
  const times = new Map<number, number>();
  for (const bar of toldBars(history)) times.set(bar, (times.get(bar) ?? 0) + 1);
  const differences: Difference[] = [];
  for (let bar = 1; bar <= bars; bar += 1) {
    const count = times.get(bar) ?? 0;
    if (count === 0) differences.push({ kind: "lost", bar, text: `bar ${bar} was lost` });
    for (let again = 1; again < count; again += 1) {
      differences.push({ kind: "doubled", bar, text: `bar ${bar} was taken twice` });
    }
  }
  return differences;
}

/** The numbers of the bars taken, as they were told. */
export function toldBars(history: readonly Event[]): number[] {
  return sightings(history, "taken").map(({ value }) => value ?? 0);
}
