/** Turns what the tap hears into events: a bar was published when its first message came. */
import type { History } from "../history.js";
import type { Plan } from "../planning/plan.js";
import { messageProbe } from "../probes/message.js";
import type { TapObservation } from "../system.js";
import type { Crew } from "./crew.js";
import { shortLine } from "./short-line.js";
import type { TapSocket } from "./tap-socket.js";

export interface TapOptions {
  plan: Plan;
  observation: TapObservation;
  socket: TapSocket;
  crew: Pick<Crew, "last">;
  history: Pick<History, "append">;
}

/** Listens until it is stopped; the socket stays open. Returns what stops it. */
export function startTap({ plan, observation, socket, crew, history }: TapOptions): () => void {
  const { role, topic, bar: field } = observation;
  const probe = messageProbe(observation, plan);
  /** By "incarnation/bar": the further symbol bars of a bar are no news, but a bar that a new start sends again is. */
  const told = new Set<string>();
  const strange = { count: 0, first: "" };
  let open = true;

  function hear(frames: readonly string[]): void {
    const incarnation = crew.last(role)?.number;
    const heard = probe(frames);
    if (incarnation === undefined || !heard.onTopic) return;
    const { bar } = heard;
    const line = shortLine(frames.join(" "));
    if (bar === null) {
      if (strange.count === 0) strange.first = line;
      strange.count += 1;
      return;
    }
    const key = `${incarnation}/${bar}`;
    if (told.has(key)) return;
    told.add(key);
    history.append({
      ...{ type: "seen", what: "published", role, incarnation, value: bar },
      ...{ fields: { by: "tap", bar: String(bar) }, line },
    });
  }

  async function listen(): Promise<void> {
    for await (const frames of socket) {
      if (!open) return;
      hear(frames);
    }
  }

  listen().catch((error: unknown) => {
    if (open) history.append({ type: "harness", problem: "probe-failed", reason: `the tap broke: ${error}` });
  });

  return () => {
    open = false;
    if (told.size > 0 || strange.count === 0) return;
    const reason = `the tap heard ${strange.count} messages on ${topic}, and the field ${field} of none is a bar of the stream; the first: ${strange.first}`;
    history.append({ type: "harness", problem: "probe-failed", reason });
  };
}
