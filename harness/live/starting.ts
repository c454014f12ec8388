/** Starts roles and follows each start to its readiness or its end; what a role lacked is in the history. */
import { bufferingText } from "../evidence/stand-still.js";
import type { History } from "../history.js";
import type { Proof } from "../stage.js";
import type { Role } from "../system.js";
import type { Crew } from "./crew.js";
import { type Incarnation, outputOf } from "./incarnation.js";
import { holdsWithin, nameOf, notSeen, seen } from "./proof.js";
import { type Readiness, unreadyText } from "./readiness.js";
import type { Semaphore } from "./semaphore.js";

export interface StartingOptions {
  crew: Crew;
  roles: readonly Role[];
  history: History;
  /** Looks for signs of readiness that are no line. */
  readiness: Readiness;
  /** Limits how many roles boot at once, over all runs of the harness. */
  boot: Semaphore;
  /** Called when a role became ready. */
  changed(): void;
}

type Environment = Readonly<Record<string, string>>;

export interface Starting {
  /** The first start of a role: it waits for a place. A restart never does, because the stream does not wait for it. */
  startRole(role: Role): Promise<Proof>;
  /** Starts the next incarnation, with so much more in its environment, and waits until it is ready. */
  start(name: string, environment?: Environment): Promise<Proof>;
  /** Starts the next incarnation and waits for nothing; null where it could not be started. */
  spawn(name: string): Promise<Incarnation | null>;
  /** Does what a living incarnation has been waiting for, and waits until it is ready or has ended. */
  becomesReady(incarnation: Incarnation, act: () => Promise<void>): Promise<Proof>;
}

export function starting(options: StartingOptions): Starting {
  const { crew, roles, history, boot } = options;

  async function launch(role: Role, environment: Environment): Promise<Incarnation | null> {
    const follow = options.readiness(role);
    const started = await crew.spawn(role, environment);
    if (started !== null) await settled(started, follow(started));
    return started;
  }

  async function settled(incarnation: Incarnation, followed: Promise<void>): Promise<void> {
    const { role, child } = incarnation;
    await Promise.race([
      holdsWithin(role.ready.withinMs, () => incarnation.ready || incarnation.exit !== null),
      child.exited,
    ]);
    await followed;
  }

  function outcome(role: Role, incarnation: Incarnation | null): Proof {
    if (incarnation === null) return notSeen(`${role.name} could not be started`);
    if (incarnation.ready) {
      options.changed();
      return seen(`${nameOf(incarnation)} is ready`);
    }
    const { number, identity, exit, lastLines } = incarnation;
    if (incarnation.armed && exit?.signal === "SIGKILL") {
      return seen(`${nameOf(incarnation)} was started and killed itself in its start, as it was armed to`);
    }
    if (exit?.asked === true)
      return notSeen(`${nameOf(incarnation)} was stopped in its start, as the run ended`);
    const silent =
      lastLines.length === 0 ? `, and it printed nothing at all${bufferingText(outputOf(incarnation))}` : "";
    const reason =
      exit === null
        ? `${unreadyText(role.ready)} within ${role.ready.withinMs} ms${silent}`
        : `it exited before that: ${unreadyText(role.ready)}`;
    history.append({
      type: "role",
      role: role.name,
      incarnation: number,
      state: "not-ready",
      identity,
      reason,
      lastLines: [...lastLines],
    });
    return notSeen(`${nameOf(incarnation)} did not become ready: ${reason}`);
  }

  function roleOf(name: string): Role {
    const role = roles.find((one) => one.name === name);
    if (role === undefined) throw new Error(`there is no role ${name} in this feed`);
    return role;
  }

  return {
    startRole: async (role) => outcome(role, await boot(() => launch(role, {}))),
    start: async (name, environment = {}) => {
      const role = roleOf(name);
      return outcome(role, await boot.atOnce(() => launch(role, environment)));
    },
    spawn: (name) => crew.spawn(roleOf(name)),
    becomesReady: async (incarnation, act) => {
      const follow = options.readiness(incarnation.role);
      await act();
      await settled(incarnation, follow(incarnation));
      return outcome(incarnation.role, incarnation);
    },
  };
}
