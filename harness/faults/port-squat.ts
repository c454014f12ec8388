/** Fault `port-squat`: a stranger has taken the port of a role when that is started again, and lets go after the length. */
import type { Fault } from "../stage.js";

export const portSquat: Fault = {
  summary:
    "the role is killed, its port taken, and the role started against that; once the port is free it must come up",
  target: "role",
  effect: "still",
  restarts: true,
  mayExit: true,
  starts: 2,
  defaultForBars: 5,
  options: {
    port: {
      kind: "port",
      required: false,
      summary: "The port among the resources; by default the only one on which the role listens.",
    },
  },
  inject: async (stage, { target }) => stage.signal(target, "SIGKILL"),
  observe: async (stage, { target, options }) => {
    const exit = await stage.exited(target, "SIGKILL");
    if (!exit.seen) return exit;
    const squat = await stage.squat(target, String(options.port));
    return { ...squat, text: `${exit.text}; ${squat.text}` };
  },
  heal: (stage, { target }) => stage.unsquat(target),
};
