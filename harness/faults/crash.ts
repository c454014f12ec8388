/** Fault `crash`: the role kills itself at a named place in its own code, which no signal from outside could hit. */
import type { Fault } from "../stage.js";

export const crash: Fault = {
  summary: "the role SIGKILLs itself at a failpoint of its own, then is started again",
  target: "role",
  effect: "still",
  restarts: true,
  defaultForBars: 0,
  options: {
    failpoint: {
      kind: "text",
      required: true,
      summary: "Name of the failpoint, as the program lists it with --failpoints.",
    },
    passage: {
      kind: "count",
      required: false,
      summary: "Which passage since its start kills it; by default the next one after `at`.",
    },
  },
  inject: async (stage, step) => stage.crash(step.target, step),
  observe: (stage, step) => stage.crashed(step.target),
  heal: (stage, step) => stage.start(step.target),
};
