/** Lets a role run only a share of the time: stops and continues it in turns, and counts what the kernel shows of that. */
import { setTimeout as sleep } from "node:timers/promises";
import { procAvailable, stateOf } from "../children/proc.js";
import { probeMs } from "../limits.js";
import { type SlowCycle, slowCycle } from "../slow-cycle.js";
import type { Proof, Stage } from "../stage.js";
import type { Crew } from "./crew.js";
import type { Incarnation } from "./incarnation.js";
import { holdsWithin, nameOf, notSeen, seen, unavailable } from "./proof.js";
import type { Undoing } from "./undoing.js";

export interface SlowingOptions {
  crew: Crew;
  speedMs: number;
  undoing: Undoing;
}

interface Turns {
  incarnation: Incarnation;
  cycle: SlowCycle;
  sinceMs: number;
  /** Stops that lasted, and those in which the kernel showed the process stopped. */
  stops: number;
  seen: number;
  stoppedMs: number;
  /** Ends the turns, also in the middle of one; resolves when the process has been continued. */
  end(): Promise<void>;
  forget(): void;
}

export function slowing(options: SlowingOptions): Pick<Stage, "slow" | "slowed" | "unslow"> {
  const { crew, speedMs, undoing } = options;
  /** By role. */
  const slowed = new Map<string, Turns>();

  function slow(role: string, sharePercent: number): string {
    const cycle = slowCycle(sharePercent, speedMs);
    const incarnation = crew.signal(role, "SIGSTOP");
    const turns = beginTurns(incarnation, cycle);
    turns.forget = undoing.add(turns.end);
    slowed.set(role, turns);
    const { runMs, stopMs } = cycle;
    return `SIGSTOP sent to ${nameOf(incarnation)}, for ${stopMs} ms of every ${runMs + stopMs}`;
  }

  function turnsOf(role: string): Turns {
    const turns = slowed.get(role);
    if (turns === undefined) throw new Error(`${role} was never slowed down`);
    return turns;
  }

  async function firstStop(role: string): Promise<Proof> {
    const turns = turnsOf(role);
    const who = nameOf(turns.incarnation);
    if (!procAvailable()) return unavailable(`the kernel does not tell the state of ${who} here`);
    const found = await holdsWithin(probeMs, () => turns.seen > 0);
    return found
      ? seen(`${who} is in state T in its turns of ${turns.cycle.stopMs} ms`)
      : notSeen(`${who} was not in state T in ${turns.stops} stops`);
  }

  async function unslow(role: string): Promise<Proof> {
    const turns = turnsOf(role);
    const { incarnation } = turns;
    await turns.end();
    turns.forget();
    const runs = await holdsWithin(probeMs, () => runsIn(stateOf(incarnation.identity)));
    const spentMs = Math.round(performance.now() - turns.sinceMs);
    const share = Math.round((100 * turns.stoppedMs) / spentMs);
    const text =
      `${nameOf(incarnation)} is in state ${stateOf(incarnation.identity) ?? "gone"}; ` +
      `${turns.seen} of ${turns.stops} stops were seen in state T, ${share}% of ${spentMs} ms`;
    return runs && turns.seen === turns.stops ? seen(text) : notSeen(text);
  }

  return { slow, slowed: firstStop, unslow };
}

function runsIn(state: string | null): boolean {
  return state !== null && state !== "T" && state !== "Z";
}

/** The process has just been sent its first SIGSTOP. */
function beginTurns(incarnation: Incarnation, cycle: SlowCycle): Turns {
  const over = new AbortController();
  const { child, identity } = incarnation;
  const isOver = () => over.signal.aborted || incarnation.exit !== null;
  const pause = (ms: number) =>
    sleep(Math.max(0, ms), undefined, { signal: over.signal }).catch(() => undefined);

  /**
   * Begins when the kernel shows it: on a busy machine the process waits for its turn to stop. Continued in any case; the
   * harness may be late, and a stop lasts as long as it is.
   */
  async function stop(): Promise<void> {
    const stopped = () => stateOf(identity) === "T";
    await holdsWithin(probeMs, () => stopped() || isOver());
    const sinceMs = performance.now();
    const isSeen = stopped();
    if (isSeen) turns.seen += 1;
    // One that was cut short before the kernel could show it says nothing.
    if (isSeen || !isOver()) turns.stops += 1;
    await pause(cycle.stopMs);
    child.signal("SIGCONT");
    turns.stoppedMs += performance.now() - sinceMs;
  }

  async function takeTurns(): Promise<void> {
    await stop();
    while (!isOver()) {
      await pause(cycle.runMs);
      if (isOver() || !child.signal("SIGSTOP")) return;
      await stop();
    }
  }

  const turns: Turns = {
    ...{ incarnation, cycle, sinceMs: performance.now() },
    ...{ stops: 0, seen: 0, stoppedMs: 0 },
    end: async () => {
      over.abort();
      await ended;
    },
    forget: () => undefined,
  };
  const ended = takeTurns();
  return turns;
}
