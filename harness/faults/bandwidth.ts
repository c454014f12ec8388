/** Fault `bandwidth`: the wire before an endpoint carries only so many bytes a second; the rest waits. */
import type { Fault } from "../stage.js";
import { directionIn, directionOption } from "./wire-options.js";

/** A rate needs some time to be one, in milliseconds. */
const measureMs = 100;
/** A bucket of one chunk may go through at once; over a short time that is more than the rate. */
const burstShare = 1.5;

export const bandwidth: Fault = {
  summary:
    "the wire before the endpoint carries `rate` bytes a second; what is more waits, and nothing is lost",
  target: "endpoint",
  effect: "none",
  restarts: false,
  defaultForBars: 10,
  options: {
    rate: { kind: "size", required: true, summary: 'Bytes a second: "8 KiB".' },
    direction: directionOption,
  },
  inject: (stage, { target, options }) =>
    stage.poison(target, {
      kind: "bandwidth",
      direction: directionIn(options),
      bytesPerSecond: Number(options.rate),
    }),
  observe: (stage, step) =>
    stage.shows(step, ({ passedBytes, heldBytesMax, sinceMs }) => {
      const rate = Number(step.options.rate);
      if (sinceMs < measureMs || heldBytesMax === 0) return null;
      const perSecond = (passedBytes * 1000) / sinceMs;
      if (perSecond > rate * burstShare) return null;
      return `${passedBytes} bytes passed in ${Math.round(sinceMs)} ms (${Math.round(perSecond)} a second, asked for ${rate}) while up to ${heldBytesMax} waited`;
    }),
  heal: (stage, { target }) => stage.lift(target),
};
