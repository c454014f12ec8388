/** Starts a role anew with another clock, by the variable from which it reads an offset, and asks the kernel for that. */
import { alive, environmentValue, procAvailable } from "../children/proc.js";
import type { Proof, Stage } from "../stage.js";
import type { Crew } from "./crew.js";
import type { Incarnation } from "./incarnation.js";
import { nameOf, notSeen, seen, unavailable } from "./proof.js";

export interface ShiftingOptions {
  crew: Crew;
  exited(role: string, signal: NodeJS.Signals): Promise<Proof>;
  /** Starts the next incarnation of a role, with so much more in its environment. */
  start(role: string, environment?: Readonly<Record<string, string>>): Promise<Proof>;
}

export function shifting({
  crew,
  exited,
  start,
}: ShiftingOptions): Pick<Stage, "startShifted" | "resetClock"> {
  async function startShifted(role: string, offsetMs: number): Promise<Proof> {
    const started = await start(role, { [variableOf(newest(role))]: String(offsetMs) });
    return started.seen ? both(started, look(role, offsetMs)) : started;
  }

  async function resetClock(role: string): Promise<Proof> {
    crew.signal(role, "SIGKILL");
    const exit = await exited(role, "SIGKILL");
    if (!exit.seen) return exit;
    const started = await start(role);
    return both(exit, started.seen ? both(started, look(role, null)) : started);
  }

  function newest(role: string): Incarnation {
    const incarnation = crew.last(role);
    if (incarnation === null) throw new Error(`${role} was never started`);
    return incarnation;
  }

  /** @param offsetMs what the newest incarnation must have in its environment; null: whatever it has without a fault */
  function look(role: string, offsetMs: number | null): Proof {
    const incarnation = newest(role);
    const who = nameOf(incarnation);
    if (!procAvailable()) return unavailable(`the kernel does not tell the environment of ${who} here`);
    if (!alive(incarnation.identity)) return notSeen(`${who} has ended`);
    const variable = variableOf(incarnation);
    const wanted = offsetMs === null ? (incarnation.role.env[variable] ?? null) : String(offsetMs);
    const found = environmentValue(incarnation.identity, variable);
    const text = found === null ? `${who} has no ${variable}` : `${who} has ${variable}=${found}`;
    return found === wanted ? seen(text) : notSeen(text);
  }

  return { startShifted, resetClock };
}

/** The second proof, with the words of both. */
function both(first: Proof, second: Proof): Proof {
  return { ...second, text: `${first.text}; ${second.text}` };
}

/** Only roles with such a variable are bound to the fault. */
function variableOf({ role: { name, clock } }: Incarnation): string {
  if (clock === undefined) throw new Error(`${name} has no variable for its clock`);
  return clock;
}
