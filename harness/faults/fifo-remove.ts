/** Fault `fifo-remove`: the path of the FIFO leads nowhere for the length; then the very same FIFO is there again. */
import type { Fault } from "../stage.js";

export const fifoRemove: Fault = {
  summary:
    "the FIFO's path is taken away and the same FIFO comes back: who holds it goes on, who opens it finds nothing",
  target: "fifo",
  effect: "none",
  restarts: false,
  defaultForBars: 5,
  inject: async (stage, step) => stage.hideFifo(step.target),
  observe: async (stage, step) => stage.fifoGone(step.target),
  heal: async (stage, step) => stage.showFifo(step.target),
};
