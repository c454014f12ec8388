/** Tests of the records of faults on literal histories. */
import { expect } from "chai";
import type { PlannedStep } from "../planning/plan.js";
import { at, planOf, planStep, rung, seen, state, type Timed, wholeHistory } from "../proof/literals.js";
import { faultRecords } from "./fault-record.js";

const published = (tMs: number, bar: number, incarnation = 1) =>
  at(tMs, seen("published", bar, { role: "publisher", incarnation }));
const taken = (tMs: number, bars: number, incarnation = 1) =>
  at(tMs, seen("taken", bars, { role: "engine", incarnation }));
const spawned = at(0, state("engine", 1, "spawned"));
const recordOf = (step: PlannedStep, timed: readonly Timed[], plan = planOf()) =>
  faultRecords({ ...plan, steps: [step] }, wholeHistory(timed))[0];
const open = (step: PlannedStep, ...between: Timed[]) => [
  spawned,
  published(200, 20),
  taken(200, 20),
  at(201, rung(step, "requested", 20)),
  at(202, rung(step, "delivered", 20)),
  at(204, rung(step, "observed", 20)),
  ...between,
];

describe("fault-record", () => {
  it("gives a record of nulls for a step of which nothing is known", () => {
    expect(recordOf(planStep(), [])).to.deep.equal({
      id: "f1",
      fault: "kill",
      target: "engine",
      atBar: 20,
      requestedMs: null,
      deliveredMs: null,
      observedMs: null,
      observedAvailable: true,
      healedMs: null,
      problem: null,
      recoveredMs: null,
      recoveredBars: null,
      outageMs: null,
      skewBars: null,
      imprecise: false,
      felt: "unknown",
      feltProof: "the fault was never observed",
      fromBar: null,
      toBar: null,
      proofs: [],
      events: [],
    });
  });

  it("tells times, proofs, skew and recovery of a whole fault", () => {
    const step = planStep();
    const timed = [
      ...open(step, published(250, 25), at(251, state("engine", 2, "spawned"))),
      at(258, state("engine", 2, "ready")),
      at(260, rung(step, "healed", 25)),
      published(270, 27),
      taken(271, 21, 2),
    ];
    expect(recordOf(step, timed)).to.deep.include({
      requestedMs: 201,
      deliveredMs: 202,
      observedMs: 204,
      healedMs: 260,
      recoveredMs: 271,
      recoveredBars: 2,
      outageMs: 69,
      skewBars: 0,
      fromBar: 20,
      toBar: 27,
      felt: "felt",
      feltProof: "taken stood at 20 for 56 ms while the source advanced 5 bars (needed 4)",
      events: [5, 6, 7, 11, 13],
    });
  });

  it("takes the longest stretch: bars taken before or after it do not cancel it", () => {
    const step = planStep({ fault: "pause" });
    const late = [taken(205, 21), published(240, 24), published(245, 25), taken(246, 22), taken(247, 25)];
    const felt = (bars: number) =>
      recordOf({ ...step, forBars: bars }, [...open(step, ...late), at(260, rung(step, "healed", 25))])?.felt;
    expect(felt(6)).to.equal("felt");
    expect(felt(7)).to.equal("not-felt");
  });

  it("measures the source against its schedule", () => {
    const step = planStep({ fault: "pause", target: "publisher" });
    const felt = (healedMs: number) =>
      recordOf(step, [...open(step), at(healedMs, rung(step, "healed", 20))])?.felt;
    expect(felt(244)).to.equal("felt");
    expect(felt(243)).to.equal("not-felt");
  });

  it("does not demand felt where the step does not", () => {
    const step = planStep({ feltRequired: false });
    expect(recordOf(step, [...open(step), at(205, rung(step, "healed", 20))])?.felt).to.equal("not-required");
  });

  it("cannot feel what is not observed", () => {
    const step = planStep();
    const record = recordOf(step, open(step), planOf({ observed: ["taken"] }));
    expect(record?.felt).to.equal("not-available");
    expect(record?.feltProof).to.equal('the system does not declare the observation "published"');
  });

  it("feels a short outage by the hand-over from the old incarnation to the new one", () => {
    const step = planStep({ fault: "restart", forBars: 0 });
    const restarted = [
      ...open(step, at(259, state("engine", 2, "ready")), at(260, rung(step, "healed", 20))),
      published(270, 21),
    ];
    expect(recordOf(step, [...restarted, taken(271, 21, 2)])?.felt).to.equal("felt");
    expect(recordOf(step, restarted)?.felt).to.equal("not-felt");
    const zombie = recordOf(step, [...restarted, taken(271, 21, 2), taken(272, 22, 1)]);
    expect(zombie?.felt).to.equal("not-felt");
    expect(zombie?.feltProof).to.equal("engine.1 still worked after the fault: event 12");
    expect(recordOf(step, [...restarted, taken(271, 21, 1)])?.felt).to.equal("not-felt");
  });

  it("takes progress of the incarnation that the fault ended with, not of one before or one that failed", () => {
    const step = planStep();
    const timed = [
      ...open(step),
      at(210, state("engine", 2, "spawned")),
      at(240, state("engine", 2, "not-ready")),
      at(250, state("engine", 3, "spawned")),
      at(258, state("engine", 3, "ready")),
      at(260, rung(step, "healed", 25)),
      published(270, 27),
      taken(271, 21, 1),
      taken(272, 22, 3),
      at(300, state("engine", 4, "ready")),
      taken(301, 23, 4),
    ];
    expect(recordOf(step, timed)?.recoveredMs).to.equal(272);
  });

  it("takes a bar of a new source for new even where it was read before the heal", () => {
    const step = planStep({ target: "publisher" });
    const timed = [
      at(0, state("publisher", 1, "spawned")),
      ...open(step, at(250, state("publisher", 2, "spawned")), at(251, state("publisher", 2, "ready"))),
      published(255, 21, 2),
      at(260, rung(step, "healed", 21)),
      taken(265, 21),
    ];
    expect(recordOf(step, timed)?.recoveredMs).to.equal(265);
  });

  it("does not take a later incarnation for the end of a pause", () => {
    const step = planStep({ fault: "pause" });
    const timed = [...open(step, published(250, 25)), at(260, rung(step, "healed", 25)), taken(262, 21)];
    const record = recordOf(step, [...timed, at(300, state("engine", 2, "ready")), taken(301, 22, 2)]);
    expect(record?.recoveredMs).to.equal(262);
  });

  it("feels a new FIFO by the first new bar through it, not by a stand-still", () => {
    const step = planStep({ fault: "fifo-recreate", target: "fifo" });
    const healed = [...open(step), at(260, rung(step, "healed", 20))];
    expect(recordOf(step, healed)?.felt).to.equal("not-felt");
    expect(recordOf(step, [...healed, published(270, 21), taken(271, 21)])?.felt).to.equal("felt");
  });

  it("feels a late role from the start of the stream to its readiness", () => {
    const step = planStep({ fault: "late", forBars: 3, trigger: { kind: "start" } });
    const timed = (bar: number) => [
      at(0, rung(step, "requested", 0)),
      at(0, rung(step, "delivered", 0)),
      published(10, 1),
      published(20, bar),
      at(21, rung(step, "observed", bar)),
      at(22, state("engine", 1, "ready")),
      at(23, rung(step, "healed", bar)),
    ];
    expect(recordOf(step, timed(3))?.felt).to.equal("felt");
    expect(recordOf(step, timed(2))?.felt).to.equal("not-felt");
  });

  it("marks a fault imprecise only beyond the limit", () => {
    const skew = (bars: number, speedMs: number) => {
      const timed = [at(1, rung(planStep(), "delivered", 20 + bars))];
      return recordOf(planStep(), timed, planOf({ speedMs }))?.imprecise;
    };
    expect([skew(2, 10), skew(3, 10), skew(1, 800), skew(2, 800)]).to.deep.equal([false, true, false, true]);
  });

  it("has nothing to recover where the whole stream was taken before the heal", () => {
    const step = planStep();
    const record = recordOf(step, [...open(step, taken(205, 40)), at(260, rung(step, "healed", 40))]);
    expect([record?.recoveredMs, record?.recoveredBars]).to.deep.equal([260, 0]);
  });

  it("counts a bar that the new incarnation took before the heal was written", () => {
    const step = planStep();
    const timed = open(step, at(250, state("engine", 2, "ready")), published(255, 21), taken(256, 21, 2));
    const record = recordOf(step, [...timed, at(260, rung(step, "healed", 21))]);
    expect([record?.recoveredMs, record?.recoveredBars]).to.deep.equal([260, 0]);
  });
});
