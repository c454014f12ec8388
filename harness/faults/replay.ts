/** Fault `replay`: old messages of an endpoint are sent once more to those who read it. */
import type { Fault } from "../stage.js";
import { topicIn, topicOption } from "./wire-options.js";

export const replay: Fault = {
  summary: "the newest messages that went over the wire before the endpoint are sent once more",
  target: "endpoint",
  effect: "none",
  restarts: false,
  defaultForBars: 0,
  options: {
    topic: topicOption,
    messages: {
      kind: "count",
      required: false,
      default: 24,
      summary: "How many of the newest, to each reader.",
    },
  },
  inject: (stage, { target, options }) =>
    stage.repeatMessages(target, Number(options.messages), topicIn(options)),
  observe: (stage, { target }) => stage.sentBytes(target),
  heal: async () => ({ seen: true, available: true, text: "nothing to undo: what was sent is sent" }),
};
