/** Fault `cpu`: other programs burn the CPU time of the cores on which the role runs. */
import type { Fault } from "../stage.js";

export const cpu: Fault = {
  summary: "programs beside the role burn CPU for the length",
  target: "role",
  effect: "none",
  restarts: false,
  defaultForBars: 10,
  options: {
    burners: {
      kind: "count",
      required: false,
      summary: "How many of them; by default as many as there are cores on which the role may run.",
    },
  },
  inject: async (stage, { target, options: { burners } }) =>
    stage.burn(target, typeof burners === "number" ? burners : undefined),
  observe: (stage, { target }) => stage.burns(target),
  heal: (stage, { target }) => stage.quench(target),
};
