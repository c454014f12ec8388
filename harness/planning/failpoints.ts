/** Which incarnation of a role is armed with which failpoint, by the environment that it is started with. Pure. */
import { traitsOf } from "../faults/index.js";
import type { Plan, PlannedStep } from "./plan.js";

/** `name@137` fires at the 137th passage, `name@signal` at the first one after SIGUSR2 (engine/README.md). */
export const failpointVariable = "FAULTLINE_FAILPOINT";

/** The incarnation that a step harms: each earlier step that restarts its target adds as many as it starts. */
export function incarnationOf(plan: Pick<Plan, "steps">, step: PlannedStep): number {
  const { trigger } = step;
  if (trigger.kind === "incarnation" && trigger.role === step.target) return trigger.incarnation;
  const earlier = plan.steps.slice(0, plan.steps.indexOf(step));
  const same = earlier.filter((other) => other.target === step.target && traitsOf(other).restarts);
  return same.reduce((sum, other) => sum + traitsOf(other).starts, 1);
}

/** Empty where nothing is armed. */
export function failpointEnvironment(
  plan: Pick<Plan, "steps">,
  role: string,
  incarnation: number,
): Record<string, string> {
  const step = crashOf(plan, role, incarnation);
  if (step === undefined) return {};
  return { [failpointVariable]: `${step.options.failpoint}@${step.options.passage ?? "signal"}` };
}

/** Whether the incarnation will kill itself at a counted passage, with no signal from us. */
export function isArmed(plan: Pick<Plan, "steps">, role: string, incarnation: number): boolean {
  return crashOf(plan, role, incarnation)?.options.passage !== undefined;
}

function crashOf(plan: Pick<Plan, "steps">, role: string, incarnation: number): PlannedStep | undefined {
  return plan.steps.find(
    (one) => one.fault === "crash" && one.target === role && incarnationOf(plan, one) === incarnation,
  );
}
