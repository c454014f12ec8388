/** The one-incarnation rule, looked up in the kernel: who holds the FIFOs and ports of a run, and who must not. */
import { readers, writers } from "./children/fifo.js";
import { alive, groupMembers, listeners } from "./children/proc.js";
import type { Crew } from "./crew.js";
import type { Holder } from "./event.js";
import type { History } from "./history.js";

export interface HoldersOptions {
  crew: Crew;
  history: History;
  fifos: Readonly<Record<string, string>>;
  ports: Readonly<Record<string, number>>;
}

interface Seen {
  pid: number;
  command: string;
}

/** The role to whose process group a pid belongs; null for a process that this run did not start. */
function roleOf(pid: number, crew: Crew): string | null {
  const owner = crew.incarnations.find(
    ({ identity }) => identity.pid === pid || groupMembers(identity.pid).some((one) => one.pid === pid),
  );
  return owner?.role.name ?? null;
}

/** Looks once; every breach of the rule becomes an event. */
export function inspectHolders(options: HoldersOptions): void {
  const { crew, history, fifos, ports } = options;

  function report(
    resource: string,
    end: Holder["end"],
    found: readonly Seen[] | null,
    two: "two-readers" | "two-writers" | "two-listeners",
  ): void {
    const holders: Holder[] = (found ?? []).map(({ pid, command }) => ({
      pid,
      command,
      role: roleOf(pid, crew),
      end,
    }));
    const strangers = holders.filter(({ role }) => role === null);
    if (strangers.length > 0)
      history.append({ type: "holders", resource, holders: strangers, problem: "stranger" });
    const roles = new Set(holders.map(({ pid }) => pid));
    if (strangers.length === 0 && roles.size > 1)
      history.append({ type: "holders", resource, holders, problem: two });
  }

  for (const [name, path] of Object.entries(fifos)) {
    report(name, "read", readers(path), "two-readers");
    report(name, "write", writers(path), "two-writers");
  }
  for (const [name, port] of Object.entries(ports)) report(name, "listen", listeners(port), "two-listeners");
  for (const role of new Set(crew.incarnations.map((one) => one.role.name))) {
    const living = crew.incarnations.filter((one) => one.role.name === role && alive(one.identity));
    if (living.length < 2) continue;
    const holders = living.map(
      ({ identity, command }): Holder => ({ pid: identity.pid, command, role, end: "both" }),
    );
    history.append({ type: "holders", resource: role, holders, problem: "two-incarnations" });
  }
}
