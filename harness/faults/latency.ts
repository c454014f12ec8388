/** Fault `latency`: every byte on the wire before an endpoint comes later, by a fixed time and a drawn one. */
import type { Fault } from "../stage.js";
import { directionIn, directionOption, measuredMs } from "./wire-options.js";

export const latency: Fault = {
  summary: "bytes on the wire before the endpoint come later by `delay`, give or take `jitter`",
  target: "endpoint",
  effect: "delayed",
  restarts: false,
  defaultForBars: 10,
  options: {
    delay: { kind: "span", required: false, default: "100ms", summary: "How much later." },
    jitter: {
      kind: "span",
      required: false,
      summary: "Drawn anew for each chunk, between minus and plus this; none by default. Order is kept.",
    },
    direction: directionOption,
  },
  delayMs: ({ options }) => (directionIn(options) === "up" ? 0 : Number(options.delay)),
  inject: (stage, { target, options, id }) =>
    stage.poison(target, {
      kind: "latency",
      direction: directionIn(options),
      delayMs: Number(options.delay),
      jitterMs: Number(options.jitter ?? 0),
      seed: id,
    }),
  observe: (stage, step) =>
    stage.shows(step, ({ delayMsLeast, delayMsMost, passedBytes }) => {
      const least = Number(step.options.delay) - Number(step.options.jitter ?? 0);
      if (delayMsLeast === null || delayMsMost === null || delayMsLeast < least) return null;
      return `${passedBytes} bytes left the proxy ${measuredMs(delayMsLeast)} to ${measuredMs(delayMsMost)} after they came, at least ${least} ms were asked for`;
    }),
  heal: (stage, { target }) => stage.lift(target),
};
