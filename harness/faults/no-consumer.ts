/** Fault `no-consumer`: the consumer is gone and nobody reads in its place, for long enough to fill what lies between. */
import type { Fault } from "../stage.js";

export const noConsumer: Fault = {
  summary: "the consumer is killed and nobody reads the FIFO (or subscribes) for the length",
  target: "consumer",
  effect: "still",
  restarts: true,
  /** A FIFO of 64 KiB holds about 27 bars of 12 symbol bars (pipe(7)); 60 bars are more than twice that. */
  defaultForBars: 60,
  inject: async (stage, step) => stage.signal(step.target, "SIGKILL"),
  observe: async (stage, step) => {
    const exit = await stage.exited(step.target, "SIGKILL");
    if (!exit.seen) return exit;
    const readers = await stage.noConsumer();
    return { ...readers, text: `${exit.text}; ${readers.text}` };
  },
  heal: (stage, step) => stage.start(step.target),
};
