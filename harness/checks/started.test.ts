/** Tests of the check `started` on literal histories. */
import { expect } from "chai";
import { at, planOf, seen, state, wholeHistory } from "../proof/literals.js";
import { started } from "./started.js";

const ran = [
  state("publisher", 1, "ready"),
  state("engine", 1, "ready"),
  seen("published", 1, { role: "publisher" }),
  seen("taken", 1, { role: "engine" }),
];
const judge = (bodies: typeof ran, plan = planOf()) =>
  started.judge({ plan, history: wholeHistory(bodies.map((body) => at(1, body))), files: {} });

describe("checks/started", () => {
  it("is inconclusive on the empty history", () => {
    expect(started.judge({ plan: planOf(), history: [], files: {} })).to.deep.equal({
      check: "started",
      outcome: "inconclusive",
      reason:
        "publisher never became ready: the history stops before its end; nothing was measured, look at the logs",
      evidence: [],
    });
  });

  it("passes once every role was ready and one bar was taken", () => {
    expect(judge(ran)).to.deep.equal({
      check: "started",
      outcome: "pass",
      reason: "2 of 2 roles ready, bars flowed",
      evidence: [2, 3, 4, 5],
    });
  });

  it("is inconclusive where one of them is missing", () => {
    const reasons = ran.map((_, left) => judge(ran.filter((__, index) => index !== left)).reason);
    expect(reasons).to.deep.equal(
      [
        "publisher never became ready",
        "engine never became ready",
        "no bar was seen published",
        "no bar was seen taken",
      ].map((what) => `${what}; nothing was measured, look at the logs`),
    );
  });

  it("does not demand what the system does not declare, but demands that it declares one", () => {
    expect(judge(ran.slice(0, 3), planOf({ observed: ["published"] })).outcome).to.equal("pass");
    expect(judge(ran, planOf({ observed: [] })).reason).to.equal(
      'nothing tells whether bars flow: the system file declares neither "published" nor "taken"; ' +
        "nothing was measured, look at the logs",
    );
  });
});
