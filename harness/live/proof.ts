/** Proofs in words, and the waiting for what they show. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Proof } from "../stage.js";
import type { Incarnation } from "./incarnation.js";

/** Pause between two looks at the kernel, milliseconds. */
const lookMs = 2;

export const seen = (text: string): Proof => ({ seen: true, available: true, text });
export const notSeen = (text: string): Proof => ({ seen: false, available: true, text });
export const unavailable = (text: string): Proof => ({ seen: false, available: false, text });

/** Looks until it holds or the time is up. */
export async function holdsWithin(limitMs: number, holds: () => boolean): Promise<boolean> {
  const untilMs = performance.now() + limitMs;
  while (performance.now() < untilMs) {
    if (holds()) return true;
    await sleep(lookMs);
  }
  return holds();
}

/** Asks until there is a proof or the time is up; `instead` says what was seen in its place. */
export async function provenWithin(
  limitMs: number,
  ask: () => Promise<string | null> | string | null,
  instead: () => string,
): Promise<Proof> {
  const untilMs = performance.now() + limitMs;
  for (;;) {
    const proof = await ask();
    if (proof !== null) return seen(proof);
    if (performance.now() > untilMs) return notSeen(`${instead()}, after ${Math.round(limitMs)} ms`);
    await sleep(lookMs);
  }
}

/** `engine.2 (pid 4711)`, as a proof names a process. */
export function nameOf({ role, number, identity }: Incarnation): string {
  return `${role.name}.${number} (pid ${identity.pid})`;
}
