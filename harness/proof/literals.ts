/** Plans and events written out in few words, for tests and for the synthetic histories of a scheme. */
import type { Event, EventBody, Rung } from "../event.js";
import type { Plan, PlannedStep } from "../planning/plan.js";
import type { ObservationName } from "../system.js";

/** When an event happened, and what it was. */
export type Timed = { tMs: number; body: EventBody };

export const at = (tMs: number, body: EventBody): Timed => ({ tMs, body });

/** Numbers the events in the order given. */
export function numbered(timed: readonly Timed[]): Event[] {
  return timed.map(({ tMs, body }, index) => ({ ...body, n: index + 1, tMs }) as Event);
}

/** A whole history: its start, the events, and its end. */
export function wholeHistory(timed: readonly Timed[]): Event[] {
  const last = timed.at(-1)?.tMs ?? 0;
  const digests = {};
  return numbered([
    at(0, { type: "start", at: "2026-01-01T00:00:00.000Z", planDigest: "", node: "v20", platform: "linux" }),
    ...timed,
    at(last, { type: "end", events: timed.length + 2, digests }),
  ]);
}

export function state(
  role: string,
  incarnation: number,
  name: Extract<EventBody, { type: "role" }>["state"],
  more: Partial<Extract<EventBody, { type: "role" }>> = {},
): EventBody {
  return { type: "role", role, incarnation, state: name, identity: null, ...more };
}

export function seen(
  what: ObservationName,
  value: number | null,
  from: { role: string; incarnation?: number; fields?: Record<string, string>; line?: string },
): EventBody {
  const { role, incarnation = 1, fields = {}, line = `${what} ${value}` } = from;
  return { type: "seen", what, role, incarnation, value, fields, line };
}

export function rung(
  step: Pick<PlannedStep, "id" | "fault" | "target">,
  name: Rung,
  publishedBar: number,
  more: Partial<Extract<EventBody, { type: "fault" }>> = {},
): EventBody {
  const { id, fault, target } = step;
  return { type: "fault", id, fault, target, rung: name, publishedBar, proof: `${name} ${target}`, ...more };
}

/** A kill of the engine at bar 20 for 5 bars, unless said otherwise. */
export function planStep(more: Partial<PlannedStep> = {}): PlannedStep {
  return {
    id: "f1",
    fault: "kill",
    target: "engine",
    trigger: { kind: "bar", bar: 20, offsetMs: 0 },
    estimatedBar: 20,
    forMs: 50,
    forBars: 5,
    until: null,
    feltRequired: true,
    options: {},
    ...more,
  };
}

/** A stream of 40 bars of two symbols at 10 ms a bar, published by `publisher` and taken by `engine`, unless said otherwise. */
export function planOf(more: Partial<Plan> = {}): Plan {
  const bars = more.bars ?? 40;
  return {
    schemaVersion: 1,
    scheme: "literal",
    id: "s0",
    why: "A plan for a test.",
    tags: [],
    system: "literal",
    feed: "zmq",
    attempt: 1,
    speedMs: 10,
    bars,
    recovery: true,
    seed: "1",
    stream: {
      file: "results.json",
      sha256: "",
      symbols: ["AAA", "BBB"],
      timestampsMs: Array.from({ length: bars }, (_, index) => 60_000 * (index + 1)),
      symbolBars: Array.from({ length: bars }, () => 2),
      missing: {},
    },
    roles: [
      { name: "publisher", startAfter: [], heldBack: false, consumer: false },
      { name: "engine", startAfter: [], heldBack: false, consumer: true },
    ],
    sourceRole: "publisher",
    takerRole: "engine",
    takenScope: "total",
    feedName: null,
    observed: ["published", "taken", "snapshot"],
    steps: [],
    expect: {},
    deadline: { ms: 10_000, terms: [], stallMs: 1000 },
    noiseBudget: { loopLagMs: 100, stealPercent: 20, pressurePercent: 60 },
    ...more,
  };
}
