/** Fault `reset`: each connection to an endpoint is broken by a RST to both sides; new ones are made as before. */
import type { Fault } from "../stage.js";

export const reset: Fault = {
  summary: "RST to both sides of each connection to the endpoint; new ones may be made at once",
  target: "endpoint",
  effect: "none",
  restarts: false,
  defaultForBars: 0,
  inject: (stage, { target }) => stage.resetConnections(target),
  observe: (stage, { target }) => stage.connectionsGone(target),
  heal: async () => ({ seen: true, available: true, text: "nothing to undo: connections can be made" }),
};
