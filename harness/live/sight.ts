/** Begins to see what is published where no line shows it: by the tap, or by the clock. */
import type { History } from "../history.js";
import type { Plan } from "../planning/plan.js";
import type { System } from "../system.js";
import { startClock } from "./clock.js";
import type { Crew } from "./crew.js";
import { startTap } from "./tap.js";
import type { TapSocket } from "./tap-socket.js";

/** Returns what ends it. */
export function startSight(
  plan: Plan,
  { observe: { published } }: System,
  socket: TapSocket | null,
  crew: Crew,
  history: History,
): () => void {
  if (published?.kind === "clock") return startClock(plan, history);
  if (published?.kind !== "tap" || socket === null) return () => {};
  return startTap({ plan, observation: published, socket, crew, history });
}
