/** When, and at which bar, what a finding says first showed: where a person looks first. Pure. */
import type { Event } from "../event.js";
import type { Finding } from "../finding.js";
import type { Plan } from "../planning/plan.js";
import { type Curve, countAt, publishedCurve, takenCurve } from "./progress.js";

export interface Moment {
  /** Milliseconds of the history. */
  tMs: number;
  /** What happened then, as far as the history tells: "bar 9 was published". */
  what: string;
  /** How far the stream had come; `taken` is null where it is not observed. */
  published: number;
  taken: number | null;
  /** The first bar that is wrong, else the one that was published last. */
  bar: number;
}

/** Null where the finding rests on nothing that has a time. */
export function momentOf(finding: Finding, plan: Plan, history: readonly Event[]): Moment | null {
  const published = publishedCurve(history);
  const taken = plan.observed.includes("taken") ? takenCurve(plan, history) : null;
  const found = finding.bar === undefined ? atEvent(finding, history) : atBar(finding.bar, published, plan);
  if (found === null) return null;
  const { n, tMs, what } = found;
  const publishedThen = countAt(published, n);
  return {
    ...{ tMs, what, published: publishedThen, taken: taken === null ? null : countAt(taken, n) },
    bar: finding.bar ?? publishedThen,
  };
}

interface Found {
  n: number;
  tMs: number;
  what: string;
}

function atBar(bar: number, published: Curve, { sourceRole }: Plan): Found | null {
  const point = published.find(({ count }) => count >= bar);
  if (point !== undefined) return { n: point.n, tMs: point.tMs, what: `${sourceRole} published bar ${bar}` };
  const last = published.at(-1);
  return last === undefined
    ? null
    : { n: last.n, tMs: last.tMs, what: `${sourceRole} published bar ${last.count}, its last` };
}

function atEvent({ at, evidence }: Finding, history: readonly Event[]): Found | null {
  const event = history.find(({ n }) => n === (at ?? evidence[0]));
  return event === undefined ? null : { n: event.n, tMs: event.tMs, what: eventText(event) };
}

function eventText(event: Event): string {
  switch (event.type) {
    case "role":
      return `${event.role}.${event.incarnation} ${event.state}`;
    case "seen":
      return `${event.role}.${event.incarnation} printed: ${event.line.trim()}`;
    case "fault":
      return `${event.id} (${event.fault} ${event.target}) ${event.rung}`;
    case "harness":
      return event.reason;
    case "cut":
      return `the run was cut (${event.cause})`;
    case "holders":
      return `the holders of ${event.resource} were looked at`;
    case "phase":
      return `the run was ${event.phase}`;
    case "start":
    case "noise":
    case "usage":
    case "end":
      return `event ${event.n} of the history`;
    default:
      return event satisfies never;
  }
}
