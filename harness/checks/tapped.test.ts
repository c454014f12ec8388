/** Tests of what the checks say where a tap may have missed bars: on literal histories. */
import { expect } from "chai";
import type { CutEvent } from "../event.js";
import { countsOf } from "../evidence/counts.js";
import { faultRecords } from "../evidence/fault-record.js";
import type { Plan } from "../planning/plan.js";
import { at, planOf, planStep, rung, seen, state, type Timed, wholeHistory } from "../proof/literals.js";
import { proveNotVacuous } from "../proof/vacuity.js";
import { checks } from "./index.js";

const tap = planOf({ bars: 4, publishedBy: "tap", barsTold: true });
const heard = (tMs: number, bar: number, incarnation = 1) =>
  at(tMs, seen("published", bar, { role: "publisher", incarnation, fields: { by: "tap" } }));
const taken = (tMs: number, bar: number) =>
  at(tMs, seen("taken", bar, { role: "engine", fields: { bar: String(bar) } }));
const bars = (of: (tMs: number, bar: number) => Timed, ...numbers: readonly number[]) =>
  numbers.map((bar) => of(10 * bar, bar));
const judge = (name: keyof typeof checks, plan: Plan, timed: readonly Timed[]) =>
  checks[name].judge({ plan, history: wholeHistory(timed), files: {} });
const stall = (reason: string) =>
  at(9_000, { type: "cut", cause: "stall", reason } satisfies Omit<CutEvent, "n" | "tMs">);

describe("checks/stream, with a tap", () => {
  it("passes where what the tap missed was taken", () => {
    expect(judge("stream", tap, [...bars(heard, 1, 1, 4), ...bars(taken, 1, 2, 3, 4)])).to.deep.include({
      outcome: "pass",
      reason: "4 of 4 bars were published: the tap heard 2 of them, engine took 4",
    });
  });

  it("is inconclusive where a bar was neither heard nor taken", () => {
    expect(judge("stream", tap, [...bars(heard, 1, 2, 4), ...bars(taken, 1, 2, 4)])).to.deep.include({
      outcome: "inconclusive",
      reason:
        "1 of 4 bars were neither heard by the tap nor told as taken, the first is bar 3: a tap may miss what was published all the same",
    });
  });

  it("still fails a taker that takes nothing of what was heard, and one that takes more than there is", () => {
    expect(judge("stream", tap, bars(heard, 1, 2))).to.include({
      outcome: "fail",
      reason: "engine took no bar while the tap heard 2",
    });
    const counted = at(50, seen("taken", 5, { role: "engine" }));
    expect(judge("stream", tap, [...bars(heard, 1, 2, 3, 4), counted])).to.include({
      outcome: "fail",
      reason: "engine took 5 bars, the stream has 4",
    });
  });

  it("fails a total that is short where every bar is owed, and takes one that is whole for the proof", () => {
    const owed = { ...tap, expect: { delivery: "exactly-once" } } satisfies Plan;
    const total = (count: number) => at(50, seen("taken", count, { role: "engine" }));
    expect(judge("stream", owed, [...bars(heard, 1), total(3)])).to.include({ outcome: "fail" });
    expect(judge("stream", owed, [...bars(heard, 1), total(4)])).to.include({ outcome: "pass" });
  });

  it("is inconclusive on the empty history", () => {
    expect(judge("stream", tap, [])).to.include({ outcome: "inconclusive" });
  });
});

describe("checks/delivery, with a tap", () => {
  const claim = (delivery: "at-least-once" | "at-most-once", more: Partial<Plan> = {}) =>
    ({ ...tap, expect: { delivery }, ...more }) satisfies Plan;

  it("fails a bar that was heard and not taken, and none that was taken and not heard", () => {
    const lost = [...bars(heard, 1, 2, 3, 4), ...bars(taken, 1, 2, 4)];
    expect(judge("delivery", claim("at-least-once"), lost)).to.include({ outcome: "fail", bar: 3 });
    const missed = [...bars(heard, 1, 2, 4), ...bars(taken, 1, 2, 3, 4)];
    expect(judge("delivery", claim("at-least-once"), missed)).to.include({
      outcome: "pass",
      reason: "taken 4 + lost 0 = published 4, 0 doubled beside",
    });
  });

  it("cannot say whether a bar was lost that was neither heard nor taken", () => {
    const unknown = [...bars(heard, 1, 2, 4), ...bars(taken, 1, 2, 4)];
    expect(judge("delivery", claim("at-least-once"), unknown)).to.include({
      outcome: "inconclusive",
      reason:
        "1 bars were neither heard by the tap nor taken, the first is bar 3: whether they were lost or never published is not known; taken 3 + lost 0 = published 3, 0 doubled beside",
    });
    expect(judge("delivery", claim("at-most-once"), unknown)).to.include({ outcome: "inconclusive" });
    const step = planStep();
    const faulty = [at(5, rung(step, "requested", 1)), ...unknown, at(60, rung(step, "healed", 4))];
    expect(judge("delivery", claim("at-most-once", { steps: [step] }), faulty)).to.include({
      outcome: "pass",
    });
  });

  it("counts no losses where it is not known of every bar whether it was published", () => {
    const counts = (timed: readonly Timed[], plan = tap) => countsOf(plan, wholeHistory(timed), {}).bars;
    expect(counts([...bars(heard, 1, 2, 4), ...bars(taken, 1, 2, 4)])).to.equal(null);
    const missed = [...bars(heard, 1, 2, 4), ...bars(taken, 1, 2, 3, 4)];
    expect(counts(missed)).to.deep.equal({ published: 4, taken: 4, lost: 0, duplicated: 0 });
    const doubled = [...bars(heard, 1), ...bars(taken, 1, 1)];
    expect(judge("duplicates", { ...tap, expect: { duplicates: { max: 0 } } }, doubled)).to.include({
      outcome: "fail",
    });
  });
});

describe("felt and recovered, with a tap", () => {
  const kill = planStep({ target: "publisher" });
  const plan = planOf({ publishedBy: "tap", steps: [kill], expect: { recovery: { withinBars: 5 } } });
  const down = [heard(200, 20), taken(201, 20), at(204, rung(kill, "observed", 20))];
  const back = [
    at(250, state("publisher", 2, "spawned")),
    at(255, state("publisher", 2, "ready")),
    at(256, rung(kill, "healed", 20)),
  ];
  const record = (timed: readonly Timed[], of: Plan = plan) => faultRecords(of, wholeHistory(timed))[0];

  it("takes silence for a stand-still only where the next bar heard is the next", () => {
    expect(record([...down, ...back, heard(266, 21, 2), taken(267, 21)])?.felt).to.equal("felt");
    const missed = record([...down, ...back, heard(286, 23, 2), taken(287, 21)]);
    expect([missed?.felt, missed?.feltProof]).to.deep.equal([
      "unknown",
      "the tap heard bar 23 next after bar 20: whether published stood still between is not known",
    ]);
    expect(record([...down, ...back, taken(287, 21)])?.felt).to.equal("unknown");
  });

  it("does not take bars that were missed before for an advance of the source", () => {
    const step = planStep({ fault: "pause" });
    const paused = (...between: readonly Timed[]) =>
      record(
        [
          ...[heard(100, 10), taken(101, 10), at(204, rung(step, "observed", 20)), ...between],
          ...[at(260, rung(step, "healed", 25)), heard(270, 26), taken(271, 26)],
        ],
        { ...plan, steps: [step] },
      )?.felt;
    expect(paused(heard(250, 25))).to.equal("not-felt");
    expect(paused(heard(210, 21), heard(220, 22), heard(230, 23), heard(240, 24))).to.equal("felt");
  });

  it("fails no source that is not heard again while bars are taken, but one after which none is", () => {
    expect(judge("recovery", plan, [...down, ...back, taken(287, 21)])).to.include({
      outcome: "inconclusive",
      reason:
        "bars were taken after f1 (kill publisher) was healed, and the tap heard none: it may have missed them; run again",
    });
    expect(judge("recovery", plan, [...down, ...back])).to.include({ outcome: "fail" });
  });
});

describe("checks/pace, with a tap", () => {
  const step = planStep();
  const plan = planOf({ bars: 31, publishedBy: "tap", steps: [step], expect: { pace: { minPercent: 80 } } });
  const rhythm = (fromBar: number, toBar: number, without: readonly number[] = []) =>
    Array.from({ length: toBar - fromBar + 1 }, (_, index) => fromBar + index)
      .filter((bar) => !without.includes(bar))
      .map((bar) => heard(10 * bar, bar));
  const open = (without: readonly number[]) => [
    ...rhythm(1, 11, without),
    ...[at(110, rung(step, "observed", 11)), ...rhythm(12, 21, without), at(210, rung(step, "healed", 21))],
    ...rhythm(22, 31, without),
  ];

  it("passes a rhythm that was kept, and is inconclusive where bars are missing from it", () => {
    expect(judge("pace", plan, open([]))).to.include({ outcome: "pass", measured: "100 % (>=80 %)" });
    expect(judge("pace", plan, open([13, 15, 17]))).to.include({
      outcome: "inconclusive",
      reason:
        "70.0 bars/s while faults were open, 100.0 outside: 70 %, at least 80 % expected; the tap did not hear every bar, and may have missed those that lack",
    });
  });

  it("never passes because bars outside of the faults were missed", () => {
    expect(judge("pace", plan, open([2, 4, 6, 8, 13, 15, 17]))).to.include({ outcome: "inconclusive" });
  });

  it("fails a source that was heard bar by bar and was slow", () => {
    const slow = [
      ...rhythm(1, 11),
      ...[at(110, rung(step, "observed", 11)), ...[1, 2, 3, 4, 5].map((k) => heard(110 + 20 * k, 11 + k))],
      ...[
        at(210, rung(step, "healed", 16)),
        ...Array.from({ length: 15 }, (_, k) => heard(220 + 10 * k, 17 + k)),
      ],
    ];
    expect(judge("pace", plan, slow)).to.include({ outcome: "fail" });
  });
});

describe("checks/snapshots, with a tap", () => {
  it("fails a status update beyond the stream, and none beyond what was heard", () => {
    const plan = { ...tap, expect: { snapshots: { min: 1, possible: 4, everyBars: 1 } } };
    const told = (bar: number) => [
      ...[...bars(heard, 1), ...bars(taken, 1, 2, 3, 4)],
      at(50, seen("snapshot", bar, { role: "engine" })),
    ];
    expect(judge("snapshots", plan, told(4))).to.include({ outcome: "pass" });
    expect(judge("snapshots", plan, told(5))).to.include({
      outcome: "fail",
      reason: "engine.1 reported snapshot 5, which is bar 5, but the stream has only 4 bars",
    });
  });
});

describe("checks/deadline, with a tap", () => {
  it("does not take the silence of the tap for a stall of the source, but that of a taker for one", () => {
    const silent = [...bars(heard, 1, 2), ...bars(taken, 1, 2), stall("publisher stood at bar 2 of 4")];
    expect(judge("deadline", tap, silent)).to.include({ outcome: "inconclusive" });
    const stuck = [heard(10, 1), taken(11, 1), ...[2, 3, 4].map((bar) => heard(8_990, bar))];
    expect(judge("deadline", tap, [...stuck, stall("engine stood at bar 1")])).to.include({
      outcome: "fail",
    });
  });
});

describe("proof/vacuity, with a tap", () => {
  it("proves a scheme able to fail like one with lines", () => {
    const expectations = {
      ...{ snapshots: { min: 20, possible: 40, everyBars: 1 }, recovery: { withinBars: 10 } },
      ...{ pace: { minPercent: 80 }, delivery: "at-least-once" as const },
    };
    const plan = { publishedBy: "tap", barsTold: true, steps: [planStep()], expect: expectations } as const;
    expect(proveNotVacuous(planOf(plan))).to.deep.equal([]);
  });
});
