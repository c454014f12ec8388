/** Tests of whether a fault was felt, where the record's own tests do not reach. */
import { expect } from "chai";
import type { Plan, PlannedStep } from "../planning/plan.js";
import { at, planOf, planStep, rung, seen, state, type Timed, wholeHistory } from "../proof/literals.js";
import { faultRecords } from "./fault-record.js";

const published = (tMs: number, bar: number, incarnation = 1) =>
  at(tMs, seen("published", bar, { role: "publisher", incarnation }));
const taken = (tMs: number, bars: number, incarnation = 1) =>
  at(tMs, seen("taken", bars, { role: "engine", incarnation }));
const feltOf = (step: PlannedStep, timed: readonly Timed[], plan: Plan = planOf()) =>
  faultRecords({ ...plan, steps: [step] }, wholeHistory(timed))[0];
const begun = (step: PlannedStep) => [
  at(0, state("publisher", 1, "spawned")),
  at(0, state("engine", 1, "spawned")),
  published(200, 20),
  taken(200, 20),
  at(204, rung(step, "observed", 20)),
];
const back = (step: PlannedStep, incarnation = 2) => [
  at(250, state(step.target, incarnation, "spawned")),
  at(259, state(step.target, incarnation, "ready")),
  at(260, rung(step, "healed", 20)),
];

describe("felt", () => {
  it("demands a stand-still from two bars on, and not below", () => {
    const pause = (forBars: number) => planStep({ fault: "pause", forBars });
    const at2 = (step: PlannedStep) =>
      feltOf(step, [...begun(step), at(260, rung(step, "healed", 20))])?.felt;
    expect(at2(pause(2))).to.equal("not-felt");
    expect(at2(pause(1.9))).to.equal("not-required");
    expect(at2(planStep({ fault: "late", forBars: 1 }))).to.equal("not-required");
    expect(at2(planStep({ fault: "fifo-recreate", forBars: 0 }))).to.equal("not-felt");
  });

  it("judges a kill of two bars by its stand-still, one below by its hand-over", () => {
    const step = (forBars: number) => planStep({ fault: "kill", forBars });
    const timed = (of: PlannedStep) => [...begun(of), ...back(of), published(270, 21), taken(271, 21, 2)];
    expect(feltOf(step(2), timed(step(2)))?.felt).to.equal("not-felt");
    const short = feltOf(step(1), timed(step(1)));
    expect(short?.felt).to.equal("felt");
    expect(short?.feltProof).to.equal("engine.2 works and engine.1 does not any more");
  });

  it("judges a short kill of a role of which no bar tells by the stand-still of its start", () => {
    const step = planStep({ fault: "kill", target: "bridge", forBars: 1 });
    const dead = (...between: Timed[]) =>
      feltOf(step, [...begun(step), ...between, ...back(step), published(270, 24), taken(271, 24)]);
    const two = [published(214, 21), published(224, 22)];
    expect(dead(...two)?.felt).to.equal("felt");
    expect(dead(...two.flatMap((bar, index) => [bar, taken(bar.tMs, 21 + index)]))?.felt).to.equal(
      "not-felt",
    );
    expect(dead(published(214, 21), taken(214, 21))?.felt).to.equal("not-required");
  });

  it("needs half of the time for which a role was gone, where its start made that longer than planned", () => {
    const step = planStep({ fault: "kill", target: "bridge", forBars: 5 });
    // Gone for 20 bars of 10 ms, in which bars go on being taken but for one stretch.
    const gone = (stillBars: number) =>
      feltOf(step, [
        ...begun(step),
        ...Array.from({ length: 20 }, (_, index) => index + 1).flatMap((bar) => {
          const late = bar > 4 && bar <= 4 + stillBars;
          const line = published(204 + 10 * bar, 20 + bar);
          return late ? [line] : [line, taken(204 + 10 * bar, 20 + bar)];
        }),
        at(405, state("bridge", 2, "spawned")),
        at(409, state("bridge", 2, "ready")),
        at(410, rung(step, "healed", 40)),
      ]);
    expect(gone(10)?.felt).to.equal("felt");
    expect(gone(9)?.felt).to.equal("not-felt");
    expect(gone(9)?.feltProof).to.match(/advanced 9 bars \(needed 10\)$/);
  });

  it("needs one bar of stand-still at least, however short the fault", () => {
    const step = planStep({ fault: "pause", forBars: 2 });
    const paused = (bar: number) => [...begun(step), published(214, bar), at(215, rung(step, "healed", bar))];
    expect(feltOf(step, paused(21))?.felt).to.equal("felt");
    expect(feltOf(step, paused(20))?.felt).to.equal("not-felt");
  });

  it("asks a slow role for a stand-still of one stop, not of the whole length", () => {
    const slow = (share: number) => planStep({ fault: "slow", forBars: 15, options: { share } });
    // At 10 ms a bar a turn takes 100 ms: of 50 ms are 5 bars, of 10 ms is one.
    const timed = (step: PlannedStep) => [
      ...begun(step),
      published(244, 24),
      taken(245, 24),
      at(354, rung(step, "healed", 24)),
    ];
    expect(feltOf(slow(50), timed(slow(50)))?.feltProof).to.match(/advanced 4 bars \(needed 4\)$/);
    expect(feltOf(slow(90), begun(slow(90)))?.felt).to.equal("not-required");
  });

  it("counts a start against a taken port, which comes before the fault is observed", () => {
    const step = planStep({ fault: "port-squat", target: "publisher", options: { port: "bars" } });
    const squatted = (...between: Timed[]) =>
      feltOf(step, [
        ...[at(0, state("publisher", 1, "spawned")), published(200, 20), taken(200, 20)],
        at(201, rung(step, "delivered", 20)),
        ...[...between, at(204, rung(step, "observed", 20))],
        at(260, rung(step, "healed", 20)),
      ]);
    expect(squatted(at(202, state("publisher", 2, "spawned")))?.felt).to.equal("felt");
    expect(squatted()?.felt).to.equal("not-felt");
  });

  const restart = planStep({ fault: "restart", forBars: 0 });
  const restarted = [...begun(restart), ...back(restart), published(270, 21), taken(271, 21, 2)];

  it("allows the old incarnation the lines that it wrote before, read late", () => {
    expect(feltOf(restart, [...restarted, taken(272, 21, 1)])?.felt).to.equal("felt");
    expect(feltOf(restart, [...restarted, taken(272, 22, 1)])?.felt).to.equal("not-felt");
    const early = [...begun(restart).slice(0, 4), taken(201, 22), at(204, rung(restart, "observed", 20))];
    expect(feltOf(restart, [...early, ...back(restart), taken(271, 23, 2)])?.felt).to.equal("felt");
  });

  it("takes another role's lines for no sign of life of the target", () => {
    const byBridge = at(272, seen("taken", 25, { role: "bridge", incarnation: 1 }));
    expect(feltOf(restart, [...restarted, byBridge])?.felt).to.equal("felt");
  });

  it("knows an old source by lines after the new one was ready", () => {
    const source = planStep({ fault: "restart", target: "publisher", forBars: 0 });
    const timed = [...begun(source), ...back(source), published(270, 21, 2), taken(271, 21)];
    expect(feltOf(source, timed)?.felt).to.equal("felt");
    const early = [
      ...begun(source),
      published(205, 21),
      ...back(source),
      published(270, 22, 2),
      taken(271, 22),
    ];
    expect(feltOf(source, early)?.felt).to.equal("felt");
    expect(feltOf(source, [...timed, published(280, 22, 1)])?.feltProof).to.match(
      /^publisher\.1 still worked after the fault: event \d+$/,
    );
  });

  it("knows an old taker whose counts start anew by lines after the new one was ready", () => {
    const anew = planOf({ takenScope: "sinceStart" });
    const timed = [...begun(restart), taken(205, 40), ...back(restart), published(270, 21), taken(271, 1, 2)];
    expect(feltOf(restart, timed, anew)?.felt).to.equal("felt");
    expect(feltOf(restart, [...timed, taken(272, 41, 1)], anew)?.felt).to.equal("not-felt");
  });

  it("names the incarnation that never came", () => {
    expect(feltOf(restart, [...begun(restart), at(260, rung(restart, "healed", 20))])?.feltProof).to.equal(
      "no new bar was taken with a new incarnation of engine",
    );
  });

  it("feels a late role by its readiness, not by its start", () => {
    const late = planStep({ fault: "late", forBars: 3 });
    const timed = [
      at(0, rung(late, "observed", 0)),
      published(10, 1),
      at(11, state("engine", 1, "spawned")),
      published(20, 3),
      at(22, state("engine", 1, "ready")),
      at(23, rung(late, "healed", 3)),
    ];
    expect(feltOf(late, timed)?.felt).to.equal("felt");
  });

  it("measures the first and the last stretch as well as those between", () => {
    const step = planStep({ fault: "pause", forBars: 4 });
    const open = (...between: Timed[]) => [...begun(step), ...between, at(260, rung(step, "healed", 24))];
    expect(feltOf(step, open(published(230, 23), taken(231, 21), published(240, 24)))?.felt).to.equal("felt");
    expect(feltOf(step, open(published(210, 21), taken(211, 21), published(240, 24)))?.felt).to.equal("felt");
    expect(feltOf(step, open(published(220, 22), taken(221, 21), published(240, 24)))?.felt).to.equal(
      "not-felt",
    );
  });

  it("takes bars that were read late, all in one go, for no stand-still", () => {
    const step = planStep({ fault: "pause", forBars: 5 });
    const lateRead = [published(254, 24), published(254, 30), taken(254, 24), taken(254, 30)];
    const healed = at(260, rung(step, "healed", 30));
    expect(feltOf(step, [...begun(step), ...lateRead, healed])?.felt).to.equal("not-felt");
    const inTime = [published(230, 24), published(254, 25), taken(254, 25)];
    expect(feltOf(step, [...begun(step), ...inTime, healed])?.felt).to.equal("felt");
  });

  it("demands that bars come later by half of a delay, and of no delay that the ticks would hide", () => {
    const step = (delay: number) =>
      planStep({ fault: "latency", target: "bars", forBars: 5, options: { delay } });
    const late = (of: PlannedStep, lagMs: number) => {
      const bars = [21, 22, 23, 24];
      const events = bars.flatMap((bar) => [published(bar * 10, bar), taken(bar * 10 + lagMs, bar)]);
      return [
        ...begun(of).slice(0, 2),
        ...[17, 18, 19, 20].flatMap((bar) => [published(bar * 5, bar), taken(bar * 5 + 1, bar)]),
        at(204, rung(of, "observed", 20)),
        ...[...events, at(320, rung(of, "healed", 24))].sort((a, b) => a.tMs - b.tMs),
      ];
    };
    expect(feltOf(step(60), late(step(60), 31))?.felt).to.equal("felt");
    expect(feltOf(step(60), late(step(60), 30))?.felt).to.equal("not-felt");
    expect(feltOf(step(60), late(step(60), 30))?.feltProof).to.equal(
      "the quickest quarter of 4 bars was taken 30 ms after it was published, 1 ms before the fault: 29 ms later (needed 30)",
    );
    expect(feltOf(step(39), late(step(39), 2))?.felt).to.equal("not-required");
  });

  it("counts no bar that the heal lets go before its time, and none whose lines were read in one look", () => {
    const step = planStep({ fault: "latency", target: "bars", forBars: 5, options: { delay: 60 } });
    const late = [21, 22, 23].flatMap((bar) => [published(bar * 10, bar), taken(bar * 10 + 60, bar)]);
    const atOnce = [24, 25, 26].flatMap((bar) => [published(298, bar), taken(298, bar)]);
    const letGo = [27, 28, 29, 30].flatMap((bar) => [published(380 + bar, bar), taken(421, bar)]);
    const all = [...late, ...atOnce, ...letGo, at(420, rung(step, "healed", 30))];
    const found = feltOf(step, [...begun(step), ...all.sort((a, b) => a.tMs - b.tMs)]);
    expect(found?.felt).to.equal("felt");
    expect(found?.feltProof).to.contain(
      "the quickest quarter of 3 bars was taken 60 ms after it was published",
    );
    expect(feltOf(step, [...begun(step), ...atOnce, at(420, rung(step, "healed", 26))])?.felt).to.equal(
      "not-felt",
    );
  });

  it("calls bars that a delay keeps away until the heal as late as that", () => {
    const step = planStep({ fault: "latency", target: "bars", forBars: 5, options: { delay: 400 } });
    const away = [
      published(210, 21),
      published(220, 22),
      published(230, 23),
      at(700, rung(step, "healed", 23)),
    ];
    expect(feltOf(step, [...begun(step), ...away])?.felt).to.equal("felt");
  });

  it("does not hold a delay against what an earlier fault had made late", () => {
    const kill = planStep({ id: "f0" });
    const step = planStep({ fault: "latency", target: "bars", forBars: 5, options: { delay: 60 } });
    const calm = [1, 2, 3].flatMap((bar) => [published(bar * 5, bar), taken(bar * 5 + 1, bar)]);
    const down = [4, 5, 6, 7, 8, 9].map((bar) => published(bar * 10, bar));
    const late = [21, 22, 23].flatMap((bar) => [published(bar * 10, bar), taken(bar * 10 + 60, bar)]);
    const found = feltOf(step, [
      ...calm,
      at(16, rung(kill, "requested", 3)),
      ...down,
      at(95, rung(kill, "healed", 9)),
      ...[4, 5, 6, 7, 8, 9].map((bar) => taken(96, bar)),
      at(204, rung(step, "observed", 20)),
      ...late.sort((a, b) => a.tMs - b.tMs),
      at(420, rung(step, "healed", 23)),
    ]);
    expect(found?.feltProof).to.contain("1 ms before the fault");
    expect(found?.felt).to.equal("felt");
  });
});
