/** Probe: a message that a tap heard to the number of the bar that it belongs to. */
import type { Plan } from "../planning/plan.js";
import type { TapObservation } from "../system.js";
import { fieldAt, parsedJson } from "./json-field.js";

/** What was heard: not on the topic at all, or a message of it; `bar` is null where it tells none of the stream. */
export type Heard = { onTopic: false } | { onTopic: true; bar: number | null };

export type MessageProbe = (frames: readonly string[]) => Heard;

/**
 * A message is `TOPIC {json}` in one frame, or the topic and the JSON in one each. A subscription is a prefix: it hears
 * longer topics as well, which are not meant.
 */
export function messageProbe(
  { topic, bar }: Pick<TapObservation, "topic" | "bar">,
  { stream, bars }: Pick<Plan, "stream" | "bars">,
): MessageProbe {
  const byTimestamp = new Map(stream.timestampsMs.map((ms, index) => [ms, index + 1]));
  return (frames) => {
    const json = jsonOf(frames, topic);
    if (json === null) return { onTopic: false };
    const told = fieldAt(parsedJson(json), bar);
    const number = told === undefined || told === "" ? Number.NaN : Number(told);
    const isBar = Number.isSafeInteger(number) && number >= 1 && number <= bars;
    return { onTopic: true, bar: byTimestamp.get(number) ?? (isBar ? number : null) };
  };
}

function jsonOf([first = "", second]: readonly string[], topic: string): string | null {
  if (second !== undefined) return first === topic ? second : null;
  const rest = first.slice(topic.length);
  return first.startsWith(topic) && /^\s*\{/.test(rest) ? rest : null;
}
