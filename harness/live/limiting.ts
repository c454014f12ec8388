/** Takes resources from a living role by its soft limits, and gives them back. */
import { alive, groupMembers, procAvailable, stateOf } from "../children/proc.js";
import { type LimitedResource, setSoftLimit, softLimitOf } from "../children/proc-limits.js";
import { probeMs } from "../limits.js";
import type { Proof, Stage } from "../stage.js";
import type { Crew } from "./crew.js";
import type { Incarnation } from "./incarnation.js";
import { holdsWithin, nameOf, notSeen, seen, unavailable } from "./proof.js";
import type { Undoing } from "./undoing.js";

export interface LimitingOptions {
  crew: Crew;
  undoing: Undoing;
  /** Starts the next incarnation of a role. */
  start(role: string): Promise<Proof>;
}

/** A limit that is imposed on a role. */
interface Imposed {
  incarnation: Incarnation;
  resource: LimitedResource;
  /** Of each process of its group: the former soft limit. */
  former: Map<number, string>;
  max: string;
  forget(): void;
}

export interface Limiting extends Pick<Stage, "limit" | "limited" | "unlimit"> {
  /**
   * Stops the live incarnation, so that it does not end before anybody has looked, and imposes the limit that is then
   * computed; it goes on after `limited`.
   */
  impose(
    role: string,
    resource: LimitedResource,
    maxOf: (incarnation: Incarnation) => number,
  ): Promise<string>;
}

export function limiting({ crew, undoing, start }: LimitingOptions): Limiting {
  /** By role. */
  const limits = new Map<string, Imposed>();

  async function impose(
    role: string,
    resource: LimitedResource,
    maxOf: (incarnation: Incarnation) => number,
  ): Promise<string> {
    const incarnation = crew.signal(role, "SIGSTOP");
    const { identity, child } = incarnation;
    const who = nameOf(incarnation);
    try {
      await holdsWithin(probeMs, () => stateOf(identity) === "T");
      const imposed: Imposed = {
        ...{ incarnation, resource, max: String(maxOf(incarnation)) },
        ...{ former: new Map(), forget: () => undefined },
      };
      limits.set(role, imposed);
      imposed.forget = undoing.add(async () => void (await giveBack(imposed)));
      for (const member of groupMembers(identity.pid)) {
        const former = softLimitOf(member, resource);
        const problem = await setSoftLimit(member, resource, imposed.max);
        if (problem !== null || former === null)
          throw new Error(`${resource} of ${who}: ${problem ?? "gone"}`);
        imposed.former.set(member.pid, former);
      }
      const count = imposed.former.size > 1 ? ` and its group of ${imposed.former.size}` : "";
      return `${resource} of ${who}${count} was limited to ${imposed.max} (before: ${imposed.former.get(identity.pid)})`;
    } catch (error) {
      child.signal("SIGCONT");
      throw error;
    }
  }

  function imposedOn(role: string): Imposed {
    const imposed = limits.get(role);
    if (imposed === undefined) throw new Error(`no limit was imposed on ${role}`);
    return imposed;
  }

  async function limited(role: string): Promise<Proof> {
    const { incarnation, resource, former, max } = imposedOn(role);
    const who = nameOf(incarnation);
    const found = [...former.keys()].map((pid) => softLimitOf({ pid }, resource));
    incarnation.child.signal("SIGCONT");
    if (!procAvailable()) return unavailable(`the kernel does not tell the limits of ${who} here`);
    const text = `the kernel shows ${resource} ${[...new Set(found)].join(", ")} for ${who}`;
    return found.every((soft) => soft === max) ? seen(text) : notSeen(`${text}, not ${max}`);
  }

  async function unlimit(role: string): Promise<Proof> {
    const imposed = imposedOn(role);
    const { incarnation, resource, former } = imposed;
    const problem = await giveBack(imposed);
    imposed.forget();
    if (!alive(incarnation.identity)) return startAgain(role, incarnation);
    const who = nameOf(incarnation);
    const before = former.get(incarnation.identity.pid);
    const now = softLimitOf(incarnation.identity, resource);
    if (problem !== null) return notSeen(`${resource} of ${who}: ${problem}`);
    const text = `${resource} of ${who} is ${now} again`;
    return now === before ? seen(text) : notSeen(`${text}, before the fault it was ${before}`);
  }

  async function startAgain(role: string, incarnation: Incarnation): Promise<Proof> {
    await holdsWithin(probeMs, () => incarnation.exit !== null);
    const { code, signal } = incarnation.exit ?? { code: null, signal: null };
    const how = signal === null ? `with code ${code}` : `on ${signal}`;
    const started = await start(role);
    return { ...started, text: `${nameOf(incarnation)} had exited ${how} under it; ${started.text}` };
  }

  return {
    impose,
    limit: (role, resource, max) => impose(role, resource, () => max),
    limited,
    unlimit,
  };
}

/** To all that is there of the group; who was started meanwhile inherited the limit of the role. Returns a problem. */
async function giveBack({ incarnation, resource, former }: Imposed): Promise<string | null> {
  const { identity } = incarnation;
  const ofLeader = former.get(identity.pid);
  if (ofLeader === undefined || !alive(identity)) return null;
  for (const member of groupMembers(identity.pid)) {
    const problem = await setSoftLimit(member, resource, former.get(member.pid) ?? ofLeader);
    if (problem !== null && alive(member)) return problem;
  }
  return null;
}
