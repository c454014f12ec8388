/** Counts the bars that were published while no fault was open: only in them is progress owed. */
import type { Event } from "../event.js";

export interface PeaceOptions {
  /** Bars published after this event. */
  afterN: number;
  /** Bars published before that time; what was read at the same moment as something else may have come after it. */
  beforeMs?: number;
  /** The fault whose own window does not count. */
  except?: string;
}

/** Bars published, each once, while no fault was open. */
export function barsInPeace(history: readonly Event[], options: PeaceOptions): number {
  const { afterN, beforeMs = Number.POSITIVE_INFINITY, except } = options;
  const open = new Set<string>();
  let bars = 0;
  let highest = 0;
  for (const event of history) {
    if (event.type === "fault" && event.id !== except) {
      if (event.rung === "requested") open.add(event.id);
      if (event.rung === "healed") open.delete(event.id);
    }
    if (event.type !== "seen" || event.what !== "published") continue;
    const now = Math.max(highest, event.value ?? 0);
    // When those went out that a tap missed, nobody knows.
    if (open.size === 0 && event.n > afterN && event.tMs < beforeMs)
      bars += event.fields.by === "tap" ? Math.min(1, now - highest) : now - highest;
    highest = now;
  }
  return bars;
}
