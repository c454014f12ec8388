import { expect } from "chai";
import { at, planOf, seen, wholeHistory } from "../../proof/literals.js";
import { barsMapOf } from "./bars-map.js";

const plan = planOf({ bars: 4 });
const line = (bar: number, symbols = ["AAA", "BBB"]): string =>
  `${JSON.stringify({ type: "bar", bar, timestamp_ms: 60_000 * bar, symbols: Object.fromEntries(symbols.map((name) => [name, [1, 1, 1, 1, 1]])) })}\n`;
const expected = [1, 2, 3, 4].map((bar) => line(bar)).join("");
const published = (...bars: number[]) =>
  wholeHistory(bars.map((bar) => at(bar, seen("published", bar, { role: "publisher" }))));

describe("bars-map", () => {
  it("says that nothing is known where there is no ledger", () => {
    expect(barsMapOf(plan, [], {}, [])).to.deep.equal({
      measured: false,
      text: "Not measured: there is no ledger that tells which bars were taken.",
      marks: [],
    });
  });

  it("has nothing to mark where all was taken once", () => {
    const map = barsMapOf(plan, published(1, 2, 3, 4), { ledger: expected, expected }, []);
    expect(map).to.deep.equal({ measured: true, text: "All 4 bars were taken once.", marks: [] });
  });

  it("tells lost, partial, doubled and unpublished bars apart", () => {
    const ledger = line(1) + line(1) + line(2, ["AAA"]);
    const { text, marks } = barsMapOf(plan, published(1, 2, 3), { ledger, expected }, []);
    expect(marks).to.deep.equal([
      { bar: 1, kind: "doubled", text: "bar 1 was taken twice while no fault was open" },
      { bar: 2, kind: "partial", text: "bar 2 has 1 of 2 symbols, missing: BBB while no fault was open" },
      { bar: 3, kind: "lost", text: "bar 3 was lost while no fault was open" },
      { bar: 4, kind: "unpublished", text: "bar 4 was not seen published" },
    ]);
    expect(text).to.equal(
      "Of 4 bars 1 lost, 1 taken in part, 1 doubled, 1 not seen published; the rest was taken once. " +
        "The first: bar 1 was taken twice while no fault was open.",
    );
  });
});
