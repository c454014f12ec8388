/** Binds a scheme to a system: which role or FIFO each step harms, and whether the scheme names what exists. */
import { type FaultName, faultOf } from "../faults/index.js";
import type { Moment, Scheme } from "../scheme.js";
import type { TargetKind } from "../stage.js";
import type { System } from "../system.js";
import { didYouMean } from "../text/nearest.js";
import { type Problem, quoted, throwProblems } from "../text/problem.js";
import { candidates, describe } from "./candidates.js";
import { type Choice, type SingleScheme, type SingleStep, withoutGroups } from "./groups.js";
import { portOf } from "./listening.js";

/** A step whose target is known. */
export interface BoundStep extends SingleStep {
  target: string;
}

export interface BoundScheme extends Scheme {
  timeline: readonly BoundStep[];
}

/**
 * The scheme with a target for each step: as given, or the natural one of its fault. More than one where a step is for
 * each of a group.
 * @throws FaultlineError BAD_SCHEME, located in the scheme file, where a step names what the system does not have,
 * or what its fault cannot harm
 */
export function bindScheme(scheme: Scheme, system: System, choice: Choice): BoundScheme[] {
  return withoutGroups(scheme, system, choice).map((one) => bindSingle(one, system, choice.feed));
}

function bindSingle(scheme: SingleScheme, system: System, feed: string): BoundScheme {
  const problems: Problem[] = [];
  const timeline = scheme.timeline.map((step) => {
    const path = ["timeline", step.place.index];
    const target = targetOf(step, system);
    if ("problem" in target) problems.push({ path: [...path, "target"], message: target.problem });
    for (const key of ["at", "until"] as const) {
      const moment = step[key];
      const message = moment === undefined ? undefined : momentProblem(moment, system);
      if (message !== undefined) problems.push({ path: [...path, key], message });
    }
    if ("problem" in target) return { ...step, target: "" };
    const options = { ...step.options };
    for (const key of portKeys(step.fault)) {
      const given = step.options[key];
      const port = portOf(given === undefined ? given : String(given), target.name, system, feed);
      if ("problem" in port) problems.push({ path: [...path, key], message: port.problem });
      else options[key] = port.name;
    }
    return { ...step, target: target.name, options };
  });
  throwProblems("BAD_SCHEME", scheme.source, problems);
  return { ...scheme, timeline };
}

/** The keys of a fault that name a port of its target. */
export function portKeys(fault: FaultName): string[] {
  const options = Object.entries(faultOf(fault).options ?? {});
  return options.flatMap(([key, { kind }]) => (kind === "port" ? [key] : []));
}

type Target = { name: string } | { problem: string };

function targetOf(step: SingleStep, system: System): Target {
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

function wrongTarget(
  fault: FaultName,
  target: string,
  kind: TargetKind,
  names: readonly string[],
  system: System,
): string {
  const what = whatIs(target, system);
  const listed = names.length === 0 ? `; system ${system.name} has none` : ` (${names.join(", ")})`;
  const resource = system.resources[target];
  const mend =
    resource?.kind === "port" && !resource.proxied && (kind === "endpoint" || kind === "channel")
      ? `; in the system file say { kind: endpoint, listener: ROLE, via: proxy } for ${target}`
      : kind === "clocked" && what === "a role"
        ? `; in the system file say \`clock: VARIABLE\` for ${target}, from which it reads an offset in milliseconds`
        : "";
  const seen = `${quoted(target)}${what === undefined ? "" : `, which is ${what}`}`;
  return `must be ${describe(kind)}${listed}, which is what ${fault} harms, got ${seen}${mend}${didYouMean(target, names)}`;
}

function whatIs(name: string, system: System): string | undefined {
  if (system.roles.some((role) => role.name === name)) return "a role";
  const resource = Object.hasOwn(system.resources, name) ? system.resources[name] : undefined;
  if (resource === undefined) return undefined;
  if (resource.kind === "fifo") return "a FIFO";
  return resource.proxied ? "an endpoint" : "a port";
}

function momentProblem(at: Moment, system: System): string | undefined {
  if (at.kind === "snapshot" && system.observe.snapshot === undefined) {
    return `must be a moment that can be seen: system ${system.name} has no observation \`snapshot\`, got "snapshot ${at.snapshot}"`;
  }
  if (at.kind !== "incarnation") return undefined;
  const roles = system.roles.map((role) => role.name);
  if (roles.includes(at.role)) return undefined;
  return `must name a role of system ${system.name} (${roles.join(", ")}), got ${quoted(at.role)}${didYouMean(at.role, roles)}`;
}
