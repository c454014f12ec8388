/** Which ports of a system a role listens on, as far as its file tells, and which of them a step means. Pure. */
import type { Role, System } from "../system.js";
import { didYouMean } from "../text/nearest.js";
import { quoted } from "../text/problem.js";
import { commandOf, portsOf } from "./feed.js";

export type Port = { name: string } | { problem: string };

/**
 * The port of that name, or the only one of the role in that feed. Ports of which the file says who listens come first;
 * where it says that of none, those that the role names.
 */
export function portOf(given: string | undefined, roleName: string, system: System, feed: string): Port {
  const role = system.roles.find(({ name }) => name === roleName);
  const names = role === undefined ? [] : portsOfRole(role, system);
  if (given !== undefined && names.includes(given)) return { name: given };
  const listed = names.length === 0 ? "" : ` (${names.join(", ")})`;
  const what = `a port among the resources on which ${roleName} listens${listed}`;
  if (given !== undefined)
    return { problem: `must be ${what}, got ${quoted(given)}${didYouMean(given, names)}` };
  const here = names.filter((name) => portsOf(system, feed).includes(name));
  const [only, ...others] = here.length > 0 ? here : names;
  if (only !== undefined && others.length === 0) return { name: only };
  const none = names.length === 0 ? "; in the system file say { kind: endpoint, listener: ROLE }" : "";
  return { problem: `is missing, must be ${what}${none}` };
}

function portsOfRole(role: Role, system: System): string[] {
  const ports = Object.entries(system.resources).flatMap(([name, one]) =>
    one.kind === "port" ? [{ name, listener: one.listener }] : [],
  );
  const own = ports.filter(({ listener }) => listener === role.name);
  if (own.length > 0) return own.map(({ name }) => name);
  const words = system.feeds.flatMap((feed) => [...commandOf(role, feed), ...Object.values(role.env)]);
  const isNamed = (name: string) =>
    words.some((word) => word.includes(`\${${name}Url}`) || word.includes(`\${${name}Port}`));
  return ports.flatMap(({ name, listener }) => (listener === undefined && isNamed(name) ? [name] : []));
}
