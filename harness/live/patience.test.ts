/** Tests of the deadline and stall rules. */
import { expect } from "chai";
import type { Plan } from "../planning/plan.js";
import { planOf } from "../proof/literals.js";
import { impatience, isOver, quietMs } from "./patience.js";
import { keepStanding } from "./standing.js";

const plan = {
  bars: 300,
  sourceRole: "publisher",
  takerRole: "engine",
  roles: [{ name: "engine", startAfter: [], heldBack: false, consumer: true }],
  deadline: { ms: 60_000, terms: [], stallMs: 5_000 },
} as unknown as Plan;

const standing = (published: number, publishedAtMs: number, taken: number, takenAtMs: number) => ({
  ...keepStanding().standing,
  published,
  publishedAtMs,
  taken,
  takenAtMs,
});

describe("patience", () => {
  it("waits while bars come", () => {
    expect(impatience(plan, standing(10, 900, 10, 900), 1_000, 0)).to.equal(null);
  });

  it("calls a taker that stands while the source goes on a stall, and says where both are", () => {
    expect(impatience(plan, standing(211, 9_900, 137, 4_000), 10_000, 0)).to.deep.equal({
      cause: "stall",
      reason: "engine stood at bar 137 for 6.0 s while publisher was at 211",
    });
  });

  it("calls a source that stands a stall", () => {
    expect(impatience(plan, standing(40, 1_000, 40, 1_000), 6_001, 0)).to.deep.equal({
      cause: "stall",
      reason: "publisher stood at bar 40 of 300 for 5.0 s",
    });
  });

  it("does not call a source that is done a stall", () => {
    expect(impatience(plan, standing(300, 1_000, 300, 1_000), 50_000, 0)).to.equal(null);
  });

  it("does not count the time before a fault or a start was the last thing to change", () => {
    const changed = { ...standing(40, 1_000, 40, 1_000), changedAtMs: 5_500 };
    expect(impatience(plan, changed, 6_001, 0)).to.equal(null);
  });

  it("does not call a taker a stall that the timeline keeps away, until it has come", () => {
    const late = { ...plan, roles: plan.roles.map((role) => ({ ...role, heldBack: true })) };
    const away = standing(211, 9_900, 0, 0);
    expect(impatience(late, away, 10_000, 0)).to.equal(null);
    const come = { ...away, readyAtMs: new Map([["engine.1", 2_000]]) };
    expect(impatience(late, come, 10_000, 0)?.cause).to.equal("stall");
  });

  it("names the deadline, and where both stood", () => {
    expect(impatience(plan, standing(40, 1_000, 30, 1_000), 60_001, null)).to.deep.equal({
      cause: "deadline",
      reason: "the derived deadline of 60.0 s passed: publisher was at bar 40 of 300, engine at 30",
    });
  });

  it("never gives up bars that are owed: a stall or the deadline ends that wait", () => {
    for (const delivery of ["exactly-once", "at-least-once"] as const)
      expect(quietMs(planOf({ expect: { delivery } }))).to.equal(Number.POSITIVE_INFINITY);
  });

  it("gives up what is not owed before it would be a stall", () => {
    expect(quietMs(planOf({ expect: { delivery: "at-most-once" } }))).to.equal(5_000);
    expect(quietMs(planOf({ recovery: false, expect: { delivery: "exactly-once" } }))).to.equal(200);
    expect(quietMs(planOf({ takenScope: "sinceStart" }))).to.equal(200);
  });

  it("does not call a source stalled that the tap misses while bars are taken, and ends when all are", () => {
    const tapped = { ...plan, publishedBy: "tap" } as Plan;
    expect(impatience(plan, standing(10, 900, 10, 9_900), 10_000, 0)?.cause).to.equal("stall");
    expect(impatience(tapped, standing(10, 900, 10, 9_900), 10_000, 0)).to.equal(null);
    expect(isOver(plan, standing(299, 0, 300, 0))).to.equal(false);
    expect(isOver(tapped, standing(299, 0, 300, 0))).to.equal(true);
  });

  it("calls nothing stalled that only a clock says is due, until its schedule is over", () => {
    const clocked = { ...plan, publishedBy: "clock" } as Plan;
    expect(impatience(clocked, standing(211, 9_900, 137, 4_000), 10_000, 0)).to.equal(null);
    expect(impatience(clocked, standing(300, 9_900, 137, 4_000), 10_000, 0)?.cause).to.equal("stall");
  });
});
