/** Tests of the checks `content` and `duplicates` on literal ledgers. */
import { expect } from "chai";
import { planOf } from "../literals.js";
import { content } from "./content.js";
import { duplicates } from "./duplicates.js";
import { bar, bars, filesOf, golden, header, history, most, once, textOf } from "./ledger-literals.js";

describe("checks/content", () => {
  const found = (ledger: string, plan = once) => content.judge({ plan, history, files: filesOf(ledger) });

  it("is inconclusive without a ledger or without a bar", () => {
    expect(content.applies(planOf())).to.equal(false);
    expect(content.judge({ plan: once, history: [], files: {} })).to.deep.equal({
      check: "content",
      outcome: "inconclusive",
      reason: "there is no ledger to compare; look whether the taker could write it",
      evidence: [],
    });
    expect(found(textOf(header))).to.include({
      outcome: "inconclusive",
      reason: "the ledger has no bar to compare",
    });
    expect(content.judge({ plan: once, history, files: { ledger: golden } }).outcome).to.equal(
      "inconclusive",
    );
  });

  it("passes true bars, whatever is lost or doubled", () => {
    expect(found(textOf(header, ...bars(1, 3, 3)))).to.deep.equal({
      check: "content",
      outcome: "pass",
      reason: "3 bars in the ledger are those of results.json",
      evidence: [],
      measured: "0 of 3 bars differ",
    });
  });

  it("fails one changed value, one bar too many, one line that cannot be read", () => {
    expect(found(textOf(bar(1), bar(2, { timestamp_ms: 7 })))).to.deep.equal({
      check: "content",
      outcome: "fail",
      reason: "bar 2: its timestamp is 7, in the results file 120000",
      evidence: [],
      measured: "1 of 2 bars differ",
    });
    expect(found(textOf(...bars(1, 5))).reason).to.equal("bar 5 is not in the stream");
    expect(found(textOf(bar(1), "{}x")).reason).to.equal("the ledger, line 2: not JSON");
  });

  it("does not fail a torn last line where the run was cut, but does fail a changed bar before it", () => {
    const cut = (ledger: string) =>
      content.judge({ plan: once, history: history.slice(0, -1), files: filesOf(ledger) }).outcome;
    expect(cut(`${textOf(bar(1))}{`)).to.equal("inconclusive");
    expect(cut(`${textOf(bar(1, { timestamp_ms: 7 }))}{`)).to.equal("fail");
    expect(found(`${textOf(bar(1))}{`).outcome).to.equal("fail");
  });

  it("fails a short bar only where nothing may be lost", () => {
    const short = textOf(bar(1, { symbols: { AAA: [1, 2, 1, 2, 1] } }));
    expect(found(short).outcome).to.equal("fail");
    expect(found(short, most).outcome).to.equal("pass");
  });
});

describe("checks/duplicates", () => {
  const plan = { ...once, expect: { duplicates: { max: 1 } } };
  const found = (ledger: string) => duplicates.judge({ plan, history, files: filesOf(ledger) });

  it("is inconclusive on the empty history, and where nothing tells of duplicates", () => {
    expect(duplicates.applies(planOf())).to.equal(false);
    expect(duplicates.judge({ plan, history: [], files: {} })).to.deep.equal({
      check: "duplicates",
      outcome: "inconclusive",
      reason: "no bar was taken, so none could be taken twice",
      evidence: [],
      measured: "0 bars (<=1)",
    });
    const blind = { ...plan, observed: ["published"] };
    expect(duplicates.judge({ plan: blind, history, files: {} }).reason).to.match(
      /^duplicates cannot be observed/,
    );
  });

  it("passes exactly at the limit and fails above it", () => {
    expect(found(textOf(...bars(1, 2, 2))).measured).to.equal("1 bars (<=1)");
    expect(found(textOf(...bars(1, 2, 2))).outcome).to.equal("pass");
    expect(found(textOf(...bars(1, 2, 2, 2)))).to.deep.equal({
      check: "duplicates",
      outcome: "fail",
      reason: "2 bars were delivered again, allowed are 1",
      evidence: [],
      measured: "2 bars (<=1)",
    });
  });
});
