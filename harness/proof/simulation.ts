/** Plays a plan without any process, a bar period a tick, and writes the history that such a run would leave. */
import type { Event, EventBody, Rung } from "../event.js";
import { traitsOf } from "../faults/index.js";
import type { Plan, PlannedStep } from "../planning/plan.js";
import type { ObservationName } from "../system.js";
import { at, rung, seen, state, type Timed, wholeHistory } from "./literals.js";

/** What is wrong with the run that is played; all absent: nothing. */
export interface Ailment {
  /** Whether the taker works, given how many faults have begun and how many are healed. */
  takes?(begun: number, healed: number): boolean;
  /** Whether the source publishes while so many faults are open. */
  publishes?(open: number): boolean;
  /** Faults of which nothing happens. */
  skipped?(step: PlannedStep): boolean;
  /** So many status updates are printed, and no more. */
  snapshotLimit?: number;
}

interface Play {
  plan: Plan;
  ailment: Ailment;
  timed: Timed[];
  tick: number;
  published: number;
  taken: number;
  /** Bars taken before the live incarnation of the taker started. */
  takenBefore: number;
  snapshots: number;
  incarnations: Map<string, number>;
  waiting: PlannedStep[];
  open: { step: PlannedStep; untilTick: number }[];
  healed: number;
}

/** Memory of every role where the scheme limits it, in MiB: within any limit that makes sense. */
const sampleMb = 1;
/** Ticks beyond the bars and the faults: what is still open at the last bar is healed in them. */
const tailTicks = 4;

/** The history of a run of the plan on an ideal machine, with at most the one ailment. */
export function playPlan(plan: Plan, ailment: Ailment = {}): Event[] {
  const skipped = ailment.skipped ?? (() => false);
  const play: Play = {
    plan,
    ailment,
    timed: [],
    tick: 0,
    published: 0,
    taken: 0,
    takenBefore: 0,
    snapshots: 0,
    incarnations: new Map(),
    waiting: plan.steps.filter((step) => !skipped(step)),
    open: [],
    healed: 0,
  };
  for (const { name, heldBack } of plan.roles) if (!heldBack) startRole(play, name);
  const ticks = plan.bars + plan.steps.reduce((sum, { forBars }) => sum + forBars + tailTicks, tailTicks);
  begin(play);
  for (play.tick = 1; play.tick <= ticks; play.tick += 1) {
    heal(play);
    publish(play);
    take(play);
    begin(play);
  }
  for (const [role, incarnation] of play.incarnations) {
    say(play, state(role, incarnation, "exited", { code: 0, signal: null, asked: true }));
  }
  return wholeHistory(play.timed);
}

function say({ timed, tick, plan }: Play, body: EventBody): void {
  timed.push(at(tick * plan.speedMs, body));
}

function startRole(play: Play, role: string): void {
  const incarnation = (play.incarnations.get(role) ?? 0) + 1;
  play.incarnations.set(role, incarnation);
  say(play, state(role, incarnation, "spawned"));
  say(play, state(role, incarnation, "ready"));
  if (role === play.plan.takerRole) play.takenBefore = play.taken;
  if (play.plan.expect.memory === undefined) return;
  const rssMb = Math.min(sampleMb, play.plan.expect.memory.maxMb);
  say(play, { type: "usage", role, incarnation, rssMb, cpuPercent: 0 });
}

function tell(play: Play, what: ObservationName, role: string, value: number): void {
  if (!play.plan.observed.includes(what)) return;
  say(play, seen(what, value, { role, incarnation: play.incarnations.get(role) ?? 1 }));
}

function publish(play: Play): void {
  const { plan, open, ailment } = play;
  const down = open.some(({ step }) => step.target === plan.sourceRole);
  if (down || play.published >= plan.bars || ailment.publishes?.(open.length) === false) return;
  play.published += 1;
  tell(play, "published", plan.sourceRole, play.published);
}

/** A whole taker takes all that it missed; a count that starts anew goes on from where the incarnation began. */
function take(play: Play): void {
  const { plan, open, ailment } = play;
  const begun = play.healed + open.length;
  const works = ailment.takes?.(begun, play.healed) ?? true;
  const away = !play.incarnations.has(plan.takerRole);
  if (!works || away || open.some(({ step }) => step.target !== plan.sourceRole)) return;
  const everyBars = plan.expect.snapshots?.everyBars;
  while (play.taken < play.published) {
    play.taken += 1;
    const count = play.taken - (plan.takenScope === "total" ? 0 : play.takenBefore);
    tell(play, "taken", plan.takerRole, count);
    if (everyBars === undefined || count % everyBars !== 0) continue;
    if (play.snapshots >= (ailment.snapshotLimit ?? Number.POSITIVE_INFINITY)) continue;
    play.snapshots += 1;
    tell(play, "snapshot", plan.takerRole, count / everyBars);
  }
}

/** Begins what is due: not before its bar, and not while its target is still harmed by an earlier step. */
function begin(play: Play): void {
  for (const step of [...play.waiting]) {
    const busy = play.open.some((other) => other.step.target === step.target);
    if (busy || play.published < step.estimatedBar) continue;
    play.waiting.splice(play.waiting.indexOf(step), 1);
    play.open.push({ step, untilTick: play.tick + step.forBars + 1 });
    climb(play, step, "requested", "delivered");
    const incarnation = play.incarnations.get(step.target);
    const { restarts } = traitsOf(step);
    if (restarts && incarnation !== undefined) {
      say(play, state(step.target, incarnation, "exited", { signal: "SIGKILL", asked: true }));
    }
    climb(play, step, "observed");
  }
}

function heal(play: Play): void {
  for (const entry of play.open.filter(({ untilTick }) => untilTick <= play.tick)) {
    const { step } = entry;
    play.open.splice(play.open.indexOf(entry), 1);
    if (traitsOf(step).restarts) startRole(play, step.target);
    play.healed += 1;
    climb(play, step, "healed");
    take(play);
  }
}

function climb(play: Play, step: PlannedStep, ...names: Rung[]): void {
  for (const name of names) say(play, rung(step, name, play.published));
}
