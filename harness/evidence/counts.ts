/** Counts what a run published, took, lost and doubled, each unit by itself; null where it was not measured. */
import { distinctSnapshots } from "../checks/snapshots.js";
import { syncLine } from "../checks/sync.js";
import type { Event } from "../event.js";
import type { JudgedFiles } from "../finding.js";
import type { Plan } from "../planning/plan.js";
import type { Counts, Synced, Tally } from "../scheme-run.js";
import { type LedgerBar, readLedger } from "./ledger-text.js";
import { finalCount, sightings, takenCurve } from "./progress.js";
import { publishedBars, takenNumbers } from "./published.js";

export function countsOf(plan: Plan, history: readonly Event[], files: JudgedFiles): Counts {
  const bars = files.ledger === undefined ? null : readLedger(files.ledger).bars;
  const published = knownBars(plan, history, bars ?? []);
  const taken = takenBars(plan, history, files);
  return {
    snapshots: plan.observed.includes("snapshot") ? distinctSnapshots(plan, history) : null,
    bars: published === null || taken === null ? null : tally(published.size, taken.taken, taken.duplicated),
    symbolBars: published === null || bars === null ? null : symbolBarTally(plan, published, bars),
    synced: bars === null ? syncedLines(history) : syncedBars(plan, bars),
  };
}

/** Whether a bar of the ledger has all symbol bars that the results file gives it. */
export function isWhole(plan: Plan, { bar, symbols }: LedgerBar): boolean {
  return symbols.size === plan.stream.symbolBars[bar - 1];
}

/** Null where it is not known of every bar whether it was published: then what was lost is not known either. */
function knownBars(
  plan: Plan,
  history: readonly Event[],
  ledger: readonly LedgerBar[],
): ReadonlySet<number> | null {
  if (!plan.observed.includes("published") || plan.publishedBy === "clock") return null;
  const taken = [...takenNumbers(plan, history), ...ledger.map(({ bar }) => bar)];
  const { known, unknown } = publishedBars(plan, history, taken);
  return unknown.length === 0 ? known : null;
}

/** Distinct bars taken, and the deliveries beside them. */
export type Taken = Pick<Tally, "taken" | "duplicated">;

/** The ledger tells which bars were taken, else their own numbers; a count over restarts tells at least how many. */
export function takenBars(plan: Plan, history: readonly Event[], { ledger }: JudgedFiles): Taken | null {
  if (ledger !== undefined) {
    const { bars } = readLedger(ledger);
    const taken = new Set(bars.filter((bar) => isWhole(plan, bar)).map(({ bar }) => bar)).size;
    return { taken, duplicated: bars.length - new Set(bars.map(({ bar }) => bar)).size };
  }
  if (!plan.observed.includes("taken") || plan.takenScope !== "total") return null;
  const seen = sightings(history, "taken").map(({ value }) => value);
  const distinct = new Set(seen).size;
  const taken = plan.barsTold === true ? distinct : finalCount(takenCurve(plan, history));
  return { taken, duplicated: seen.length - distinct };
}

function symbolBarTally(plan: Plan, published: ReadonlySet<number>, bars: readonly LedgerBar[]): Tally {
  const sent = [...published].reduce((sum, bar) => sum + (plan.stream.symbolBars[bar - 1] ?? 0), 0);
  const keys = bars.flatMap(({ bar, symbols }) => [...symbols.keys()].map((symbol) => `${bar}/${symbol}`));
  const distinct = new Set(keys).size;
  return tally(sent, distinct, keys.length - distinct);
}

function tally(published: number, taken: number, duplicated: number): Tally {
  return { published, taken, lost: published - taken, duplicated };
}

function syncedBars(plan: Plan, bars: readonly LedgerBar[]): Synced {
  const widths = new Map<number, number>();
  for (const { bar, symbols } of bars) widths.set(bar, Math.max(widths.get(bar) ?? 0, symbols.size));
  const complete = [...widths.values()].filter((width) => width === plan.stream.symbols.length).length;
  return { complete, partial: widths.size - complete, of: plan.bars };
}

/** Without a ledger only the bars of the SYNC-CHECK lines are known. */
function syncedLines(history: readonly Event[]): Synced | null {
  const lines = new Map(
    sightings(history, "sync", false).map((seen) => [seen.fields.bar, syncLine(seen.fields)]),
  );
  if (lines.size === 0) return null;
  const complete = [...lines.values()].filter(({ complete, of }) => complete === of).length;
  return { complete, partial: lines.size - complete, of: lines.size };
}
