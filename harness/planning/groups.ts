/** Resolves the groups that the steps of a scheme name: any, all and each become steps and schemes with one target each. Pure. */
import { drawFrom } from "../draw.js";
import { faultOf } from "../faults/index.js";
import type { GroupTarget, Scheme, Step } from "../scheme.js";
import type { System } from "../system.js";
import { didYouMean } from "../text/nearest.js";
import { quoted } from "../text/problem.js";
import { errorAt } from "../text/source.js";
import { candidates, describe } from "./candidates.js";

/** Where a step stands in its file, and for which member of a group it was made. */
export interface Place {
  index: number;
  member: string | null;
}

/** A step that names one target, or none where its fault has a natural one. */
export interface SingleStep extends Step {
  target: string | undefined;
  place: Place;
}

export interface SingleScheme extends Scheme {
  timeline: readonly SingleStep[];
}

/** What decides of a group: the feed says who takes part, seed and attempt who is drawn. */
export interface Choice {
  feed: string;
  seed: string;
  attempt: number;
}

/** The group of all roles, which every system has. */
const allRoles = "roles";

/**
 * One scheme, or one for each member where a step says `each`; those bear the name of their member behind their own.
 * @throws FaultlineError BAD_SCHEME, located in the scheme file, for a group that does not exist or has nobody here
 */
export function withoutGroups(scheme: Scheme, system: System, choice: Choice): SingleScheme[] {
  const eaches = scheme.timeline.flatMap(({ target }, index) =>
    typeof target === "object" && target.how === "each" ? [{ index, target }] : [],
  );
  const [first, ...others] = eaches;
  if (first === undefined) return [single(scheme, system, choice, null)];
  const members = membersOf(scheme, system, choice, first.index, first.target);
  for (const other of others) {
    const same = membersOf(scheme, system, choice, other.index, other.target);
    if (same.join() === members.join()) continue;
    const message = `must be the same group in all steps with each, got ${same.join(", ")} beside ${members.join(", ")}`;
    throw errorAt("BAD_SCHEME", scheme.source, ["timeline", other.index, "target"], message);
  }
  return members.map((member) => ({
    ...single(scheme, system, choice, member),
    name: `${scheme.name}-${member}`,
    id: `${scheme.id}-${member}`,
  }));
}

function single(scheme: Scheme, system: System, choice: Choice, each: string | null): SingleScheme {
  const timeline = scheme.timeline.flatMap((step, index): SingleStep[] => {
    const { target } = step;
    if (typeof target === "string") {
      return [{ ...step, target: aliased(target, step, system, choice), place: { index, member: null } }];
    }
    if (target === undefined) return [{ ...step, target, place: { index, member: null } }];
    if (target.how === "each") return [{ ...step, target: each ?? "", place: { index, member: null } }];
    const members = membersOf(scheme, system, choice, index, target);
    if (target.how === "all") {
      return members.map((member) => ({ ...step, target: member, place: { index, member } }));
    }
    return [{ ...step, target: drawnFrom(members, choice, index), place: { index, member: null } }];
  });
  return { ...scheme, timeline };
}

/** A group of one stands for its member: so a system gives its roles the names that schemes use. */
function aliased(target: string, { fault }: Step, system: System, { feed }: Choice): string {
  const names = candidates(faultOf(fault).target, system);
  if (names.includes(target)) return target;
  const members = (system.groups[target] ?? []).filter((name) => names.includes(name));
  const here = members.filter((name) => takesPart(name, system, feed));
  const [only, ...others] = here.length > 0 ? here : members;
  return only !== undefined && others.length === 0 ? only : target;
}

function membersOf(
  scheme: Scheme,
  system: System,
  { feed }: Choice,
  index: number,
  { how, of }: GroupTarget,
): string[] {
  const kind = faultOf(scheme.timeline[index]?.fault ?? "kill").target;
  const names = candidates(kind, system);
  const known = [...names, allRoles, ...Object.keys(system.groups)];
  const refuse = (message: string) =>
    errorAt("BAD_SCHEME", scheme.source, ["timeline", index, "target"], message);
  const members = of.flatMap((name) => {
    if (names.includes(name)) return [name];
    const group = name === allRoles ? system.roles.map((role) => role.name) : system.groups[name];
    if (group !== undefined) return group.filter((member) => names.includes(member));
    const listed = known.join(", ");
    throw refuse(
      `must name ${describe(kind)} or a group of system ${system.name} (${listed}), got ${quoted(name)}${didYouMean(name, known)}`,
    );
  });
  const here = [...new Set(members)].filter((name) => takesPart(name, system, feed));
  if (here.length === 0) {
    throw refuse(
      `must name ${describe(kind)} that takes part in feed ${feed}, got ${how}: ${of.join(", ")}, which has none`,
    );
  }
  return here;
}

/** Ports and FIFOs are looked at later, by what names them. */
function takesPart(name: string, { roles }: System, feed: string): boolean {
  const role = roles.find((one) => one.name === name);
  return role?.feeds === undefined || role.feeds.includes(feed);
}

/** The same member for the same seed, attempt and step. */
function drawnFrom(members: readonly string[], { seed, attempt }: Choice, index: number): string {
  return members[drawFrom(`${seed} ${attempt} ${index}`).below(members.length)] ?? "";
}
