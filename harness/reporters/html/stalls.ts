/** Finds where a role that was up made no progress although there was something to do. Pure. */
import type { Event } from "../../event.js";
import { type Curve, publishedCurve, takenCurve } from "../../evidence/progress.js";
import type { Plan } from "../../planning/plan.js";
import { firstAbove } from "./axis.js";

export interface Stall {
  fromMs: number;
  toMs: number;
  text: string;
}

/** A shorter stand-still is the rhythm of the stream, or a timer that came late. */
const stalledBars = 3;
/** In a fast replay three bars are a few milliseconds: what the machine's scheduler does in that time is no stall. */
export const stalledMs = 200;

/** Where the source published nothing for that long, or the taker took nothing while the source went on. */
export function stallsOf(plan: Plan, history: readonly Event[], role: string): Stall[] {
  const published = publishedCurve(history);
  const endMs = streamEnd(history);
  if (role === plan.sourceRole) return sourceStalls(plan, published, endMs);
  return role === plan.takerRole ? takerStalls(plan, published, takenCurve(plan, history), endMs) : [];
}

function sourceStalls({ bars, speedMs }: Plan, published: Curve, endMs: number): Stall[] {
  return gaps(published, endMs, bars).flatMap(({ fromMs, toMs, count }) => {
    const missed = Math.floor((toMs - fromMs) / speedMs) - 1;
    if (missed < stalledBars || toMs - fromMs < stalledMs) return [];
    const text = `stood at bar ${count} for ${Math.round(toMs - fromMs)} ms, ${missed} bars of its schedule`;
    return [{ fromMs, toMs, text }];
  });
}

function takerStalls(plan: Plan, published: Curve, taken: Curve, endMs: number): Stall[] {
  if (!plan.observed.includes("taken")) return [];
  const [first] = published;
  if (first === undefined) return [];
  const start = { n: 0, tMs: first.tMs, incarnation: 0, count: 0 };
  const times = published.map(({ tMs }) => tMs);
  const countBy = (tMs: number): number => published[firstAbove(times, tMs) - 1]?.count ?? 0;
  return gaps([start, ...taken], endMs, plan.bars).flatMap(({ fromMs, toMs, count }) => {
    const went = countBy(toMs) - countBy(fromMs);
    if (went < stalledBars || toMs - fromMs < stalledMs) return [];
    const text = `took nothing after ${count} bars for ${Math.round(toMs - fromMs)} ms while the source went on by ${went}`;
    return [{ fromMs, toMs, text }];
  });
}

interface Gap {
  fromMs: number;
  toMs: number;
  count: number;
}

/** The stretches between one increase and the next; the last one reaches to the end, unless all is done. */
function gaps(curve: Curve, endMs: number, bars: number): Gap[] {
  return curve.flatMap(({ tMs, count }, index) => {
    const next = curve[index + 1];
    if (next === undefined && count >= bars) return [];
    const toMs = next?.tMs ?? Math.max(tMs, endMs);
    return [{ fromMs: tMs, toMs, count }];
  });
}

/** When the harness began to stop the roles: from there on standing still is what is asked of them. */
function streamEnd(history: readonly Event[]): number {
  const stopping = history.find((event) => event.type === "phase" && event.phase === "stopping");
  return stopping?.tMs ?? history.at(-1)?.tMs ?? 0;
}
