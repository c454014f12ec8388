/** Fault `restart`: SIGKILL to a role, started again at once; the outage is as long as its start takes. */
import type { Fault } from "../stage.js";

export const restart: Fault = {
  summary: "SIGKILL to the role, started again at once",
  target: "role",
  effect: "still",
  restarts: true,
  defaultForBars: 0,
  inject: async (stage, step) => stage.signal(step.target, "SIGKILL"),
  observe: (stage, step) => stage.exited(step.target, "SIGKILL"),
  heal: (stage, step) => stage.start(step.target),
};
