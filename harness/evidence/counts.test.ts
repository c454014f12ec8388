/** Tests of the counts: each unit by itself, and null where nothing was measured. */
import { expect } from "chai";
import { at, planOf, seen, wholeHistory } from "../proof/literals.js";
import { countsOf } from "./counts.js";
import { readLedger } from "./ledger-text.js";

const plan = planOf({ bars: 3 });
const published = [1, 2, 2, 3].map((bar) => at(bar, seen("published", bar, { role: "publisher" })));
const taken = (...counts: number[]) => counts.map((count) => at(4, seen("taken", count, { role: "engine" })));
const line = (bar: number, ...symbols: string[]) =>
  `${JSON.stringify({
    type: "bar",
    bar,
    timestamp_ms: 60_000 * bar,
    symbols: Object.fromEntries(symbols.map((symbol) => [symbol, [1, 1, 1, 1, 1]])),
  })}\n`;

describe("counts", () => {
  it("measures nothing where nothing is observed", () => {
    expect(countsOf(planOf({ observed: [] }), [], {})).to.deep.equal({
      snapshots: null,
      bars: null,
      symbolBars: null,
      synced: null,
    });
  });

  it("counts by the total of bars taken where there is no ledger", () => {
    const history = wholeHistory([...published, ...taken(1, 2, 2)]);
    expect(countsOf(plan, history, {}).bars).to.deep.equal({
      published: 3,
      taken: 2,
      lost: 1,
      duplicated: 1,
    });
    expect(countsOf({ ...plan, takenScope: "sinceStart" }, history, {}).bars).to.equal(null);
    expect(countsOf({ ...plan, observed: ["published"] }, history, {}).bars).to.equal(null);
  });

  it("counts by the ledger where there is one: whole bars, symbol bars, doubled ones beside", () => {
    const ledger = line(1, "AAA", "BBB") + line(2, "AAA") + line(1, "AAA", "BBB");
    const counts = countsOf(plan, wholeHistory([...published, ...taken(3)]), { ledger });
    expect(counts.bars).to.deep.equal({ published: 3, taken: 1, lost: 2, duplicated: 1 });
    const three = countsOf(plan, [], { ledger: ledger + line(3, "AAA", "BBB") });
    expect(three.synced).to.deep.equal({ complete: 2, partial: 1, of: 3 });
    expect(counts.symbolBars).to.deep.equal({ published: 6, taken: 3, lost: 3, duplicated: 2 });
    expect(counts.synced).to.deep.equal({ complete: 1, partial: 1, of: 3 });
  });

  it("takes a bar with a gap for whole where the results file has the same gap", () => {
    const gappy = { ...plan, stream: { ...plan.stream, symbolBars: [2, 1, 2] } };
    const counts = countsOf(gappy, wholeHistory(published), {
      ledger: line(1, "AAA", "BBB") + line(2, "AAA"),
    });
    expect(counts.bars).to.deep.equal({ published: 3, taken: 2, lost: 1, duplicated: 0 });
    expect(counts.synced).to.deep.equal({ complete: 1, partial: 1, of: 3 });
  });

  it("counts synchronized bars by the lines where there is no ledger", () => {
    const sync = (bar: string, complete: string, of: string) =>
      at(5, seen("sync", null, { role: "engine", fields: { bar, complete, of } }));
    const history = wholeHistory([
      sync("100", "12", "12"),
      sync("200", "11", "12"),
      sync("200", "11", "12"),
      sync("300", "12", "12"),
    ]);
    expect(countsOf(plan, history, {}).synced).to.deep.equal({ complete: 2, partial: 1, of: 3 });
  });

  it("counts distinct snapshots", () => {
    const snapshot = (n: number) => at(5, seen("snapshot", n, { role: "engine" }));
    expect(countsOf(plan, wholeHistory([snapshot(1), snapshot(1), snapshot(2)]), {}).snapshots).to.equal(2);
  });
});

describe("ledger-text", () => {
  const bar = line(1, "AAA");

  it("reads bars and orders, and leaves out lines of other types", () => {
    const order = '{"type":"order","id":"1/AAA","bar":1}\n{"type":"order","id":"x"}\n';
    const read = readLedger(`{"type":"header"}\n${bar}${order}`);
    expect(read.problem).to.equal(null);
    expect(read.bars.map(({ bar, line, timestampMs }) => [bar, line, timestampMs])).to.deep.equal([
      [1, 2, 60_000],
    ]);
    expect([...(read.bars[0]?.symbols ?? [])]).to.deep.equal([["AAA", [1, 1, 1, 1, 1]]]);
    expect(read.orders.map(({ id, bar, line }) => [id, bar, line])).to.deep.equal([
      ["1/AAA", 1, 3],
      ["x", 1, 4],
    ]);
    expect(readLedger("")).to.deep.equal({ bars: [], orders: [], problem: null });
  });

  it("reads up to the first line that it cannot read, and says which", () => {
    const problem = (text: string) => {
      const read = readLedger(bar + text);
      expect(read.bars.length).to.equal(1);
      return read.problem;
    };
    expect(problem('{"type":"bar"')).to.equal("line 2: cut off, it has no newline");
    expect(problem("{\n")).to.equal("line 2: not JSON");
    expect(problem("[]\n")).to.equal("line 2: not an object");
    expect(problem('{"type":"order"}\n')).to.equal("line 2: an order without id");
    expect(problem('{"type":"bar","bar":0,"timestamp_ms":1,"symbols":{}}\n')).to.equal(
      "line 2: a bar without its number or timestamp",
    );
    expect(problem('{"bar":2,"symbols":{}}\n')).to.equal("line 2: a bar without its number or timestamp");
    for (const symbols of ["1", '{"A":[1,2,3,4]}', '{"A":[1,2,3,4,"5"]}', '{"A":5}']) {
      expect(problem(`{"bar":2,"timestamp_ms":1,"symbols":${symbols}}\n`)).to.equal(
        "line 2: bar 2 without its symbols",
      );
    }
  });
});
