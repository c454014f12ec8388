/** Says when something that is missing from a history proves nothing about the system. */
import type { CutEvent, Event, HarnessEvent, HoldersEvent, NoiseEvent } from "../event.js";
import { type Finding, finding } from "../finding.js";
import type { Plan } from "../planning/plan.js";
import { isComplete, lastOf, publishedCurve, takenCurve } from "./progress.js";

/**
 * Why a missing observation is no proof against the system, or null when it is one.
 * What is present stays proof in any case.
 */
export function excuse(plan: Plan, history: readonly Event[]): string | null {
  if (!isComplete(history)) return "the history stops before its end";
  const stranger = firstStranger(history);
  if (stranger !== undefined) return strangerText(stranger);
  const lines = lostLines(history);
  if (lines !== null) return lines;
  const cut = lastOf(history, "cut");
  return cut === undefined ? null : cutExcuse(plan, history, cut);
}

/** Why no role was ever started, in words; a history that says nothing of it was cut before it could. */
export function neverStarted(history: readonly Event[]): string {
  const cut = lastOf(history, "cut");
  if (cut !== undefined) return `no role was ever started: the run was cut (${cut.cause}: ${cut.reason})`;
  return "no role was ever started, and the history does not say why; run again";
}

/** Where the log of a role could not be read to its end, lines that are missing may have been there. */
function lostLines(history: readonly Event[]): string | null {
  const lost = history.find(
    (event): event is HarnessEvent =>
      event.type === "harness" && (event.problem === "log-shrank" || event.problem === "log-unreadable"),
  );
  return lost === undefined ? null : lost.reason;
}

/** The first process that did not belong to the run, on something that did. */
export function firstStranger(history: readonly Event[]): HoldersEvent | undefined {
  return history.find(
    (event): event is HoldersEvent => event.type === "holders" && event.problem === "stranger",
  );
}

/** Names the stranger: resource, pid and command. */
export function strangerText({ resource, holders }: Pick<HoldersEvent, "resource" | "holders">): string {
  const strangers = holders.filter(({ role }) => role === null);
  const named = (strangers.length > 0 ? strangers : holders).map(
    ({ pid, command, end }) => `pid ${pid} (${command}, ${end})`,
  );
  return `${resource} was held by a stranger: ${named.join(", ")}`;
}

/** A count without a cause is a violation, unless a stranger on the way of the bars may be its cause. */
export function unexplained(check: string, reason: string, n: number, history: readonly Event[]): Finding {
  const stranger = firstStranger(history);
  if (stranger === undefined) return finding(check, "fail", reason, [n]);
  const because = `${strangerText(stranger)}: end that process and run again`;
  return finding(check, "inconclusive", `${reason}, but ${because}`, [n, stranger.n]);
}

/** The first sample of noise above the budget of what was between the given times, in words; null when all are within. */
export function overBudget(
  plan: Plan,
  history: readonly Event[],
  fromMs = 0,
  toMs = Number.POSITIVE_INFINITY,
): string | null {
  const budget = plan.noiseBudget;
  const above = noiseWithin(history, fromMs, toMs).find(
    ({ loopLagMs, stealPercent, pressurePercent }) =>
      loopLagMs > budget.loopLagMs ||
      (stealPercent ?? 0) > budget.stealPercent ||
      (pressurePercent ?? 0) > budget.pressurePercent,
  );
  if (above === undefined) return null;
  const { loopLagMs, stealPercent, pressurePercent } = above;
  if (loopLagMs > budget.loopLagMs) {
    return `the harness's own event loop was ${round(loopLagMs)} ms late (budget ${budget.loopLagMs} ms)`;
  }
  if ((stealPercent ?? 0) > budget.stealPercent) {
    return `the hypervisor took ${round(stealPercent ?? 0)} % of the CPU (budget ${budget.stealPercent} %)`;
  }
  return `some task waited for a CPU ${round(pressurePercent ?? 0)} % of the time (budget ${budget.pressurePercent} %)`;
}

/** The samples that tell of any moment between the given times: each of them tells of the time since the one before it. */
function noiseWithin(history: readonly Event[], fromMs: number, toMs: number): readonly NoiseEvent[] {
  const samples = history.filter((event): event is NoiseEvent => event.type === "noise");
  return samples.filter(({ tMs }, index) => tMs >= fromMs && (samples[index - 1]?.tMs ?? 0) <= toMs);
}

/** What was late, and when, in milliseconds. */
export interface Late {
  /** What is to be explained: the time beyond the allowed, or missing from a rhythm. */
  excessMs: number;
  /** The longest stretch of it in one piece. */
  pieceMs: number;
  fromMs: number;
  toMs: number;
}

/** A stretch of so many times the harness's own longest delay is nothing that the machine did to all alike. */
const beyondLag = 10;

/**
 * The noise that may explain why something was late, in words; null when nothing does. The harness is a process like
 * those that it watches: what is not longer than twice its own longest delay may be the machine's; what is far longer,
 * in one piece, is not, however busy the machine was.
 */
export function drownedBy(plan: Plan, history: readonly Event[], late: Late): string | null {
  const { excessMs, pieceMs, fromMs, toMs } = late;
  const lagMs = worstLag(history, fromMs, toMs);
  if (excessMs <= 2 * lagMs) return `the harness's own event loop was ${round(lagMs)} ms late itself`;
  if (pieceMs > Math.max(plan.noiseBudget.loopLagMs, beyondLag * lagMs)) return null;
  return overBudget(plan, history, fromMs, toMs);
}

function worstLag(history: readonly Event[], fromMs: number, toMs: number): number {
  return noiseWithin(history, fromMs, toMs).reduce((worst, { loopLagMs }) => Math.max(worst, loopLagMs), 0);
}

/**
 * The noise that may explain why a run had to be cut, in words; null when nothing does. A machine on which the source
 * kept its rhythm while the taker stood still did not hold up the taker.
 */
export function drowned(plan: Plan, history: readonly Event[], cut: CutEvent): string | null {
  return tookNothingOfMuch(plan, history, cut)
    ? null
    : overBudget(plan, history, cut.tMs - plan.deadline.stallMs);
}

/** So many bars in a row, at no less than this share of the schedule, show that processes got their time. */
const rhythmBars = 20;
const rhythmShare = 0.5;

function tookNothingOfMuch(plan: Plan, history: readonly Event[], cut: CutEvent): boolean {
  if (!plan.observed.includes("taken") || plan.publishedBy === "clock") return false;
  const stoodSince = takenCurve(plan, history).findLast(({ n }) => n < cut.n)?.n ?? 0;
  const bars = publishedCurve(history).filter(({ n }) => n > stoodSince && n < cut.n);
  const [first, last] = [bars.at(-rhythmBars), bars.at(-1)];
  if (first === undefined || last === undefined) return false;
  const [count, ms] = [last.count - first.count, last.tMs - first.tMs];
  return count * plan.speedMs >= rhythmShare * ms;
}

function cutExcuse(plan: Plan, history: readonly Event[], cut: CutEvent): string | null {
  switch (cut.cause) {
    case "interrupt":
    case "global-timeout":
    case "harness":
      return `the run was cut by the harness (${cut.cause}: ${cut.reason})`;
    case "stall":
    case "deadline":
      return drowned(plan, history, cut);
    case "violation":
    case "start-failed":
      return `the run was cut before (${cut.cause}: ${cut.reason})`;
    default:
      return cut.cause satisfies never;
  }
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
