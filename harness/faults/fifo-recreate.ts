/** Fault `fifo-recreate`: the FIFO's name is removed, stays away for the length, and a new FIFO is made there. */
import type { Fault } from "../stage.js";

export const fifoRecreate: Fault = {
  summary: "the FIFO is removed, and made anew after the length; both ends must find the new one",
  target: "fifo",
  effect: "reconnect",
  restarts: false,
  defaultForBars: 2,
  inject: async (stage, step) => stage.removeFifo(step.target),
  observe: async (stage, step) => stage.fifoGone(step.target),
  heal: (stage, step) => stage.makeFifo(step.target),
};
