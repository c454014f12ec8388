/** What happened to one step of the timeline, read from the history alone: the rungs of evidence with their times. */
import type { Event, FaultEvent, Rung } from "../event.js";
import type { FaultName } from "../faults/index.js";
import type { Plan, PlannedStep } from "../planning/plan.js";
import { feltOf } from "./felt.js";
import { countAt, publishedCurve } from "./progress.js";
import { recoveryOf } from "./recovered.js";

/** `not-available`: the probe does not exist here; it never counts as reached. */
export type FeltState = "felt" | "not-felt" | "not-required" | "not-available" | "unknown";

export interface FaultRecord {
  id: string;
  fault: FaultName;
  target: string;
  /** Planned bar, or null where the trigger is no bar. */
  atBar: number | null;
  requestedMs: number | null;
  deliveredMs: number | null;
  observedMs: number | null;
  /** False where the probe that would observe it does not exist here. */
  observedAvailable: boolean;
  healedMs: number | null;
  /** What the harness said when a rung could not be reached: the proof of `failed` or `unhealed`. */
  problem: string | null;
  /** First new bar taken after heal. */
  recoveredMs: number | null;
  /** Bars published from healed to the first new bar taken, while no other fault was open. */
  recoveredBars: number | null;
  /** Milliseconds from heal to ready is in healedMs already; this is from injection to recovery. */
  outageMs: number | null;
  /** Bars published at delivery beyond the planned bar. */
  skewBars: number | null;
  /** Skew above max(1, ceil(20 / speedMs)) bars. */
  imprecise: boolean;
  felt: FeltState;
  feltProof: string;
  /** Highest bar published at the request and at the recovery (at the heal, where none came): what lies between. */
  fromBar: number | null;
  toBar: number | null;
  /** One proof per rung reached, in words. */
  proofs: readonly { rung: string; tMs: number; proof: string }[];
  /** Numbers of the events behind it. */
  events: readonly number[];
}

/** How many milliseconds a fault may be late before it is called imprecise. */
const precisionMs = 20;

/** One record a step, in the order of the plan, whether or not anything happened to the step. */
export function faultRecords(plan: Plan, history: readonly Event[]): FaultRecord[] {
  return plan.steps.map((step) => faultRecord(plan, step, history));
}

function faultRecord(plan: Plan, step: PlannedStep, history: readonly Event[]): FaultRecord {
  const events = history.filter(
    (event): event is FaultEvent => event.type === "fault" && event.id === step.id,
  );
  const at = (rung: Rung): FaultEvent | undefined => events.find((event) => event.rung === rung);
  const [requested, delivered, observed, healed] = [
    at("requested"),
    at("delivered"),
    at("observed"),
    at("healed"),
  ];
  const published = publishedCurve(history);
  const seenObserved = observed?.available === false ? undefined : observed;
  const recovery = healed && recoveryOf({ plan, step, history, observed: seenObserved, healed });
  const felt = feltOf({ plan, step, history, observed: seenObserved, healed, recovered: recovery?.n });
  const skewBars = skewOf(step, delivered);
  return {
    id: step.id,
    fault: step.fault,
    target: step.target,
    atBar: step.trigger.kind === "bar" ? step.trigger.bar : null,
    requestedMs: requested?.tMs ?? null,
    deliveredMs: delivered?.tMs ?? null,
    observedMs: seenObserved?.tMs ?? null,
    observedAvailable: !events.some(({ available }) => available === false),
    healedMs: healed?.tMs ?? null,
    problem: (at("failed") ?? (healed === undefined ? at("unhealed") : undefined))?.proof ?? null,
    recoveredMs: recovery?.tMs ?? null,
    recoveredBars: recovery?.bars ?? null,
    outageMs: recovery && delivered ? recovery.tMs - delivered.tMs : null,
    skewBars,
    imprecise: skewBars !== null && skewBars > Math.max(1, Math.ceil(precisionMs / plan.speedMs)),
    felt: felt.state,
    feltProof: felt.proof,
    fromBar: requested?.publishedBar ?? null,
    toBar: recovery ? countAt(published, recovery.n) : (healed?.publishedBar ?? null),
    proofs: events.map(({ rung, tMs, proof }) => ({ rung, tMs, proof })),
    events: [...events.map(({ n }) => n), ...(recovery ? [recovery.n] : [])],
  };
}

function skewOf(step: PlannedStep, delivered: FaultEvent | undefined): number | null {
  if (step.trigger.kind !== "bar" || delivered === undefined) return null;
  return delivered.publishedBar - step.trigger.bar;
}
