/** Binds a scheme to a system: which role or FIFO each step harms, and whether the scheme names what exists. */
import { type FaultName, faultOf } from "../faults/index.js";
import type { Scheme, Step } from "../scheme.js";
import type { TargetKind } from "../stage.js";
import type { System } from "../system.js";
import { didYouMean } from "../text/nearest.js";
import { type Problem, quoted, throwProblems } from "../text/problem.js";

/** A step whose target is known. */
export interface BoundStep extends Step {
  target: string;
}

export interface BoundScheme extends Scheme {
  timeline: readonly BoundStep[];
}

/**
 * The scheme with a target for each step: as given, or the natural one of its fault.
 * @throws FaultlineError BAD_SCHEME, located in the scheme file, where a step names what the system does not have,
 * or what its fault cannot harm
 */
export function bindScheme(scheme: Scheme, system: System): BoundScheme {
  const problems: Problem[] = [];
  const timeline = scheme.timeline.map((step, index) => {
    const path = ["timeline", index];
    const target = targetOf(step, system);
    if ("problem" in target) problems.push({ path: [...path, "target"], message: target.problem });
    const moment = momentProblem(step, system);
    if (moment !== undefined) problems.push({ path: [...path, "at"], message: moment });
    return { ...step, target: "problem" in target ? "" : target.name };
  });
  throwProblems("BAD_SCHEME", scheme.source, problems);
  return { ...scheme, timeline };
}

type Target = { name: string } | { problem: string };

function targetOf(step: Step, system: System): Target {
  const kind = faultOf(step.fault).target;
  const names = candidates(kind, system);
  const [only, ...others] = names;
  if (step.target !== undefined) {
    return names.includes(step.target)
      ? { name: step.target }
      : { problem: wrongTarget(step.fault, step.target, kind, names, system) };
  }
  if (only === undefined)
    return { problem: `is missing, must be ${describe(kind)}; system ${system.name} has none` };
  if (others.length === 0) return { name: only };
  return { problem: `is missing, must be ${describe(kind)}: one of ${names.join(", ")}` };
}

function candidates(kind: TargetKind, system: System): readonly string[] {
  switch (kind) {
    case "role":
      return system.roles.map((role) => role.name);
    case "consumer":
      return system.roles.filter((role) => role.consumer).map((role) => role.name);
    case "fifo":
      return Object.entries(system.resources)
        .filter(([, resource]) => resource.kind === "fifo")
        .map(([name]) => name);
    default:
      return kind satisfies never;
  }
}

function describe(kind: TargetKind): string {
  const texts = {
    role: "a role",
    consumer: "the role marked `consumer: true`",
    fifo: "a FIFO among the resources",
  };
  return texts[kind];
}

function wrongTarget(
  fault: FaultName,
  target: string,
  kind: TargetKind,
  names: readonly string[],
  system: System,
): string {
  const what = whatIs(target, system);
  const listed = names.length === 0 ? `; system ${system.name} has none` : ` (${names.join(", ")})`;
  const seen = `${quoted(target)}${what === undefined ? "" : `, which is ${what}`}`;
  return `must be ${describe(kind)}${listed}, which is what ${fault} harms, got ${seen}${didYouMean(target, names)}`;
}

function whatIs(name: string, system: System): string | undefined {
  if (system.roles.some((role) => role.name === name)) return "a role";
  const resource = Object.hasOwn(system.resources, name) ? system.resources[name] : undefined;
  if (resource === undefined) return undefined;
  return resource.kind === "fifo" ? "a FIFO" : "a port";
}

function momentProblem({ at }: Step, system: System): string | undefined {
  if (at.kind === "snapshot" && system.observe.snapshot === undefined) {
    return `must be a moment that can be seen: system ${system.name} has no observation \`snapshot\`, got "snapshot ${at.snapshot}"`;
  }
  if (at.kind !== "incarnation") return undefined;
  const roles = system.roles.map((role) => role.name);
  if (roles.includes(at.role)) return undefined;
  return `must name a role of system ${system.name} (${roles.join(", ")}), got ${quoted(at.role)}${didYouMean(at.role, roles)}`;
}
