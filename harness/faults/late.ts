/** Fault `late`: a role is kept away when the others start, and first comes at its moment. */
import type { Fault } from "../stage.js";

export const late: Fault = {
  summary: "the role is not started with the others; `at` is when it comes",
  target: "role",
  effect: "still",
  restarts: true,
  defaultForBars: 0,
  keptAway: true,
  inject: async (_stage, step) => `${step.target} was not started with the others`,
  observe: async (stage, step) => stage.absent(step.target),
  heal: (stage, step) => stage.start(step.target),
};
