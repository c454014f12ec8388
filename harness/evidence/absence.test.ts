/** Tests of when something missing proves nothing. */
import { expect } from "chai";
import type { CutEvent, Event, EventBody } from "../event.js";
import { at, numbered, planOf, seen, type Timed, wholeHistory } from "../proof/literals.js";
import { drownedBy, excuse, overBudget, strangerText } from "./absence.js";

const plan = planOf();
const cut = (cause: CutEvent["cause"]): EventBody => ({ type: "cut", cause, reason: "R" });
const noise = (pressurePercent: number): EventBody => ({
  type: "noise",
  loopLagMs: 0,
  stealPercent: null,
  pressurePercent,
});
const stranger: EventBody = {
  type: "holders",
  resource: "bars",
  problem: "stranger",
  holders: [
    { pid: 3, command: "publisher", role: "publisher", end: "connect" },
    { pid: 9, command: "nc -l", role: null, end: "listen" },
  ],
};
const because = (...timed: Timed[]) => excuse(plan, wholeHistory(timed));

describe("absence", () => {
  it("is proof in a whole history that nothing cut", () => {
    expect(because()).to.equal(null);
    expect(because(at(1, noise(100)))).to.equal(null);
  });

  it("is none in a history without end", () => {
    expect(excuse(plan, numbered([at(0, noise(0))]))).to.equal("the history stops before its end");
  });

  it("is none beside a stranger, who alone is named", () => {
    expect(because(at(1, stranger))).to.equal("bars was held by a stranger: pid 9 (nc -l, listen)");
    const all = {
      resource: "bars",
      holders: [{ pid: 3, command: "p", role: "publisher", end: "read" as const }],
    };
    expect(strangerText(all)).to.equal("bars was held by a stranger: pid 3 (p, read)");
    const ours = { ...stranger, problem: "two-readers" } as EventBody;
    expect(because(at(1, ours))).to.equal(null);
  });

  it("is none where the run was cut for another reason than standing still", () => {
    for (const cause of ["interrupt", "global-timeout", "harness"] as const) {
      expect(because(at(1, cut(cause)))).to.equal(`the run was cut by the harness (${cause}: R)`);
    }
    for (const cause of ["violation", "start-failed"] as const) {
      expect(because(at(1, cut(cause)))).to.equal(`the run was cut before (${cause}: R)`);
    }
  });

  it("is proof where the run stood still, unless noise of that time drowned it", () => {
    for (const cause of ["stall", "deadline"] as const) {
      expect(because(at(2000, cut(cause)))).to.equal(null);
      expect(because(at(1000, noise(61)), at(2000, cut(cause)))).to.contain("61 % of the time");
      expect(because(at(999, noise(61)), at(2000, cut(cause)))).to.equal(null);
    }
  });

  it("tells noise above the budget from noise at it, within the times that are asked for", () => {
    const history = wholeHistory([at(5, noise(60)), at(7, noise(60.5)), at(9, noise(80))]);
    expect(overBudget(plan, history, 0, 4.9)).to.equal(null);
    expect(overBudget(plan, history, 7, 7)).to.contain("60.5 %");
    expect(overBudget(plan, history, 7.1)).to.contain("80 %");
    expect(overBudget(plan, history, 9.1)).to.equal(null);
  });

  it("needs the taker to stand and the source to go on, to lay a stall on the taker", () => {
    const published = Array.from({ length: 20 }, (_, index) =>
      at(1100 + 10 * index, seen("published", index + 1, { role: "publisher" })),
    );
    const tail = [at(1500, noise(99)), at(2000, cut("stall"))];
    expect(because(...published, ...tail)).to.equal(null);
    const lateTaken = at(1290, seen("taken", 1, { role: "engine" }));
    expect(because(...published, lateTaken, ...tail)).to.contain("99 %");
    const earlyTaken = [1, 2].map((count) => at(1000, seen("taken", count, { role: "engine" })));
    expect(because(...earlyTaken, ...published, ...tail)).to.equal(null);
    expect(because(...published, ...tail, lateTaken)).to.equal(null);
    expect(excuse(planOf({ observed: ["published"] }), wholeHistory([...published, ...tail]))).to.contain(
      "99 %",
    );
  });

  it("lets noise explain what is late only as far as the harness was late itself", () => {
    const noisy = (loopLagMs: number, pressurePercent: number) =>
      wholeHistory([at(100, { type: "noise", loopLagMs, stealPercent: 0, pressurePercent })]);
    const drowned = (history: Event[], excessMs: number, pieceMs = excessMs) =>
      drownedBy(plan, history, { excessMs, pieceMs, fromMs: 0, toMs: 100 });
    expect(drowned(noisy(20, 0), 40)).to.equal("the harness's own event loop was 20 ms late itself");
    expect(drowned(noisy(20, 0), 41)).to.equal(null);
    expect(drowned(noisy(20, 99), 200)).to.contain("99 % of the time");
    expect(drowned(noisy(20, 99), 201)).to.equal(null);
    expect(drowned(noisy(20, 99), 900, 200)).to.contain("99 % of the time");
    expect(drowned(noisy(1, 99), 100)).to.contain("99 % of the time");
    expect(drowned(noisy(1, 99), 101)).to.equal(null);
  });

  it("asks for the noise of the time itself: each sample tells of what was since the one before it", () => {
    const noise = (tMs: number, loopLagMs: number) =>
      at(tMs, { type: "noise", loopLagMs, stealPercent: 0, pressurePercent: 0 });
    const history = wholeHistory([noise(500, 1), noise(1000, 40), noise(1500, 1)]);
    const drowned = (fromMs: number, toMs: number) =>
      drownedBy(plan, history, { excessMs: 50, pieceMs: 50, fromMs, toMs });
    expect(drowned(600, 700)).to.contain("40 ms late itself");
    expect(drowned(200, 600)).to.contain("40 ms late itself");
    expect(drowned(200, 499)).to.equal(null);
    expect(drowned(1001, 1200)).to.equal(null);
  });
});
