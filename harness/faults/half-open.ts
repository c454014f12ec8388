/** Fault `half-open`: the listener's side of each connection is gone, and who connected is not told. */
import type { Fault } from "../stage.js";

export const halfOpen: Fault = {
  summary:
    "the listener's side of each connection is closed; who connected still believes in it, until it is reset",
  target: "endpoint",
  effect: "still",
  restarts: false,
  defaultForBars: 5,
  inject: (stage, { target }) => stage.poison(target, { kind: "half-open" }),
  observe: (stage, { target }) => stage.connectionsHalfOpen(target),
  heal: (stage, { target }) => stage.lift(target),
};
