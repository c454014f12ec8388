/** Tests of what the checks say where a clock stands for the source, which shows nothing of it: on literal histories. */
import { expect } from "chai";
import type { CutEvent } from "../event.js";
import { excuse } from "../evidence/absence.js";
import { countsOf } from "../evidence/counts.js";
import { faultRecords } from "../evidence/fault-record.js";
import { assumedText } from "../evidence/published.js";
import type { Plan } from "../planning/plan.js";
import { at, planOf, planStep, rung, seen, state, type Timed, wholeHistory } from "../proof/literals.js";
import { proveNotVacuous, unjudgeable } from "../proof/vacuity.js";
import { checks } from "./index.js";

const clock = planOf({ bars: 4, publishedBy: "clock" });
const taken = (tMs: number, bar: number) =>
  at(tMs, seen("taken", bar, { role: "engine", fields: { bar: String(bar) } }));
const bars = (of: (tMs: number, bar: number) => Timed, ...numbers: readonly number[]) =>
  numbers.map((bar) => of(10 * bar, bar));
const judge = (name: keyof typeof checks, plan: Plan, timed: readonly Timed[]) =>
  checks[name].judge({ plan, history: wholeHistory(timed), files: {} });

describe("checks, with a clock", () => {
  const due = (tMs: number, bar: number) => at(tMs, seen("published", bar, { role: "publisher" }));
  const all = [...bars(due, 1, 2, 3, 4), ...bars(taken, 1, 2, 3, 4)];

  it("passes the stream by what is taken alone", () => {
    expect(judge("stream", clock, [])).to.include({ outcome: "inconclusive" });
    expect(judge("stream", clock, all)).to.include({ outcome: "pass" });
    expect(judge("stream", clock, bars(due, 1, 2, 3, 4))).to.include({ outcome: "inconclusive" });
    expect(judge("stream", clock, all.slice(0, -1))).to.include({ outcome: "inconclusive" });
  });

  it("does not judge pace, delivery of what was published, nor the order of the source", () => {
    expect(judge("pace", { ...clock, expect: { pace: { minPercent: 80 } } }, all)).to.include({
      outcome: "inconclusive",
      reason: assumedText,
    });
    const claim = { ...clock, barsTold: true, expect: { delivery: "at-least-once" } } satisfies Plan;
    expect(judge("delivery", claim, all)).to.include({ outcome: "inconclusive" });
    expect(judge("order", clock, all).reason).to.equal(
      `4 counts of taken bars never went back; ${assumedText}`,
    );
    expect(judge("order", clock, bars(due, 1, 2))).to.include({ outcome: "inconclusive" });
  });

  it("takes no restart of the source for felt or recovered, but fails one after which nothing is taken", () => {
    const kill = planStep({ target: "publisher" });
    const plan = planOf({ publishedBy: "clock", steps: [kill], expect: { recovery: { withinBars: 5 } } });
    const down = [due(200, 20), taken(201, 20), at(204, rung(kill, "observed", 20))];
    const back = [at(255, state("publisher", 2, "ready")), at(256, rung(kill, "healed", 20)), due(266, 21)];
    expect(judge("recovery", plan, [...down, ...back, taken(267, 21)])).to.include({
      outcome: "inconclusive",
      reason: `recovery from f1 (kill publisher) cannot be observed: ${assumedText}`,
    });
    expect(judge("recovery", plan, [...down, ...back])).to.include({ outcome: "fail" });
    const [record] = faultRecords(plan, wholeHistory([...down, ...back, taken(267, 21)]));
    expect([record?.felt, record?.feltProof]).to.deep.equal(["not-available", assumedText]);
  });

  it("counts no bars as published, and takes none that are due for a stall of the taker", () => {
    expect(countsOf(clock, wholeHistory(all), {}).bars).to.equal(null);
    const cut: Omit<CutEvent, "n" | "tMs"> = { type: "cut", cause: "stall", reason: "engine stood at bar 1" };
    const late = [...bars(due, 1, 2, 3, 4), taken(11, 1), at(9_000, cut)];
    expect(judge("deadline", clock, late)).to.include({ outcome: "inconclusive" });
  });

  it("does not take a clock that goes on for a machine that is quiet", () => {
    const noise = { type: "noise", loopLagMs: 0, stealPercent: 0, pressurePercent: 99 } as const;
    const stalled: Omit<CutEvent, "n" | "tMs"> = { type: "cut", cause: "stall", reason: "engine stood" };
    const rhythm = Array.from({ length: 30 }, (_, index) => due(10 * index, index + 1));
    const history = wholeHistory([...rhythm, at(300, noise), at(310, stalled)]);
    expect(excuse(planOf({ publishedBy: "clock" }), history)).to.contain("some task waited for a CPU");
    expect(excuse(planOf(), history)).to.equal(null);
  });
});

describe("proof/vacuity, with a clock", () => {
  const expectations = {
    snapshots: { min: 20, possible: 40, everyBars: 1 },
    recovery: { withinBars: 10 },
    pace: { minPercent: 80 },
  };
  const plan = (more: Partial<Plan>) => planOf({ steps: [planStep()], expect: expectations, ...more });

  it("knows beforehand what no run with a clock can pass", () => {
    expect(unjudgeable(plan({ publishedBy: "clock" }))).to.deep.equal([`pace: ${assumedText}`]);
    const { pace: _, ...rest } = expectations;
    expect(proveNotVacuous(plan({ publishedBy: "clock", expect: rest }))).to.deep.equal([]);
  });
});
