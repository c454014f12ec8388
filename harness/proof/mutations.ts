/** Mutations of a recorded run that passed: copies in which the system did not do its work. Pure. */
import { distinctSnapshots } from "../checks/snapshots.js";
import type { Event, FaultEvent, SeenEvent } from "../event.js";
import { type FaultRecord, faultRecords } from "../evidence/fault-record.js";
import { readLedger } from "../evidence/ledger-text.js";
import { blame, noFault } from "../evidence/lost-bars.js";
import { finalCount, sightings, takenCurve } from "../evidence/progress.js";
import { publishedBars } from "../evidence/published.js";
import { newIncarnation } from "../evidence/recovered.js";
import type { Judged } from "../finding.js";
import { type Synthetic, type SyntheticName, toldAgain, untold } from "./synthetic.js";

/** All mutations that take something away from the recording, one by one; one that changes nothing has no counterpart. */
export function* mutations(recorded: Judged): Generator<Synthetic> {
  const calm = { ...recorded, history: recorded.history.filter(({ type }) => type !== "noise") };
  for (const [name, mutate] of table) {
    const judged = mutate(calm);
    if (judged !== null) yield { name, judged };
  }
}

const table: readonly (readonly [SyntheticName, (judged: Judged) => Judged | null])[] = [
  ["empty", emptied],
  ["dead from the start", (judged) => deadAfter(judged, () => true)],
  ["dead after the first fault", deadAfterFault],
  ["dead after the last heal", deadAfterHeal],
  ["one snapshot short", snapshotShort],
  ["source held up by the faults", sourceHeldUp],
  ["one bar lost", barLost],
  ["one bar doubled", barDoubled],
  ["fault never applied", faultTakenAway],
];

function emptied({ plan, history, files }: Judged): Judged {
  const kept = history.filter(({ type }) => type === "start" || type === "end");
  return { plan, history: kept, files: files.ledger === undefined ? files : { ...files, ledger: "" } };
}

function deadAfterFault(judged: Judged): Judged | null {
  const firstHarm = faultEvents(judged.history).find(({ rung }) => rung === "observed");
  return firstHarm === undefined ? null : deadAfter(judged, ({ n }) => n > firstHarm.n);
}

/** What a new incarnation showed before the heal was written is progress after it, too. */
function deadAfterHeal(judged: Judged): Judged | null {
  const { plan, history } = judged;
  const lastHeal = faultEvents(history).findLast(({ rung }) => rung === "healed");
  const step = plan.steps.find(({ id }) => id === lastHeal?.id);
  if (lastHeal === undefined || step === undefined) return null;
  const observed = faultEvents(history).find(({ rung, id }) => rung === "observed" && id === step.id);
  const revived = step.target === plan.takerRole ? newIncarnation({ step, history, observed }) : undefined;
  return deadAfter(judged, ({ n, incarnation }) =>
    revived === undefined ? n > lastHeal.n : incarnation >= revived,
  );
}

/** Without what the taker showed where `isDead`, and with the ledger of what it had taken until then. */
function deadAfter(judged: Judged, isDead: (event: SeenEvent) => boolean): Judged | null {
  const { plan, history, files } = judged;
  const kept = history.filter(
    (event) => event.type !== "seen" || event.role !== plan.takerRole || !isDead(event),
  );
  if (finalCount(takenCurve(plan, kept)) === finalCount(takenCurve(plan, history))) return null;
  if (files.ledger === undefined) return { plan, history: kept, files };
  const ledger = firstBars(files.ledger, finalCount(takenCurve(plan, kept)));
  return { plan, history: kept, files: { ...files, ledger } };
}

function firstBars(ledger: string, count: number): string {
  const next = readLedger(ledger).bars[count];
  return next === undefined ? ledger : joined(lines(ledger).slice(0, next.line - 1));
}

function snapshotShort(judged: Judged): Judged | null {
  const { plan, history } = judged;
  const min = plan.expect.snapshots?.min;
  if (min === undefined || min < 1) return null;
  const seen = sightings(history, "snapshot");
  const isEnough = (count: number) => distinctSnapshots(plan, seen.slice(0, count)) >= min;
  const tooMany = Array.from(seen, (_, index) => index + 1).find(isEnough);
  if (tooMany === undefined) return null;
  const dropped = new Set(seen.slice(tooMany - 1).map(({ n }) => n));
  return { ...judged, history: history.filter(({ n }) => !dropped.has(n)) };
}

/** Without the bars that the source published while a fault on another role was open. */
function sourceHeldUp(judged: Judged): Judged | null {
  const { plan, history } = judged;
  // A tap that heard none of them may have missed them: that is no counterpart.
  if (plan.expect.pace === undefined || plan.publishedBy === "tap") return null;
  const open = faultRecords(plan, history).filter(({ target }) => target !== plan.sourceRole);
  const isHeld = (event: Event) =>
    event.type === "seen" && event.what === "published" && open.some((record) => isOpen(record, event.tMs));
  return history.some(isHeld) ? { ...judged, history: history.filter((event) => !isHeld(event)) } : null;
}

function isOpen({ observedMs, healedMs }: FaultRecord, tMs: number): boolean {
  return observedMs !== null && tMs > observedMs && tMs <= (healedMs ?? Number.POSITIVE_INFINITY);
}

/** Without one bar that no fault can explain, from the middle of the ledger. */
function barLost(judged: Judged): Judged | null {
  const { plan, history, files } = judged;
  const { delivery } = plan.expect;
  if (files.ledger === undefined && plan.barsTold === true && delivery !== undefined)
    return barUntold(judged);
  if (files.ledger === undefined || delivery === undefined) return null;
  const records = faultRecords(plan, history);
  const isKnown = knownWithout(judged);
  const bars = readLedger(files.ledger).bars.filter(({ bar }) => isKnown(bar));
  const later = [...bars.slice(Math.floor(bars.length / 2)), ...bars];
  const lost =
    delivery === "at-most-once" ? later.find(({ bar }) => blame(bar, plan, records) === noFault) : later[0];
  if (lost === undefined) return null;
  const gone = new Set(bars.flatMap(({ bar, line }) => (bar === lost.bar ? [line] : [])));
  const ledger = joined(lines(files.ledger).filter((_, index) => !gone.has(index + 1)));
  return { ...judged, files: { ...files, ledger } };
}

/** Whether a bar is known to have been published also when nothing says any more that it was taken. */
function knownWithout({ plan, history }: Judged): (bar: number) => boolean {
  if (plan.publishedBy !== "tap" || plan.expect.delivery === "exactly-once") return () => true;
  const { known } = publishedBars(plan, history, []);
  return (bar) => known.has(bar);
}

/** Without a ledger: without all that tells of one such bar. */
function barUntold(judged: Judged): Judged | null {
  const { plan, history } = judged;
  const told = sightings(history, "taken")
    .map(({ value }) => value ?? 0)
    .filter(knownWithout(judged));
  const later = [...told.slice(Math.floor(told.length / 2)), ...told];
  const records = faultRecords(plan, history);
  const bar =
    plan.expect.delivery === "at-most-once"
      ? later.find((one) => blame(one, plan, records) === noFault)
      : later[0];
  return bar === undefined ? null : { ...judged, history: untold(history, bar) };
}

/** With the middle bar of the ledger so often that no scheme that limits duplicates may allow it. */
function barDoubled(judged: Judged): Judged | null {
  const { plan, files } = judged;
  const { delivery, duplicates } = plan.expect;
  if (delivery !== "exactly-once" && duplicates === undefined) return null;
  const times = 2 + (delivery === "exactly-once" ? 0 : (duplicates?.max ?? 0));
  if (files.ledger === undefined) return plan.barsTold === true ? barToldAgain(judged, times) : null;
  const { bars } = readLedger(files.ledger);
  const doubled = bars[Math.floor(bars.length / 2)];
  if (doubled === undefined) return null;
  const ledger = lines(files.ledger).flatMap((line, index) =>
    index === doubled.line - 1 ? Array.from({ length: times }, () => line) : [line],
  );
  return { ...judged, files: { ...files, ledger: joined(ledger) } };
}

/** Without a ledger: what tells of the middle bar, so many times. */
function barToldAgain(judged: Judged, times: number): Judged | null {
  const told = sightings(judged.history, "taken");
  const bar = told[Math.floor(told.length / 2)]?.value ?? null;
  return bar === null ? null : { ...judged, history: toldAgain(judged.history, bar, times - 1) };
}

function faultTakenAway(judged: Judged): Judged | null {
  const [first] = judged.plan.steps;
  if (first === undefined) return null;
  return {
    ...judged,
    history: judged.history.filter((event) => event.type !== "fault" || event.id !== first.id),
  };
}

function faultEvents(history: readonly Event[]): FaultEvent[] {
  return history.filter((event): event is FaultEvent => event.type === "fault");
}

function lines(text: string): string[] {
  return text.split("\n").slice(0, -1);
}

function joined(all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join("");
}
