/** The one-incarnation rule, judged from a census: who holds the FIFOs and ports of a run, and who must not. */
import type { Census, Held } from "../children/census.js";
import { alive } from "../children/proc.js";
import type { EventBody, Holder, HoldersEvent } from "../event.js";
import type { Crew } from "./crew.js";

type Problem = HoldersEvent["problem"];

/** How many processes may hold an end at once, and what more of them are. An end held both ways reads. */
const rules: readonly { problem: Problem; ends: readonly Holder["end"][] }[] = [
  { problem: "two-readers", ends: ["read", "both"] },
  { problem: "two-writers", ends: ["write"] },
  { problem: "two-listeners", ends: ["listen"] },
];

/** The role to whose process group it belonged; null for a process that this run did not start. */
function roleOf({ pid, groupId }: Held, crew: Crew): string | null {
  const leader = groupId ?? pid;
  return crew.incarnations.find(({ identity }) => identity.pid === leader)?.role.name ?? null;
}

/** Every breach of the rule, as the body of an event; none where the kernel does not tell. */
export function breaches(census: Census, crew: Crew): EventBody[] {
  return [
    ...Object.entries(census ?? {}).flatMap(([name, held]) => breachesOf(name, held, crew)),
    ...doubles(crew),
  ];
}

/** Whether both looks found the same processes where they must not be. */
export function isSameBreach(one: EventBody, other: EventBody): boolean {
  if (one.type !== "holders" || other.type !== "holders") return false;
  const pidsOf = ({ holders }: Pick<HoldersEvent, "holders">) =>
    holders
      .map(({ pid }) => pid)
      .sort()
      .join();
  return one.resource === other.resource && one.problem === other.problem && pidsOf(one) === pidsOf(other);
}

function breachesOf(resource: string, held: readonly Held[], crew: Crew): EventBody[] {
  // What the harness itself holds (a proxy, a squatter, its tap) is part of the run, and no stranger.
  const foreign = held.filter(({ pid }) => pid !== process.pid);
  const all = foreign.map(
    ({ groupId, ...one }): Holder => ({ ...one, role: roleOf({ ...one, groupId }, crew) }),
  );
  const found: EventBody[] = [];
  const strangers = all.filter(({ role, end }) => role === null && end !== "connect");
  if (strangers.length > 0)
    found.push({ type: "holders", resource, holders: strangers, problem: "stranger" });
  for (const { problem, ends } of rules) {
    const holders = all.filter(({ role, end }) => role !== null && ends.includes(end));
    if (new Set(holders.map(({ pid }) => pid)).size > 1)
      found.push({ type: "holders", resource, holders, problem });
  }
  return found;
}

/** What a feed needs to be held: the reading and the writing end of its FIFOs, and a listener on each of its ports. */
export interface Needed {
  fifos: readonly string[];
  /** By name, the number of the port. */
  ports: Readonly<Record<string, number>>;
}

/** The needed ends that nobody holds, as bodies of events: what explains that a run stands still. */
export function unattended({ fifos, ports }: Needed): (census: Census) => EventBody[] {
  const wanted: readonly { name: string; ends: readonly Holder["end"][]; what: string }[] = [
    ...fifos.flatMap((name) => [
      { name, ends: ["read", "both"] as const, what: `the reading end of ${name}` },
      { name, ends: ["write", "both"] as const, what: `the writing end of ${name}` },
    ]),
    ...Object.entries(ports).map(([name, port]) => ({
      ...{ name, ends: ["listen"] as const, what: `the listening end of ${name} (tcp://127.0.0.1:${port})` },
    })),
  ];
  return (census) =>
    wanted.flatMap(({ name, ends, what }): EventBody[] => {
      const held = census?.[name]?.filter(({ end }) => ends.includes(end));
      if (held === undefined || held.some(({ address }) => address === undefined)) return [];
      const elsewhere = held.map(({ pid, address }) => `, while pid ${pid} listens on ${address}`).join("");
      return [{ type: "holders", resource: `${what}${elsewhere}`, holders: [], problem: "nobody" }];
    });
}

/** Roles of which two incarnations live. */
function doubles(crew: Crew): EventBody[] {
  const roles = new Set(crew.incarnations.map(({ role }) => role.name));
  return [...roles].flatMap((role): EventBody[] => {
    const living = crew.incarnations.filter((one) => one.role.name === role && alive(one.identity));
    if (living.length < 2) return [];
    const holders = living.map(
      ({ identity, command }): Holder => ({ pid: identity.pid, command, role, end: "both" }),
    );
    return [{ type: "holders", resource: role, holders, problem: "two-incarnations" }];
  });
}
