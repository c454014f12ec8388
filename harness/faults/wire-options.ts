/** What the faults on the wire share: the direction, and how their figures are written. */
import type { FaultOption, StepOptions } from "../stage.js";
import type { Direction } from "../wire/wire.js";

const directions = ["both", "down", "up"] as const;

export const directionOption = {
  kind: "word",
  words: directions,
  required: false,
  default: "both",
  summary: "down: from the role that listens to those that connect; up: the other way; both by default.",
} as const satisfies FaultOption;

/** The scheme's shape lets no other word pass. */
export function directionIn({ direction }: Readonly<Record<string, unknown>> | StepOptions): Direction {
  return directions.find((one) => one === direction) ?? "both";
}

export const topicOption = {
  kind: "text",
  required: false,
  summary: "Of ZeroMQ: the topic of the messages that are meant; any by default, heartbeats among them.",
} as const satisfies FaultOption;

export function topicIn({ topic }: StepOptions): string {
  return typeof topic === "string" ? topic : "";
}

/** `40.2 ms`. */
export function measuredMs(ms: number): string {
  return `${Math.round(ms * 10) / 10} ms`;
}
