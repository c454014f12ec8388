/** Faults on the time axis: when each was planned, injected, observed, healed and recovered from, and in words. Pure. */
import type { Event, FaultEvent } from "../../event.js";
import type { FaultRecord } from "../../evidence/fault-record.js";
import { publishedCurve, sightings } from "../../evidence/progress.js";
import type { Plan, PlannedStep, Trigger } from "../../planning/plan.js";
import { triggerText } from "../deadline.js";
import type { Band, Planned } from "./view.js";

/** One band a step, in the order of the plan. */
export function bandsOf(plan: Plan, history: readonly Event[], records: readonly FaultRecord[]): Band[] {
  return plan.steps.flatMap((step) => {
    const record = records.find(({ id }) => id === step.id);
    return record === undefined ? [] : [bandOf(step, record, history)];
  });
}

function bandOf(step: PlannedStep, record: FaultRecord, history: readonly Event[]): Band {
  const { id, fault, target, deliveredMs, observedMs, healedMs, recoveredMs, felt } = record;
  const delivered = history.find(
    (event): event is FaultEvent => event.type === "fault" && event.id === id && event.rung === "delivered",
  );
  const endMs = healedMs ?? history.at(-1)?.tMs ?? 0;
  return {
    ...{ id, fault, target, felt },
    planned: plannedWindow(step, record, history),
    ...{ injectedMs: deliveredMs, observedMs, healedMs, recoveredMs },
    endMs: Math.max(endMs, recoveredMs ?? 0),
    bar: delivered?.publishedBar ?? null,
    text: bandText(step, record),
  };
}

/** When its moment came by the plan, and for how long; the length counts from there because nothing was late in a plan. */
function plannedWindow(step: PlannedStep, record: FaultRecord, history: readonly Event[]): Planned | null {
  const fromMs = momentOf(step.trigger, history) ?? record.requestedMs;
  if (fromMs === null) return null;
  const until = step.until === null ? fromMs + step.forMs : momentOf(step.until, history);
  const bars =
    step.trigger.kind === "bar" && step.until === null
      ? { from: step.trigger.bar, to: step.trigger.bar + step.forBars }
      : null;
  return { fromMs, toMs: Math.max(fromMs, until ?? fromMs + step.forMs), bars };
}

/** Null where the history does not show it. */
function momentOf(trigger: Trigger, history: readonly Event[]): number | null {
  switch (trigger.kind) {
    case "bar": {
      const point = publishedCurve(history).find(({ count }) => count >= trigger.bar);
      return point === undefined ? null : point.tMs + trigger.offsetMs;
    }
    case "snapshot":
      return (
        sightings(history, "snapshot").find(({ value }) => (value ?? 0) >= trigger.snapshot)?.tMs ?? null
      );
    case "start":
    case "after":
    case "incarnation":
      return null;
    default:
      return trigger satisfies never;
  }
}

function bandText(step: PlannedStep, record: FaultRecord): string {
  const { id, fault, target, deliveredMs, observedMs, healedMs, felt, imprecise, skewBars, problem } = record;
  const skew = skewBars ? `, ${skewBars} bars late${imprecise ? " (imprecise)" : ""}` : "";
  const parts = [
    `${id} ${fault} ${target}`,
    `planned at ${triggerText(step.trigger)}${step.forBars > 0 ? ` for ${step.forBars} bars` : ""}`,
    deliveredMs === null ? "never injected" : `injected at ${seconds(deliveredMs)}${skew}`,
    observedMs === null ? "not observed" : `observed at ${seconds(observedMs)}`,
    felt,
    healedMs === null ? "not healed" : `healed at ${seconds(healedMs)}`,
    recoveryText(record),
    ...(problem === null ? [] : [problem]),
  ];
  return parts.join("; ");
}

export function recoveryText({ healedMs, recoveredMs, recoveredBars, outageMs }: FaultRecord): string {
  if (recoveredMs === null) return healedMs === null ? "not recovered" : "healed, and never recovered";
  const bars =
    recoveredBars === null ? "" : `, ${recoveredBars} ${recoveredBars === 1 ? "bar" : "bars"} after the heal`;
  const outage = outageMs === null ? "" : `, ${Math.round(outageMs)} ms after the injection`;
  return `recovered at ${seconds(recoveredMs)}${outage}${bars}`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(3)} s`;
}
