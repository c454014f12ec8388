/** Swim-lanes: in which state each role, and the FIFO, was from when to when. Pure. */
import type { Event, FaultEvent, RoleEvent } from "../../event.js";
import { roleEvents } from "../../evidence/progress.js";
import type { Plan } from "../../planning/plan.js";
import { type Stall, stalledMs, stallsOf } from "./stalls.js";
import type { Lane, LaneState, Segment } from "./view.js";

/** A FIFO of the system, and who reads it in this feed. */
export interface FifoEnds {
  name: string;
  reader: string;
  writers: readonly string[];
}

/** One lane a role, in the order of the plan, and one a FIFO behind the first of its writers. */
export function lanesOf(plan: Plan, history: readonly Event[], fifos: readonly FifoEnds[]): Lane[] {
  const roles = plan.roles.map(({ name }) => ({ name, segments: roleSegments(plan, history, name) }));
  const lanes: Lane[] = [...roles];
  for (const fifo of fifos) {
    const readers = roles.find(({ name }) => name === fifo.reader)?.segments ?? [];
    const lane = { name: fifo.name, segments: fifoSegments(fifo, readers, history) };
    const at = lanes.findLastIndex(({ name }) => fifo.writers.includes(name));
    lanes.splice(at + 1, 0, lane);
  }
  return lanes;
}

function roleSegments(plan: Plan, history: readonly Event[], role: string): Segment[] {
  const bare = stateSegments(history, role);
  const paused = pauses(history, role).reduce(
    (segments, { fromMs, toMs, text }) =>
      overlay(segments, { fromMs, toMs, text }, "stopped", ["up", "starting", "restarting"]),
    bare,
  );
  return stallsOf(plan, history, role).reduce(
    (segments, stall) => overlay(segments, stall, "stalled", ["up"], stalledMs),
    paused,
  );
}

/** What the events of a role say by themselves. */
function stateSegments(history: readonly Event[], role: string): Segment[] {
  const endMs = history.at(-1)?.tMs ?? 0;
  const stoppingMs = stoppingAt(history);
  const turns: { fromMs: number; state: State | null }[] = [];
  for (const event of roleEvents(history, role)) {
    const state = after(event, turns.at(-1)?.state ?? null, event.tMs >= stoppingMs);
    turns.push({ fromMs: event.tMs, state });
  }
  return turns.flatMap(({ fromMs, state }, index) => {
    const toMs = turns[index + 1]?.fromMs ?? endMs;
    return state === null || toMs <= fromMs ? [] : [{ ...state, fromMs, toMs }];
  });
}

type State = Omit<Segment, "toMs" | "fromMs">;

/** The state that an event leads to; null where the lane ends because the run does. */
function after(event: RoleEvent, before: State | null, stopping: boolean): State | null {
  const { role, incarnation, state } = event;
  const as = (next: LaneState, text: string): State => ({
    state: next,
    incarnation,
    text: `${role}.${incarnation} ${text}`,
  });
  switch (state) {
    case "spawned":
      return incarnation === 1 ? as("starting", "is starting") : as("restarting", "is restarting");
    case "ready":
      return as("up", "is up");
    case "stopped":
      return as("stopped", "is stopped (state T)");
    case "continued":
      return as("up", "is up");
    case "not-ready":
      return before;
    case "spawn-failed":
      return as("dead", `could not be started${event.reason === undefined ? "" : `: ${event.reason}`}`);
    case "exited":
      return stopping && event.asked === true ? null : as("dead", exitText(event));
    default:
      return state satisfies never;
  }
}

function exitText({ signal, code, asked }: RoleEvent): string {
  const how = signal ? `on ${signal}` : `with code ${code ?? "unknown"}`;
  return `exited ${how}${asked === false ? ", unasked" : ""}`;
}

/** Stretches in which a fault held the role in state T, as the kernel showed it. */
function pauses(history: readonly Event[], role: string): Stall[] {
  const endMs = history.at(-1)?.tMs ?? 0;
  const faults = history.filter(
    (event): event is FaultEvent => event.type === "fault" && event.target === role,
  );
  return faults
    .filter(({ fault, rung, available }) => fault === "pause" && rung === "observed" && available !== false)
    .map(({ id, tMs, proof }) => {
      const healed = faults.find((event) => event.id === id && event.rung === "healed" && event.tMs >= tMs);
      return { fromMs: tMs, toMs: healed?.tMs ?? endMs, text: `${role} is stopped by ${id}: ${proof}` };
    });
}

/** Puts a stretch over the segments of those states; what of it lies over others, or is too short, is left out. */
function overlay(
  segments: readonly Segment[],
  { fromMs, toMs, text }: Stall,
  state: LaneState,
  over: readonly LaneState[],
  leastMs = 0,
): Segment[] {
  return segments.flatMap((segment) => {
    const [from, to] = [Math.max(fromMs, segment.fromMs), Math.min(toMs, segment.toMs)];
    if (!over.includes(segment.state) || from >= to || to - from < leastMs) return [segment];
    return [
      ...(segment.fromMs < from ? [{ ...segment, toMs: from }] : []),
      { ...segment, state, fromMs: from, toMs: to, text },
      ...(to < segment.toMs ? [{ ...segment, fromMs: to }] : []),
    ];
  });
}

/** A FIFO is as alive as its reader: up while it is read, stalled while its reader holds it open and does not read. */
const fifoStates: Readonly<Record<LaneState, { state: LaneState; text: string }>> = {
  starting: { state: "starting", text: "waits for its reader" },
  up: { state: "up", text: "is read" },
  stopped: { state: "stalled", text: "is open, and its reader is stopped" },
  stalled: { state: "stalled", text: "is open, and nothing comes out of it" },
  dead: { state: "dead", text: "has no reader" },
  restarting: { state: "restarting", text: "waits for its new reader" },
};

function fifoSegments({ name }: FifoEnds, readers: readonly Segment[], history: readonly Event[]): Segment[] {
  const absences = recreations(history, name);
  const made = (tMs: number): number => 1 + absences.filter(({ toMs }) => toMs <= tMs).length;
  const segments = readers.map(({ state, fromMs, toMs, text }) => ({
    ...{ state: fifoStates[state].state, fromMs, toMs, incarnation: 1 },
    text: `${name} ${fifoStates[state].text} (${text})`,
  }));
  return absences
    .reduce<Segment[]>(
      (all, absence) => overlay(all, absence, "dead", ["starting", "up", "stalled", "dead", "restarting"]),
      segments,
    )
    .map((segment) => ({ ...segment, incarnation: made(segment.fromMs) }));
}

/** From the moment at which the path led nowhere to the one at which both ends held the new FIFO. */
function recreations(history: readonly Event[], name: string): Stall[] {
  const endMs = history.at(-1)?.tMs ?? 0;
  const faults = history.filter(
    (event): event is FaultEvent =>
      event.type === "fault" && event.fault === "fifo-recreate" && event.target === name,
  );
  return faults
    .filter(({ rung }) => rung === "observed")
    .map(({ id, tMs }) => {
      const healed = faults.find((event) => event.id === id && event.rung === "healed");
      return { fromMs: tMs, toMs: healed?.tMs ?? endMs, text: `${name} is removed by ${id}` };
    });
}

function stoppingAt(history: readonly Event[]): number {
  const stopping = history.find((event) => event.type === "phase" && event.phase === "stopping");
  return stopping?.tMs ?? Number.POSITIVE_INFINITY;
}
