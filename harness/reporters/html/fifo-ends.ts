/** Which FIFOs a system uses in a feed, and who reads and writes them: read from the commands of its roles. Pure. */
import type { Plan } from "../../planning/plan.js";
import type { System } from "../../system.js";
import type { FifoEnds } from "./lanes.js";

/** FIFOs that the consumer of the plan is given; a FIFO that no role of this feed is given is not there. */
export function fifoEnds({ resources, roles }: System, plan: Plan): FifoEnds[] {
  const consumer = plan.roles.find((role) => role.consumer)?.name;
  const names = Object.keys(resources).filter((name) => resources[name]?.kind === "fifo");
  return names.flatMap((name) => {
    const users = roles.filter(
      (role) =>
        plan.roles.some((planned) => planned.name === role.name) &&
        [...role.command, ...(role.argsByFeed[plan.feed] ?? [])].some((word) => word.includes(`\${${name}}`)),
    );
    if (consumer === undefined || !users.some((role) => role.name === consumer)) return [];
    const writers = users.filter((role) => role.name !== consumer).map((role) => role.name);
    return [{ name, reader: consumer, writers }];
  });
}
