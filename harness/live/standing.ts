/** How far a run has come, kept from its events as they are appended: the one thing that triggers and limits look at. */
import type { Event } from "../event.js";

export interface Standing {
  /** Highest bar seen published. */
  published: number;
  publishedAtMs: number;
  /** Highest count seen taken, as the system printed it. */
  taken: number;
  takenAtMs: number;
  /** Highest number of a snapshot. */
  snapshot: number;
  /** Time of the last event of a fault or role: what may explain that nothing moves. */
  changedAtMs: number;
  /** By "role.incarnation": times of ready and of the first bar (taken or published). */
  readyAtMs: ReadonlyMap<string, number>;
  firstBarAtMs: ReadonlyMap<string, number>;
}

export interface StandingKeeper {
  standing: Standing;
  note(event: Event): void;
}

export function keepStanding(): StandingKeeper {
  const readyAtMs = new Map<string, number>();
  const firstBarAtMs = new Map<string, number>();
  const standing: Standing = {
    published: 0,
    publishedAtMs: 0,
    taken: 0,
    takenAtMs: 0,
    snapshot: 0,
    changedAtMs: 0,
    readyAtMs,
    firstBarAtMs,
  };

  function noteSeen(event: Extract<Event, { type: "seen" }>): void {
    const key = `${event.role}.${event.incarnation}`;
    const value = event.value ?? 0;
    if (event.what === "published") {
      if (value > standing.published) standing.publishedAtMs = event.tMs;
      standing.published = Math.max(standing.published, value);
    } else if (event.what === "taken") {
      standing.takenAtMs = event.tMs;
      standing.taken = Math.max(standing.taken, value);
    } else if (event.what === "snapshot") {
      standing.snapshot = Math.max(standing.snapshot, value);
      return;
    } else {
      return;
    }
    if (!firstBarAtMs.has(key)) firstBarAtMs.set(key, event.tMs);
  }

  function note(event: Event): void {
    if (event.type === "seen") noteSeen(event);
    if (event.type === "fault" || event.type === "role" || event.type === "phase")
      standing.changedAtMs = event.tMs;
    if (event.type === "role" && event.state === "ready") {
      readyAtMs.set(`${event.role}.${event.incarnation}`, event.tMs);
    }
  }

  return { standing, note };
}
