/** What of a system each kind of fault may name, and what that is called. Pure. */
import type { TargetKind } from "../stage.js";
import type { System } from "../system.js";

/** What of the system a fault of that kind may name. */
export function candidates(kind: TargetKind, system: System): readonly string[] {
  const resources = Object.entries(system.resources);
  const fifos = resources.flatMap(([name, { kind }]) => (kind === "fifo" ? [name] : []));
  const endpoints = resources.flatMap(([name, one]) => (one.kind === "port" && one.proxied ? [name] : []));
  switch (kind) {
    case "role":
      return system.roles.map((role) => role.name);
    case "clocked":
      return system.roles.filter(({ clock }) => clock !== undefined).map((role) => role.name);
    case "consumer":
      return system.roles.filter((role) => role.consumer).map((role) => role.name);
    case "fifo":
      return fifos;
    case "endpoint":
      return endpoints;
    case "channel":
      return [...fifos, ...endpoints];
    default:
      return kind satisfies never;
  }
}

export function describe(kind: TargetKind): string {
  const texts: Record<TargetKind, string> = {
    role: "a role",
    clocked: "a role with `clock`",
    consumer: "the role marked `consumer: true`",
    fifo: "a FIFO among the resources",
    endpoint: "an endpoint among the resources with `via: proxy`",
    channel: "a FIFO, or an endpoint with `via: proxy`, among the resources",
  };
  return texts[kind];
}
