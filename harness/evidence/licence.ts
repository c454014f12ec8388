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
  /** Incarnations that were started later are those of the heal, which have all that they need. */
  startedBeforeN: number;
}

/** Whether an incarnation of the role may end now, at the end of what there is of the history. */
export function mayExit(plan: Plan, history: readonly Event[], role: string, incarnation: number): boolean {
  const now = (history.at(-1)?.n ?? 0) + 1;
  return licencesOf(plan, history).some(
    (licence) => covers(licence, role, incarnation, history) && licence.fromN < now && now < licence.toN,
  );
}

/** The step under which the role printed the line, if that excuses it; null where it does not. */
export function excuseOf(plan: Plan, history: readonly Event[], line: SeenEvent): PlannedStep | null {
  const { role, incarnation, n } = line;
  const found = licencesOf(plan, history).find((licence) => {
    if (!covers(licence, role, incarnation, history) || n < licence.fromN) return false;
    return n < licence.toN || endedIn(licence, role, incarnation, history);
  });
  return found?.step ?? null;
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
      const never = Number.POSITIVE_INFINITY;
      return [{ step, fromN, toN: over ?? never, startedBeforeN: at("observed", "failed") ?? never }];
    });
}

function covers(
  { step, startedBeforeN }: Licence,
  role: string,
  incarnation: number,
  history: readonly Event[],
): boolean {
  if (step.target !== role) return false;
  const start = stateOf(history, role, incarnation, "spawned");
  return start !== undefined && start.n < startedBeforeN;
}

/** Its last lines may be read a moment after the fault is over. */
function endedIn(
  { fromN, toN }: Licence,
  role: string,
  incarnation: number,
  history: readonly Event[],
): boolean {
  const exit = stateOf(history, role, incarnation, "exited");
  return exit !== undefined && exit.n > fromN && exit.n < toN;
}

function stateOf(
  history: readonly Event[],
  role: string,
  incarnation: number,
  state: RoleEvent["state"],
): RoleEvent | undefined {
  return roleEvents(history, role).find(
    (event) => event.incarnation === incarnation && event.state === state,
  );
}
