/** Fault `kill`: SIGKILL to a role; dead for its length, then started again. */
import type { Fault } from "../stage.js";

export const kill: Fault = {
  summary: "SIGKILL to the role; it stays dead for the length, then is started again",
  target: "role",
  effect: "still",
  restarts: true,
  defaultForBars: 2,
  inject: async (stage, step) => stage.signal(step.target, "SIGKILL"),
  observe: (stage, step) => stage.exited(step.target, "SIGKILL"),
  heal: (stage, step) => stage.start(step.target),
};
