/** Tests of the check `delivery`: both promises, on literal ledgers. */
import { expect } from "chai";
import type { Event } from "../event.js";
import { planOf, wholeHistory } from "../literals.js";
import { delivery } from "./delivery.js";
import {
  bar,
  bars,
  expected,
  filesOf,
  golden,
  header,
  history,
  most,
  once,
  order,
  publishing,
  textOf,
} from "./ledger-literals.js";

const judge = (ledger: string, plan = once, events: readonly Event[] = history) =>
  delivery.judge({ plan, history: events, files: filesOf(ledger) });

describe("checks/delivery, exactly-once", () => {
  it("is inconclusive on the empty history", () => {
    expect(delivery.applies(planOf())).to.equal(false);
    expect(delivery.judge({ plan: once, history: [], files: {} })).to.deep.equal({
      check: "delivery",
      outcome: "inconclusive",
      reason: "there is no ledger: nothing tells which bars were taken",
      evidence: [],
    });
    const blind = { plan: { ...once, observed: [] }, history, files: filesOf(golden) };
    expect(delivery.judge(blind)).to.include({
      outcome: "inconclusive",
      reason: 'delivery cannot be observed: the system file declares no observation "ledger"',
    });
    expect(delivery.judge({ plan: once, history, files: { ledger: golden } }).outcome).to.equal(
      "inconclusive",
    );
  });

  it("passes the golden ledger", () => {
    expect(judge(golden)).to.deep.equal({
      check: "delivery",
      outcome: "pass",
      reason: "4 bars taken exactly once: the ledger is golden",
      evidence: [],
      measured: "0 lost, 0 doubled",
    });
  });

  it("passes without a golden ledger on the bars alone, and says so", () => {
    const found = delivery.judge({ plan: once, history, files: { ledger: golden, expected } });
    expect(found.reason).to.equal("4 bars taken exactly once: the bars are those of the results file");
  });

  it("names the bar that was lost, and during which fault", () => {
    expect(judge(textOf(header, ...bars(1, 2, 4)))).to.deep.equal({
      check: "delivery",
      outcome: "fail",
      reason: "bar 3 was lost (during f1 (kill engine)); in all 1 lost",
      evidence: [],
      measured: "1 lost, 0 doubled",
    });
    expect(judge(textOf(header, ...bars(1, 2, 4)), { ...once, steps: [] }).reason).to.equal(
      "bar 3 was lost (while no fault was open); in all 1 lost",
    );
  });

  const reason = (...lines: string[]) => judge(textOf(header, ...lines)).reason;
  it("names what was doubled, reordered, changed, made up or cut short", () => {
    expect(reason(...bars(1, 2, 2), order("o1", 3), ...bars(3, 4))).to.match(
      /^bar 2 was taken twice .* 1 doubled$/,
    );
    expect(reason(...bars(1, 3, 2, 4))).to.match(/^bar 2 came after bar 3 /);
    expect(reason(bar(1, { timestamp_ms: 1 }), ...bars(2, 3, 4))).to.match(
      /^bar 1: its timestamp is 1, in the results file 60000 /,
    );
    expect(
      reason(bar(1, { symbols: { AAA: [1, 2, 1, 2, 9], BBB: [3, 4, 3, 4, 1] } }), ...bars(2, 3, 4)),
    ).to.match(/^bar 1: AAA is \[1,2,1,2,9\], in the results file \[1,2,1,2,1\] /);
    expect(reason(...bars(1, 2), order("o1", 3), ...bars(3, 4, 5))).to.match(/^bar 5 is not in the stream /);
    expect(reason(bar(1, { symbols: { AAA: [1, 2, 1, 2, 1] } }), ...bars(2, 3, 4))).to.match(
      /^bar 1 has 1 of 2 symbols, missing: BBB /,
    );
    expect(reason(bar(1, { symbols: { CCC: [1, 2, 1, 2, 1] } }), ...bars(2, 3, 4))).to.match(
      /^bar 1: CCC has no such bar in the results file /,
    );
  });

  it("names an order that was made twice, and one that golden does not have", () => {
    expect(reason(...bars(1, 2), order("o1", 3), order("o1", 3), ...bars(3, 4))).to.match(
      /^order o1 was made twice .* 1 doubled$/,
    );
    expect(reason(...bars(1, 2), order("o2", 3), ...bars(3, 4))).to.equal(
      'bar 3: line 4 is {"type":"order","id":"o2","bar":3}, golden is {"type":"order","id":"o1","bar":3} ' +
        "(during f1 (kill engine)); in all 1 computed otherwise",
    );
    expect(judge(golden + textOf(order("o9", 4))).outcome).to.equal("fail");
  });

  it("fails a torn last line, and an empty ledger", () => {
    expect(judge(golden.slice(0, -5)).reason).to.match(/^bar 4 was lost /);
    expect(judge("").reason).to.equal("bar 1 was lost (during f1 (kill engine)); in all 4 lost");
  });

  it("does not fail bars that lack because the run was cut, but does fail a doubled one", () => {
    const cut = history.slice(0, -1);
    expect(judge(textOf(header, ...bars(1, 2)), once, cut).outcome).to.equal("inconclusive");
    expect(judge(textOf(header, ...bars(1, 1)), once, cut).outcome).to.equal("fail");
    expect(judge(`${textOf(header, ...bars(1, 2))}{"type"`, once, cut).outcome).to.equal("inconclusive");
  });
});

describe("checks/delivery, at-most-once", () => {
  it("passes losses under a fault, and says which, with the sum", () => {
    expect(judge(textOf(header, ...bars(1, 4, 4)), most)).to.deep.equal({
      check: "delivery",
      outcome: "pass",
      reason: "taken 2 + lost 2 = published 4, 1 doubled beside; lost: 2-3 during f1 (kill engine)",
      evidence: [],
      measured: "2 lost, 1 doubled",
    });
  });

  it("counts a bar that lacks a symbol as lost", () => {
    const short = bar(2, { symbols: { AAA: [1, 2, 1, 2, 2] } });
    expect(judge(textOf(header, bar(1), short, ...bars(3, 4)), most).measured).to.equal("1 lost, 0 doubled");
  });

  it("fails a loss that no fault explains", () => {
    expect(judge(textOf(header, ...bars(1, 2, 4)), { ...most, steps: [] })).to.deep.equal({
      check: "delivery",
      outcome: "fail",
      reason:
        "bar 3 was lost while no fault could explain it; taken 3 + lost 1 = published 4, 0 doubled beside",
      evidence: [],
      measured: "1 lost, 0 doubled",
    });
  });

  it("fails what is wrong whatever may be lost", () => {
    expect(judge(textOf(header, ...bars(1, 3, 2)), most).reason).to.equal("bar 2 came after bar 3");
    expect(judge(textOf(header, "{", ...bars(1)), most).outcome).to.equal("fail");
    const unpublished = wholeHistory(publishing.slice(0, 3));
    expect(judge(textOf(header, ...bars(1, 2, 3, 4)), most, unpublished).reason).to.equal(
      "bar 4 is in the ledger and was never published",
    );
  });

  it("does not fail what lacks because the run was cut, but does fail what is there and wrong", () => {
    const cut = history.slice(0, -1);
    const unblamed = { ...most, steps: [] };
    expect(judge(textOf(header, ...bars(1, 2)), unblamed, cut)).to.include({ outcome: "inconclusive" });
    expect(judge(`${textOf(header, ...bars(1))}{"type"`, unblamed, cut).outcome).to.equal("inconclusive");
    expect(judge(textOf(header, ...bars(2, 1)), unblamed, cut).outcome).to.equal("fail");
    expect(
      judge(textOf(header, ...bars(1, 2, 3, 4)), most, wholeHistory(publishing.slice(0, 3))).outcome,
    ).to.equal("fail");
  });

  it("is inconclusive where nothing was taken", () => {
    expect(judge(textOf(header), most).outcome).to.equal("inconclusive");
  });
});
