/** Looks at who holds the FIFOs and ports of a run, and writes what must not be into the history. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Census } from "../children/census.js";
import type { History } from "../history.js";
import type { Crew } from "./crew.js";
import { breaches, isSameBreach, type Needed, unattended } from "./holders.js";

export interface Inspection {
  /** Looks for a second of anything, and for strangers. */
  inspect(): void;
  /** Looks for ends that nobody holds: they explain a stand-still. */
  explain(): void;
  /** Settles when nothing is looked at any more; rejects where a look failed. */
  done(): Promise<unknown>;
}

export interface InspectionOptions {
  look(): Promise<Census>;
  crew: Crew;
  history: History;
  needed: Needed;
}

/** Between fork and exec lie microseconds, on a busy machine some milliseconds; a second reader stays. */
const breachMs = 50;

export function startInspection({ look, crew, history, needed }: InspectionOptions): Inspection {
  const underWay: Promise<void>[] = [];

  /** A program that starts another is for a moment two that hold the same (fork(2)): a breach counts when it lasts. */
  async function findBreaches(): Promise<void> {
    const found = breaches(await look(), crew);
    if (found.length === 0) return;
    await sleep(breachMs);
    const still = breaches(await look(), crew);
    for (const event of found) {
      if (still.some((other) => isSameBreach(event, other))) history.append(event);
    }
  }

  async function findUnattended(): Promise<void> {
    for (const event of unattended(needed)(await look())) history.append(event);
  }

  return {
    inspect: () => void underWay.push(findBreaches()),
    explain: () => void underWay.push(findUnattended()),
    done: async () => {
      await Promise.allSettled(underWay);
      return Promise.all(underWay);
    },
  };
}
