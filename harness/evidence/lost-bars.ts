/** Says during which fault a bar was lost, and writes many lost bars as ranges. */

import type { Plan } from "../planning/plan.js";
import type { FaultRecord } from "./fault-record.js";

/** Symbol bars that a FIFO of 64 KiB holds: what a killed reader takes with it, and what is still on its way after it. */
const backlogSymbolBars = 320;

/** What `blame` says of a bar that no fault explains. */
export const noFault = "while no fault was open";

/** The fault that was open when the bar was on its way, in words. */
export function blame(bar: number, plan: Plan, records: readonly FaultRecord[]): string {
  const margin = Math.ceil(backlogSymbolBars / Math.max(1, plan.stream.symbols.length));
  const open = records.filter(
    ({ fromBar, toBar }) =>
      fromBar !== null && bar > fromBar - margin && bar <= (toBar ?? Number.POSITIVE_INFINITY) + margin,
  );
  // Of several the one that began last before the bar: with the margins windows of neighbours overlap.
  const guilty = open.findLast(({ fromBar }) => (fromBar ?? 0) <= bar) ?? open[0];
  return guilty === undefined ? noFault : `during ${guilty.id} (${guilty.fault} ${guilty.target})`;
}

/** Most ranges that one sentence names. */
const rangesMax = 8;

/** `61-80 during f1 (kill engine), 141 during f2 (kill engine)`. Bars in rising order. */
export function rangesText(bars: readonly number[], blameOf: (bar: number) => string): string {
  const ranges: { from: number; to: number; blamed: string }[] = [];
  for (const bar of bars) {
    const blamed = blameOf(bar);
    const last = ranges.at(-1);
    if (last !== undefined && bar === last.to + 1 && blamed === last.blamed) last.to = bar;
    else ranges.push({ from: bar, to: bar, blamed });
  }
  const named = ranges
    .slice(0, rangesMax)
    .map(({ from, to, blamed }) => `${from === to ? from : `${from}-${to}`} ${blamed}`);
  const more = ranges.length - named.length;
  return more > 0 ? `${named.join(", ")} and ${more} more ranges` : named.join(", ");
}
