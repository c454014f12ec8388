/** Fault `clock`: the role lives for a while by a clock that is off, from one start of it to the next. */
import type { Fault } from "../stage.js";

export const clock: Fault = {
  summary:
    "the role is started again with its clock off by the offset, and after the length once more with the true one",
  target: "clocked",
  effect: "none",
  restarts: true,
  starts: 2,
  defaultForBars: 10,
  options: {
    offset: {
      kind: "offset",
      required: true,
      summary: 'By how much its clock is off: "-1h", "+250ms".',
    },
  },
  inject: async (stage, { target }) => stage.signal(target, "SIGKILL"),
  observe: async (stage, { target, options }) => {
    const exit = await stage.exited(target, "SIGKILL");
    if (!exit.seen) return exit;
    const started = await stage.startShifted(target, Number(options.offset));
    return { ...started, text: `${exit.text}; ${started.text}` };
  },
  heal: (stage, { target }) => stage.resetClock(target),
};
