/** The synthetic histories on which a scheme is tried before anything is started: an ideal one, and broken ones. */
import type { Event } from "../event.js";
import { faultRecords } from "../evidence/fault-record.js";
import { blame, noFault } from "../evidence/lost-bars.js";
import type { Judged, JudgedFiles } from "../finding.js";
import type { Plan } from "../planning/plan.js";
import { wholeHistory } from "./literals.js";
import { type Ailment, playPlan } from "./simulation.js";

export const syntheticNames = [
  "ideal",
  "empty",
  "dead from the start",
  "dead after the first fault",
  "dead after the last heal",
  "one snapshot short",
  "source held up by the faults",
  "one bar lost",
  "one bar doubled",
  "fault never applied",
] as const;
export type SyntheticName = (typeof syntheticNames)[number];

export type Synthetic = { name: SyntheticName; judged: Judged };

/** All synthetic histories that have a counterpart in the plan, the ideal one first. */
export function syntheticHistories(full: Plan): Synthetic[] {
  const plan = thinned(full);
  const histories: Synthetic[] = [];
  const add = (name: SyntheticName, judged: Judged): void => {
    histories.push({ name, judged });
  };
  const ideal = played(plan, {});
  add("ideal", ideal);
  add("empty", { plan, history: wholeHistory([]), files: filesOf(plan, []) });
  add("dead from the start", played(plan, { takes: () => false }));
  const steps = plan.steps.length;
  if (steps > 0) {
    add("dead after the first fault", played(plan, { takes: (begun) => begun === 0 }));
    add("dead after the last heal", played(plan, { takes: (_, healed) => healed < steps }));
  }
  const min = plan.expect.snapshots?.min;
  if (min !== undefined) add("one snapshot short", played(plan, { snapshotLimit: min - 1 }));
  if (plan.expect.pace !== undefined) {
    add("source held up by the faults", played(plan, { publishes: (open) => open === 0 }));
  }
  histories.push(...ledgerHistories(ideal));
  const [first] = plan.steps;
  if (first !== undefined) add("fault never applied", played(plan, { skipped: ({ id }) => id === first.id }));
  return histories;
}

/** A bar lost and a bar doubled, in the ledger and in what is told, where the scheme claims what forbids it. */
function ledgerHistories(ideal: Judged): Synthetic[] {
  const { plan, history } = ideal;
  const { delivery, duplicates } = plan.expect;
  const bars = allBars(plan);
  const middle = Math.ceil(plan.bars / 2);
  const histories: Synthetic[] = [];
  const records = faultRecords(plan, history);
  const lost =
    delivery === "at-most-once" ? bars.find((bar) => blame(bar, plan, records) === noFault) : middle;
  if (delivery !== undefined && lost !== undefined) {
    const files = filesOf(
      plan,
      bars.filter((bar) => bar !== lost),
    );
    const judged = { ...ideal, history: plan.barsTold === true ? untold(history, lost) : history, files };
    histories.push({ name: "one bar lost", judged });
  }
  if (delivery === "exactly-once" || duplicates !== undefined) {
    const extra = 1 + (delivery === "exactly-once" ? 0 : (duplicates?.max ?? 0));
    const files = filesOf(
      plan,
      bars.flatMap((bar) => (bar === middle ? Array.from({ length: extra + 1 }, () => bar) : [bar])),
    );
    const twice = plan.barsTold === true ? toldAgain(history, middle, extra) : history;
    histories.push({ name: "one bar doubled", judged: { ...ideal, history: twice, files } });
  }
  return histories;
}

/** Without the lines that tell of a bar taken. */
export function untold(history: readonly Event[], bar: number): Event[] {
  return history.filter((event) => event.type !== "seen" || event.what !== "taken" || event.value !== bar);
}

/** With the line that tells of a bar taken so many times more. */
export function toldAgain(history: readonly Event[], bar: number, times: number): Event[] {
  return history.flatMap((event) => {
    const isTold = event.type === "seen" && event.what === "taken" && event.value === bar;
    return isTold ? Array.from({ length: times + 1 }, () => event) : [event];
  });
}

function played(plan: Plan, ailment: Ailment): Judged {
  const history = playPlan(plan, ailment);
  const taken = history.filter((event) => event.type === "seen" && event.what === "taken").length;
  return { plan, history, files: filesOf(plan, allBars(plan).slice(0, taken)) };
}

/** One symbol bar a bar: what a ledger holds beside its bars is not what is tried here. */
function thinned(plan: Plan): Plan {
  const symbolBars = plan.stream.symbolBars.map(() => 1);
  return { ...plan, stream: { ...plan.stream, symbolBars, missing: {} } };
}

function filesOf(plan: Plan, ledger: readonly number[]): JudgedFiles {
  if (!plan.observed.includes("ledger")) return {};
  const expected = textOf(plan, allBars(plan));
  return { ledger: textOf(plan, ledger), golden: expected, expected };
}

function textOf({ stream }: Plan, bars: readonly number[]): string {
  const symbol = stream.symbols[0] ?? "X";
  return bars
    .map((bar) => {
      const timestamp = stream.timestampsMs[bar - 1] ?? 0;
      const symbols = { [symbol]: [1, 1, 1, 1, bar] };
      return `${JSON.stringify({ type: "bar", bar, timestamp_ms: timestamp, symbols })}\n`;
    })
    .join("");
}

function allBars({ bars }: Plan): number[] {
  return Array.from({ length: bars }, (_, index) => index + 1);
}
