/** Which bars count as published where nothing shows it: one every speedMs while the source is ready and not harmed. Pure. */
import type { Event } from "../event.js";
import type { Plan } from "../planning/plan.js";

export interface SourceClock {
  /** Every event of the run is noted, in order. */
  note(event: Event): void;
  /** The bars that have become due since the last look, in order. */
  due(nowMs: number): readonly number[];
  /** The newest incarnation of the source. */
  incarnation(): number;
}

/** After a pause or a restart the next bar is due speedMs later: no burst, no skip. */
export function sourceClock({
  sourceRole,
  speedMs,
  bars,
}: Pick<Plan, "sourceRole" | "speedMs" | "bars">): SourceClock {
  const open = new Set<string>();
  let newest = 1;
  let ready = false;
  let sinceMs: number | null = null;
  /** Bars due when it last began to go, and those that were handed out. */
  let before = 0;
  let told = 0;

  const reached = (atMs: number): number =>
    sinceMs === null ? before : Math.min(bars, before + Math.floor((atMs - sinceMs) / speedMs));

  function stop(atMs: number): void {
    before = reached(atMs);
    sinceMs = null;
  }

  function go(atMs: number): void {
    if (ready && open.size === 0) sinceMs ??= atMs;
  }

  function note(event: Event): void {
    if (event.type === "role" && event.role === sourceRole) {
      newest = event.incarnation;
      ready = event.state === "ready";
      if (ready) go(event.tMs);
      else stop(event.tMs);
    }
    if (event.type !== "fault" || event.target !== sourceRole) return;
    if (event.rung === "delivered") {
      stop(event.tMs);
      open.add(event.id);
    }
    if (event.rung === "healed") {
      open.delete(event.id);
      go(event.tMs);
    }
  }

  function due(nowMs: number): readonly number[] {
    const first = told + 1;
    told = Math.max(told, reached(nowMs));
    return Array.from({ length: told - first + 1 }, (_, index) => first + index);
  }

  return { note, due, incarnation: () => newest };
}
