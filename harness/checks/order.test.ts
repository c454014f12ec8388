/** Tests of the check `order` on literal histories. */
import { expect } from "chai";
import type { EventBody } from "../event.js";
import { at, planOf, seen, wholeHistory } from "../proof/literals.js";
import { order } from "./order.js";

const published = (bar: number, incarnation = 1) =>
  seen("published", bar, { role: "publisher", incarnation });
const taken = (bars: number, incarnation = 1) => seen("taken", bars, { role: "engine", incarnation });
const judge = (bodies: readonly EventBody[], plan = planOf()) =>
  order.judge({ plan, history: wholeHistory(bodies.map((body) => at(1, body))), files: {} });

describe("checks/order", () => {
  it("is inconclusive on the empty history", () => {
    expect(order.judge({ plan: planOf(), history: [], files: {} })).to.deep.equal({
      check: "order",
      outcome: "inconclusive",
      reason: "no bar was seen published or taken; see the check started",
      evidence: [],
    });
  });

  it("passes bars in order, with the one at a restart published again", () => {
    expect(judge([published(1), published(2), published(2, 2), published(3, 2), taken(3)])).to.deep.equal({
      check: "order",
      outcome: "pass",
      reason: "4 bars published in order, 1 published again at a restart",
      evidence: [],
    });
  });

  it("fails a bar published twice by one incarnation, or after a later one", () => {
    expect(judge([published(1), published(2), published(2)])).to.deep.equal({
      check: "order",
      outcome: "fail",
      reason: "publisher.1 published bar 2 twice",
      evidence: [3, 4],
      at: 4,
    });
    expect(judge([published(3), published(2, 2)]).reason).to.equal("publisher.2 published bar 2 after bar 3");
  });

  it("fails a count of taken bars that goes back", () => {
    expect(judge([taken(5), taken(5), taken(4)])).to.deep.equal({
      check: "order",
      outcome: "fail",
      reason: "engine.1 counted 4 bars taken when 5 had been",
      evidence: [3, 4],
      at: 4,
    });
  });

  it("lets a new incarnation take ten bars again, and not eleven", () => {
    expect(judge([taken(20), taken(10, 2)]).outcome).to.equal("pass");
    expect(judge([taken(20), taken(9, 2)]).reason).to.equal("engine.2 counted 9 bars taken when 20 had been");
  });

  it("lets a count start anew where the system says that it does", () => {
    expect(judge([taken(20), taken(1, 2)], planOf({ takenScope: "sinceStart" })).outcome).to.equal("pass");
  });
});
