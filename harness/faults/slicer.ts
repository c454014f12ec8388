/** Fault `slicer`: what goes over the wire before an endpoint arrives in small slices with pauses between them. */
import type { Fault } from "../stage.js";
import { directionIn, directionOption } from "./wire-options.js";

export const slicer: Fault = {
  summary: "bytes on the wire before the endpoint arrive in slices of `slice`, with `pause` between them",
  target: "endpoint",
  effect: "none",
  restarts: false,
  defaultForBars: 10,
  options: {
    slice: { kind: "size", required: false, default: "64 B", summary: "Most bytes of a slice." },
    pause: { kind: "span", required: false, default: "1ms", summary: "Between two slices." },
    direction: directionOption,
  },
  inject: (stage, { target, options }) =>
    stage.poison(target, {
      kind: "slicer",
      direction: directionIn(options),
      sliceBytes: Number(options.slice),
      pauseMs: Number(options.pause),
    }),
  observe: (stage, step) =>
    stage.shows(step, ({ slices, sliceBytesMost, chunks, passedBytes }) => {
      if (slices <= chunks || sliceBytesMost > Number(step.options.slice)) return null;
      return `${passedBytes} bytes of ${chunks} reads left the proxy in ${slices} slices, the largest of ${sliceBytesMost} bytes`;
    }),
  heal: (stage, { target }) => stage.lift(target),
};
