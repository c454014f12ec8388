/** Fault `garbage`: a rogue publisher sends what is no bar to those who read an endpoint or a FIFO. */
import type { Fault } from "../stage.js";
import { topicIn, topicOption } from "./wire-options.js";

const kinds = ["malformed", "huge", "binary", "half", "foreign"] as const;

export const garbage: Fault = {
  summary: "a rogue publisher sends malformed, huge, binary, half or foreign messages among the real ones",
  target: "channel",
  effect: "none",
  restarts: false,
  defaultForBars: 0,
  options: {
    kind: {
      kind: "word",
      words: kinds,
      required: false,
      default: "malformed",
      summary:
        "malformed: broken JSON; huge: 1 MiB of text; binary: bytes that are no text; half: a real message cut in its middle; foreign: JSON of another shape.",
    },
    topic: topicOption,
    count: { kind: "count", required: false, default: 1, summary: "How many, one after the other." },
  },
  inject: (stage, { target, options }) =>
    stage.soil(target, {
      what: kinds.find((kind) => kind === options.kind) ?? "malformed",
      count: Number(options.count),
      topic: topicIn(options),
    }),
  observe: (stage, { target }) => stage.sentBytes(target),
  heal: async () => ({ seen: true, available: true, text: "nothing to undo: what was sent is sent" }),
};
