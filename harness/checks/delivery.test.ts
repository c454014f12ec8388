/** Tests of the checks that read the ledger, `delivery`, `content` and `duplicates`. */
import { expect } from "chai";
import type { Event } from "../event.js";
import type { JudgedFiles } from "../finding.js";
import { at, planOf, planStep, rung, seen, wholeHistory } from "../proof/literals.js";
import { content } from "./content.js";
import { delivery } from "./delivery.js";
import { duplicates } from "./duplicates.js";

const step = planStep({ trigger: { kind: "bar", bar: 2, offsetMs: 0 } });
const observed = ["published", "taken", "ledger"];
const once = planOf({ bars: 4, observed, steps: [step], expect: { delivery: "exactly-once" } });
const most = { ...once, recovery: false, expect: { delivery: "at-most-once" as const } };
const header = '{"type":"header"}';
const bar = (n: number, change: object = {}) =>
  JSON.stringify({
    type: "bar",
    bar: n,
    timestamp_ms: 60_000 * n,
    symbols: { AAA: [1, 2, 1, 2, n], BBB: [3, 4, 3, 4, n] },
    ...change,
  });
const order = (id: string, of: number) => JSON.stringify({ type: "order", id, bar: of });
const textOf = (...lines: string[]) => lines.map((line) => `${line}\n`).join("");
const bars = (...numbers: number[]) => numbers.map((n) => bar(n));
const expected = textOf(...bars(1, 2, 3, 4));
const golden = textOf(header, ...bars(1, 2), order("o1", 3), ...bars(3, 4));
const publishing = [1, 2, 3, 4].map((n) => at(10 * n, seen("published", n, { role: "publisher" })));
const timed = [
  ...publishing.slice(0, 2),
  at(21, rung(step, "requested", 2)),
  ...publishing.slice(2, 3),
  at(32, rung(step, "healed", 3)),
  ...publishing.slice(3),
];
const history = wholeHistory(timed);
const filesOf = (ledger: string, more: JudgedFiles = {}): JudgedFiles => ({
  ledger,
  golden,
  expected,
  ...more,
});
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
      bar: 3,
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
    expect(judge("").reason).to.equal(
      "bar 1 was lost (during f1 (kill engine)): nothing came at all, on the way from publisher to engine; in all 4 lost",
    );
  });

  it("does not fail bars that lack because the run was cut, but does fail a doubled one", () => {
    const cut = history.slice(0, -1);
    expect(judge(textOf(header, ...bars(1, 2)), once, cut).outcome).to.equal("inconclusive");
    expect(judge(textOf(header, ...bars(1, 1)), once, cut).outcome).to.equal("fail");
    expect(judge(`${textOf(header, ...bars(1, 2))}{"type"`, once, cut).outcome).to.equal("inconclusive");
  });

  it("calls no bar lost that a cut kept from being published", () => {
    const cut = wholeHistory([
      ...publishing.slice(0, 3),
      at(35, { type: "cut", cause: "interrupt", reason: "the harness got SIGINT" }),
    ]);
    const but = "but the run was cut by the harness (interrupt: the harness got SIGINT); run again";
    expect(judge(textOf(header, ...bars(1, 2), order("o1", 3), bar(3)), once, cut)).to.deep.equal({
      check: "delivery",
      outcome: "inconclusive",
      reason: `3 bars taken once, and 1 not seen published, ${but}`,
      evidence: [],
      measured: "0 lost, 0 doubled",
    });
    expect(judge(textOf(header, ...bars(1, 2)), once, cut)).to.deep.include({
      outcome: "inconclusive",
      reason: `bar 3 was lost (while no fault was open): nothing came after symbol bar 4, on the way from publisher to engine; in all 1 lost, ${but}`,
      measured: "1 lost, 0 doubled",
    });
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
      bar: 3,
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
      bar: 2,
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

describe("checks/delivery by the numbers of the bars, without a ledger", () => {
  const observed = ["published", "taken"];
  const least = { ...once, observed, barsTold: true, expect: { delivery: "at-least-once" as const } };
  const exactly = { ...least, expect: { delivery: "exactly-once" as const } };
  const told = (plan: typeof least | typeof exactly, ...numbers: number[]) =>
    delivery.judge({
      plan,
      history: wholeHistory([
        ...timed,
        ...numbers.map((n) => at(90 + n, seen("taken", n, { role: "engine" }))),
      ]),
      files: {},
    });

  it("is inconclusive on the empty history, and where only a count is told", () => {
    expect(delivery.judge({ plan: least, history: [], files: {} })).to.deep.equal({
      check: "delivery",
      outcome: "inconclusive",
      reason: "no bar was taken: taken 0 + lost 0 = published 0, 0 doubled beside",
      evidence: [],
      measured: "0 lost, 0 doubled",
    });
    expect(told({ ...least, barsTold: false }, 1, 2, 3, 4)).to.deep.equal({
      check: "delivery",
      outcome: "inconclusive",
      reason:
        'delivery cannot be observed: the system file declares no observation "ledger", and published and taken do not both tell the number of the bar (group "bar")',
      evidence: [],
    });
  });

  it("does not call exactly once what only numbers show", () => {
    const found = told(exactly, 1, 2, 3, 4);
    expect(found.outcome).to.equal("inconclusive");
    expect(found.reason).to.equal(
      'delivery cannot be observed: the system file declares no observation "ledger"; ' +
        "by their numbers: taken 4 + lost 0 = published 4, 0 doubled beside",
    );
  });

  it("fails exactly once where the numbers alone show a loss or a double", () => {
    const lost = told(exactly, 1, 2, 4);
    expect([lost.outcome, lost.bar]).to.deep.equal(["fail", 3]);
    expect(lost.reason).to.contain("bar 3 was lost");
    const doubled = told(exactly, 1, 2, 3, 3, 4);
    expect([doubled.outcome, doubled.bar]).to.deep.equal(["fail", 3]);
    expect(doubled.reason).to.equal(
      "bar 3 was taken twice; taken 4 + lost 0 = published 4, 1 doubled beside",
    );
  });

  it("passes where every published bar was taken, and counts what came twice", () => {
    expect(told(least, 1, 2, 3, 3, 4)).to.deep.equal({
      check: "delivery",
      outcome: "pass",
      reason: "taken 4 + lost 0 = published 4, 1 doubled beside",
      evidence: [],
      measured: "0 lost, 1 doubled",
    });
  });

  it("fails one bar less, though a fault explains it", () => {
    expect(told(least, 1, 2, 4)).to.deep.equal({
      check: "delivery",
      outcome: "fail",
      reason:
        "bar 3 was lost (during f1 (kill engine)); taken 3 + lost 1 = published 4, 0 doubled beside; lost: 3 during f1 (kill engine)",
      evidence: [],
      measured: "1 lost, 0 doubled",
      bar: 3,
    });
  });

  it("fails a bar that nobody published", () => {
    expect(told(least, 1, 2, 3, 4, 5).reason).to.equal("bar 5 was taken and was never published");
  });

  it("proves nothing by what is missing from a history without an end", () => {
    const cut = history.slice(0, -1);
    expect(delivery.judge({ plan: least, history: cut, files: {} }).outcome).to.equal("inconclusive");
  });

  it("lets a fault explain a loss where at most once is claimed", () => {
    const most = { ...least, expect: { delivery: "at-most-once" as const } };
    const plan = most as unknown as typeof least;
    expect(told(plan, 1, 2, 4)).to.include({ outcome: "pass", measured: "1 lost, 0 doubled" });
    const calm = { ...plan, steps: [] };
    expect(told(calm, 1, 2, 4).reason).to.contain("bar 3 was lost while no fault could explain it");
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
