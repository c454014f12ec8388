/** Tests of the check `harness` on literal histories. */
import { expect } from "chai";
import type { EventBody } from "../event.js";
import { at, planOf, wholeHistory } from "../proof/literals.js";
import { harness } from "./harness.js";

const judge = (...bodies: EventBody[]) =>
  harness.judge({
    plan: planOf(),
    history: wholeHistory(bodies.map((body) => at(1, body))),
    files: {},
  });

describe("checks/harness", () => {
  it("is inconclusive on the empty history", () => {
    expect(harness.judge({ plan: planOf(), history: [], files: {} })).to.deep.equal({
      check: "harness",
      outcome: "inconclusive",
      reason: "the history has no end: the harness was stopped or its file was cut; run again",
      evidence: [],
    });
  });

  it("passes a whole history, and one in which only a process was left over", () => {
    expect(judge()).to.deep.equal({
      check: "harness",
      outcome: "pass",
      reason: "a whole history of 2 events",
      evidence: [2],
    });
    expect(judge({ type: "harness", problem: "leftover", reason: "pid 7" }).outcome).to.equal("pass");
    expect(judge({ type: "harness", problem: "stop-ignored", reason: "deaf" }).outcome).to.equal("pass");
  });

  it("is inconclusive where a log shrank", () => {
    const shrank: EventBody = { type: "harness", problem: "log-shrank", reason: "engine_s5_1.log" };
    expect(judge(shrank, shrank)).to.deep.equal({
      check: "harness",
      outcome: "inconclusive",
      reason: "log-shrank: engine_s5_1.log (and 1 more); what was seen after it cannot be trusted",
      evidence: [2, 3],
    });
  });

  it("is inconclusive where the run was interrupted, not where it stalled", () => {
    const cut = (cause: "interrupt" | "global-timeout" | "harness" | "stall" | "deadline" | "violation") =>
      judge({ type: "cut", cause, reason: "R" });
    expect(cut("interrupt").reason).to.equal("the run was cut (interrupt): R; run it again");
    for (const cause of ["global-timeout", "harness"] as const) {
      expect(cut(cause).outcome).to.equal("inconclusive");
    }
    for (const cause of ["stall", "deadline", "violation"] as const) {
      expect(cut(cause).outcome).to.equal("pass");
    }
  });

  it("is inconclusive where the history lacks its start", () => {
    const history = wholeHistory([]).slice(1);
    expect(harness.judge({ plan: planOf(), history, files: {} }).reason).to.equal(
      "the history does not begin with its start; run again",
    );
  });
});
