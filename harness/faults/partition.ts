/** Fault `partition`: nothing passes the wire before an endpoint, and no connection is made; then all goes on. */
import type { Fault } from "../stage.js";
import { directionIn, directionOption } from "./wire-options.js";

export const partition: Fault = {
  summary: "nothing passes the wire before the endpoint, in both directions or one; then what waited goes on",
  target: "endpoint",
  effect: "still",
  restarts: false,
  defaultForBars: 5,
  options: { direction: directionOption },
  // What the readers get comes down: cut off from the other side alone they take what comes.
  varies: (options) => (directionIn(options) === "up" ? { effect: "none" } : {}),
  inject: (stage, { target, options }) =>
    stage.poison(target, { kind: "partition", direction: directionIn(options) }),
  observe: (stage, step) =>
    stage.shows(step, ({ passedBytes, heldBytes, connections }) =>
      passedBytes === 0 && heldBytes > 0
        ? `${heldBytes} bytes of ${connections} connections wait at the proxy, and none passed`
        : null,
    ),
  heal: (stage, { target }) => stage.lift(target),
};
