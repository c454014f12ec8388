/** The map of bars: which of them were lost, taken in part, doubled or never published, and during which fault. Pure. */
import type { Event } from "../../event.js";
import type { FaultRecord } from "../../evidence/fault-record.js";
import { type Difference, diffStream } from "../../evidence/ledger-diff.js";
import { blame } from "../../evidence/lost-bars.js";
import { sightings } from "../../evidence/progress.js";
import type { JudgedFiles } from "../../finding.js";
import type { Plan } from "../../planning/plan.js";
import { type BarKind, type BarMark, type BarsMap, barKinds } from "./view.js";

export function barsMapOf(
  plan: Plan,
  history: readonly Event[],
  files: JudgedFiles,
  records: readonly FaultRecord[],
): BarsMap {
  const { ledger, expected } = files;
  if (ledger === undefined || expected === undefined) {
    const what = ledger === undefined ? "ledger" : "reading of the results file";
    return {
      measured: false,
      text: `Not measured: there is no ${what} that tells which bars were taken.`,
      marks: [],
    };
  }
  const marks = marksOf(plan, history, diffStream(ledger, expected), records);
  return { measured: true, text: mapText(plan, marks), marks };
}

function marksOf(
  plan: Plan,
  history: readonly Event[],
  differences: readonly Difference[],
  records: readonly FaultRecord[],
): BarMark[] {
  const published = new Set(sightings(history, "published").map(({ value }) => value));
  const tellsPublished = plan.observed.includes("published");
  const worst = new Map<number, BarMark>();
  for (const { kind, bar, text } of differences) {
    if (bar > plan.bars) continue;
    const unpublished = kind === "lost" && tellsPublished && !published.has(bar);
    const mark = unpublished
      ? { bar, kind: "unpublished" as const, text: `bar ${bar} was not seen published` }
      : { bar, kind: kindOf(kind), text: `${text} ${blame(bar, plan, records)}` };
    const before = worst.get(bar);
    if (before === undefined || rank(mark.kind) < rank(before.kind)) worst.set(bar, mark);
  }
  return [...worst.values()].sort((a, b) => a.bar - b.bar);
}

function kindOf(kind: Difference["kind"]): BarKind {
  return kind === "lost" || kind === "partial" || kind === "doubled" ? kind : "other";
}

function rank(kind: BarKind): number {
  return barKinds.indexOf(kind);
}

const kindWords: Readonly<Record<BarKind, string>> = {
  lost: "lost",
  partial: "taken in part",
  doubled: "doubled",
  other: "wrong in another way",
  unpublished: "not seen published",
};

function mapText({ bars }: Plan, marks: readonly BarMark[]): string {
  const counted = barKinds.flatMap((kind) => {
    const count = marks.filter((mark) => mark.kind === kind).length;
    return count === 0 ? [] : [`${count} ${kindWords[kind]}`];
  });
  if (counted.length === 0) return `All ${bars} bars were taken once.`;
  const [first] = marks;
  return `Of ${bars} bars ${counted.join(", ")}; the rest was taken once. The first: ${first?.text}.`;
}
