/** Fault `slow`: the role runs only a share of the time: it is stopped and continued in turns. */
import { barsOfStop, shareMax, shareMin, slowCycle } from "../slow-cycle.js";
import type { Fault } from "../stage.js";

/** In percent. */
const defaultShare = 20;

export const slow: Fault = {
  summary: "SIGSTOP and SIGCONT to the role in turns, so that it runs only a share of the time",
  target: "role",
  effect: "still",
  restarts: false,
  defaultForBars: 30,
  options: {
    share: {
      kind: "share",
      required: false,
      default: `${defaultShare}%`,
      summary: `Share of the time in which it runs, from ${shareMin}% to ${shareMax}%; ${defaultShare}% by default.`,
    },
  },
  problemIn: (options) => {
    const share = shareIn(options);
    if (share >= shareMin && share <= shareMax) return null;
    return { key: "share", message: `must be from ${shareMin}% to ${shareMax}%, got ${share}%` };
  },
  stillBars: ({ forBars, options }, speedMs) =>
    Math.min(forBars, barsOfStop(slowCycle(shareIn(options), speedMs), speedMs)),
  inject: async (stage, { target, options }) => stage.slow(target, shareIn(options)),
  observe: (stage, { target }) => stage.slowed(target),
  heal: (stage, { target }) => stage.unslow(target),
};

function shareIn({ share = defaultShare }: Readonly<Record<string, unknown>>): number {
  return Number(share);
}
