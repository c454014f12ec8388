/** Carries out the steps of a plan on a stage: requested, delivered, observed, healed, each with its proof in the history. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Rung } from "../event.js";
import { faultOf } from "../faults/index.js";
import type { History } from "../history.js";
import { openStretch, settleBars } from "../limits.js";
import type { Plan, PlannedStep, Trigger } from "../planning/plan.js";
import type { Proof, Stage } from "../stage.js";
import type { Standing } from "./standing.js";

/** How often the time of a fault is looked at while its source lags behind, milliseconds. */
const lookEveryMs = 5;

export interface TimelineOptions {
  plan: Plan;
  stage: Stage;
  history: History;
  standing: Standing;
  /** Resolves when the predicate holds; rejects when the run is cut. */
  until(predicate: () => boolean): Promise<void>;
  /** Has the predicates looked at where no event does. */
  lookAgain(): void;
  /** Aborted when the run is cut. */
  signal: AbortSignal;
}

/** Resolves when every step is healed or has failed; what happened is in the history. */
export async function runTimeline(options: TimelineOptions): Promise<void> {
  const { plan, history, standing, stage } = options;
  const injectedAtMs = new Map<string, number>();
  const done = new Map<string, Promise<void>>();
  const healedAt = new Map<string, { tMs: number; published: number }>();

  function record(step: PlannedStep, rung: Rung, proof: string, available?: boolean): void {
    history.append({
      type: "fault",
      id: step.id,
      fault: step.fault,
      target: step.target,
      rung,
      publishedBar: standing.published,
      proof,
      ...(available === undefined ? {} : { available }),
    });
  }

  async function reached(trigger: Trigger): Promise<void> {
    switch (trigger.kind) {
      case "start":
        return;
      case "bar":
        await options.until(() => standing.published >= trigger.bar);
        await pause(trigger.offsetMs);
        return;
      case "snapshot":
        return options.until(() => standing.snapshot >= trigger.snapshot);
      case "incarnation": {
        const key = `${trigger.role}.${trigger.incarnation}`;
        const times = trigger.state === "ready" ? standing.readyAtMs : standing.firstBarAtMs;
        return options.until(() => times.has(key));
      }
      case "after":
        await options.until(() => injectedAtMs.has(trigger.step));
        await pause((injectedAtMs.get(trigger.step) ?? 0) + trigger.delayMs - history.now());
        return;
      default:
        return trigger satisfies never;
    }
  }

  async function pause(ms: number): Promise<void> {
    if (ms > 0) await sleep(ms, undefined, { signal: options.signal });
  }

  /**
   * Steps on one target never overlap: the later waits until the earlier is healed, and the wait is skew. Unless it
   * means to hit a recovery, it also leaves the earlier its recovery, as long as the plan gives it. A counted passage
   * may fall into the very start: who waits for a recovery then waits for ever.
   */
  async function before(step: PlannedStep, index: number): Promise<void> {
    const earlier = plan.steps.slice(0, index).findLast(({ target }) => target === step.target);
    if (earlier === undefined) return;
    await done.get(earlier.id);
    const healed = healedAt.get(earlier.id);
    if (healed === undefined || step.trigger.kind === "incarnation" || step.options.passage !== undefined)
      return;
    const window = plan.expect.recovery?.withinBars ?? settleBars;
    await options.until(
      () =>
        standing.takenAtMs > healed.tMs ||
        standing.published - healed.published > window ||
        standing.published >= plan.bars,
    );
  }

  async function carryOut(step: PlannedStep, index: number): Promise<void> {
    const fault = faultOf(step.fault);
    await reached(step.trigger);
    await before(step, index);
    // A cut also ends the wait for the step before: whoever comes after it must not harm what is being stopped.
    options.signal.throwIfAborted();
    record(step, "requested", `${step.fault} ${step.target}`);
    let observed: Proof;
    try {
      record(step, "delivered", await fault.inject(stage, step));
      injectedAtMs.set(step.id, history.now());
      observed = await fault.observe(stage, step);
    } catch (error) {
      injectedAtMs.set(step.id, history.now());
      return record(step, "failed", error instanceof Error ? error.message : String(error));
    }
    record(step, observed.seen ? "observed" : "failed", observed.text, observed.available);
    await openFor(step);
    await heal(step);
  }

  async function openFor(step: PlannedStep): Promise<void> {
    try {
      if (step.until !== null) await reached(step.until);
      else await bars(step);
    } catch (error) {
      if (!options.signal.aborted) throw error;
    }
  }

  /** The bars of a fault on the source itself are those that it does not publish: only time counts them. */
  async function bars({ target, forBars, forMs }: PlannedStep): Promise<void> {
    const from = standing.published;
    const sinceMs = history.now();
    await pause(forMs);
    if (target === plan.sourceRole) return;
    const last = Math.min(from + forBars, plan.bars);
    // A timer may fire a moment before its time: one look alone could come too early, and be the last.
    const looking = setInterval(options.lookAgain, lookEveryMs);
    await options
      .until(() => standing.published >= last || history.now() - sinceMs >= openStretch * forMs)
      .finally(() => clearInterval(looking));
  }

  async function heal(step: PlannedStep): Promise<void> {
    if (options.signal.aborted) return record(step, "unhealed", "the run was cut while the fault was open");
    try {
      const healed = await faultOf(step.fault).heal(stage, step);
      record(step, healed.seen ? "healed" : "unhealed", healed.text);
      if (healed.seen) healedAt.set(step.id, { tMs: history.now(), published: standing.published });
    } catch (error) {
      record(step, "unhealed", error instanceof Error ? error.message : String(error));
    }
  }

  const all = plan.steps.map((step, index) => {
    const promise = carryOut(step, index).catch((error: unknown) => {
      if (!options.signal.aborted) throw error;
    });
    done.set(step.id, promise);
    return promise;
  });
  await Promise.all(all);
}
