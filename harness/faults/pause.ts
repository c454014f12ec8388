/** Fault `pause`: SIGSTOP to a role for its length, then SIGCONT; the process stays alive and keeps its ends open. */
import type { Fault } from "../stage.js";

export const pause: Fault = {
  summary: "SIGSTOP to the role for the length, then SIGCONT",
  target: "role",
  effect: "still",
  restarts: false,
  defaultForBars: 2,
  inject: async (stage, step) => stage.signal(step.target, "SIGSTOP"),
  observe: (stage, step) => stage.inState(step.target, "T"),
  heal: (stage, step) => {
    stage.signal(step.target, "SIGCONT");
    return stage.notInState(step.target, "T");
  },
};
