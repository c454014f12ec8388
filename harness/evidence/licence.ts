/** Which exits and lines of trouble a role is not blamed for: those under a fault that takes from it what it needs. Pure. */
import type { Event, FaultEvent, RoleEvent, SeenEvent } from "../event.js";
import { traitsOf } from "../faults/index.js";
import type { Plan, PlannedStep } from "../planning/plan.js";
import { roleEvents } from "./progress.js";

interface Licence {
  step: PlannedStep;
  /** Numbers of the events between which the fault was open. */
  fromN: number;
  toN: number;
  /**
   * The incarnations of its target that have it, each with the number of the event of its exit. Those that were started
   * after the fault took effect are those of the heal, which have all that they need.
   */
  exits: ReadonlyMap<number, number>;
}

const never = Number.POSITIVE_INFINITY;

/** Whether an incarnation of the role may end now, at the end of what there is of the history. */
export function mayExit(plan: Plan, history: readonly Event[], role: string, incarnation: number): boolean {
  const now = (history.at(-1)?.n ?? 0) + 1;
  return licencesOf(plan, history).some(
    ({ step, fromN, toN, exits }) =>
      step.target === role && exits.has(incarnation) && fromN < now && now < toN,
  );
}

/** For each line the step under which it was printed, if that excuses it; null where it does not. */
export function excusesOf(
  plan: Plan,
  history: readonly Event[],
  lines: readonly SeenEvent[],
): (PlannedStep | null)[] {
  const licences = licencesOf(plan, history);
  return lines.map((line) => licences.find((licence) => excuses(licence, line))?.step ?? null);
}

/** The last lines of who ended under the fault may be read a moment after it is over. */
function excuses({ step, fromN, toN, exits }: Licence, { role, incarnation, n }: SeenEvent): boolean {
  const exitN = exits.get(incarnation);
  if (step.target !== role || exitN === undefined || n < fromN) return false;
  return n < toN || (exitN > fromN && exitN < toN);
}

function licencesOf(plan: Plan, history: readonly Event[]): Licence[] {
  return plan.steps
    .filter((step) => traitsOf(step).mayExit)
    .flatMap((step) => {
      const rungs = history.filter(
        (event): event is FaultEvent => event.type === "fault" && event.id === step.id,
      );
      const at = (...names: readonly FaultEvent["rung"][]) =>
        rungs.find(({ rung }) => names.includes(rung))?.n;
      const fromN = at("requested");
      if (fromN === undefined) return [];
      // A fault that could not be delivered is over at once, and is not healed.
      const over = at("healed", "unhealed") ?? (at("delivered") === undefined ? at("failed") : undefined);
      const exits = exitsOf(roleEvents(history, step.target), at("observed", "failed") ?? never);
      return [{ step, fromN, toN: over ?? never, exits }];
    });
}

function exitsOf(states: readonly RoleEvent[], startedBeforeN: number): Map<number, number> {
  const exits = new Map<number, number>();
  for (const { state, incarnation, n } of states) {
    if (state === "spawned" && n < startedBeforeN) exits.set(incarnation, never);
    if (state === "exited" && exits.has(incarnation)) exits.set(incarnation, n);
  }
  return exits;
}
