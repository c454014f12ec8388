/** Which roles, command lines and FIFOs of a system take part in one of its feeds. Pure. */

import type { LineObservation, Role, System } from "../system.js";
import { errorAt } from "../text/source.js";

/** Roles of the system that take part in a feed, in the order of the file. */
export function rolesOf(system: System, feed: string): readonly Role[] {
  return system.roles.filter(({ feeds }) => feeds === undefined || feeds.includes(feed));
}

/** The command line of a role in a feed, variables not yet replaced. */
export function commandOf(role: Role, feed: string): readonly string[] {
  return [...role.command, ...(role.argsByFeed[feed] ?? [])];
}

/** The FIFOs that some role of the feed names; one at a fixed path that no role names at all is for every feed. */
export function fifosOf(system: System, feed: string): readonly string[] {
  const variables = (name: string) => [`\${${name}}`];
  const own = wordsOf(system, feed);
  const anywhere = system.feeds.flatMap((one) => wordsOf(system, one));
  return Object.entries(system.resources)
    .filter(([name, resource]) => {
      if (resource.kind !== "fifo") return false;
      return (
        names(own, variables(name)) || (resource.path !== undefined && !names(anywhere, variables(name)))
      );
    })
    .map(([name]) => name);
}

/** The ports that some role of the feed names. */
export function portsOf(system: System, feed: string): readonly string[] {
  const words = wordsOf(system, feed);
  return Object.entries(system.resources)
    .filter(([name, { kind }]) => kind === "port" && names(words, [`\${${name}Url}`, `\${${name}Port}`]))
    .map(([name]) => name);
}

function names(words: readonly string[], variables: readonly string[]): boolean {
  return words.some((word) => variables.some((variable) => word.includes(variable)));
}

/** Everything in which a role of the feed can name a resource. */
function wordsOf(system: System, feed: string): readonly string[] {
  return rolesOf(system, feed).flatMap((role) => [
    ...commandOf(role, feed),
    ...Object.values(role.env),
    ...(role.ready.kind === "fifoReader" ? [`\${${role.ready.resource}}`] : []),
    ...(role.ready.kind === "port" ? [`\${${role.ready.resource}Port}`] : []),
  ]);
}

export function lineObservation(
  system: System,
  name: "published" | "taken" | "snapshot",
): LineObservation | null {
  const observation = system.observe[name];
  return observation?.kind === "line" ? observation : null;
}

/** Whether what is published and what is taken are both told by the number of the bar itself, and not by a count. */
export function barsTold(system: System): boolean {
  return (["published", "taken"] as const).every((name) => {
    if (system.observe[name]?.kind === "tap") return true;
    const observation = lineObservation(system, name);
    if (observation === null || observation.scope !== "total") return false;
    const { pattern = "", json = {} } = observation;
    const has = (group: string) => pattern.includes(`(?<${group}>`) || group in json;
    return has("bar") && !has("n");
  });
}

/** The one role that the observation names; the only role that takes part where the file names none. */
export function roleOf(system: System, roles: readonly Role[], name: "published" | "taken"): Role {
  const observation = system.observe[name];
  const wanted = observation !== undefined && "role" in observation ? observation.role : undefined;
  const fallback = name === "published" ? roles[0] : (roles.find(({ consumer }) => consumer) ?? roles.at(-1));
  const found = roles.find((role) => role.name === wanted) ?? fallback;
  if (found === undefined) {
    throw errorAt(
      "BAD_SYSTEM",
      system.source,
      ["roles"],
      "must name at least one role for each feed, got none",
    );
  }
  return found;
}
