/** Fault `stop`: the polite signal of the role (SIGTERM); it must go by itself, and is started again. */
import type { Fault } from "../stage.js";

export const stop: Fault = {
  summary: "SIGTERM to the role; it must exit by itself, and is started again after the length",
  target: "role",
  effect: "still",
  restarts: true,
  defaultForBars: 2,
  inject: async (stage, step) => stage.signal(step.target, "SIGTERM"),
  observe: (stage, step) => stage.exited(step.target, "SIGTERM"),
  heal: (stage, step) => stage.start(step.target),
};
