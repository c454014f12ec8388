/** Tests of the rhythm of losses on streams of a few bars. */
import { expect } from "chai";
import { lossPattern } from "./loss-pattern.js";

const symbols = ["AAA", "BBB", "CCC", "DDD"];
/** Lines of `barCount` bars without the symbol bars at the given places, counted from 1 through the stream. */
function textOf(barCount: number, gone: readonly number[] = []): string {
  const lines = Array.from({ length: barCount }, (_, bar) => {
    const there = symbols.filter((_, index) => !gone.includes(bar * symbols.length + index + 1));
    const values = Object.fromEntries(there.map((symbol) => [symbol, [1, 1, 1, 1, 1]]));
    return JSON.stringify({ bar: bar + 1, timestamp_ms: 60_000 * bar, symbols: values });
  });
  return `${lines.join("\n")}\n`;
}
const pattern = (gone: readonly number[]) => lossPattern(textOf(10, gone), textOf(10));

describe("loss-pattern", () => {
  it("finds none where nothing is missing, and none in too few pieces", () => {
    expect(pattern([])).to.equal(null);
    expect(pattern([7, 14, 21])).to.equal(null);
  });

  it("names a loss by count", () => {
    expect(pattern([7, 14, 21, 28])).to.equal(
      "every 7th symbol bar is missing, from number 7 of the stream on",
    );
  });

  it("names a loss by bytes, whose pieces are nearly as far apart", () => {
    expect(pattern([8, 16, 25, 33, 34])).to.equal(
      "a piece is missing about every 8 symbol bars, so they are lost by bytes, not by count: " +
        "lines are torn, or cut at the end of a buffer",
    );
    expect(pattern([3, 11, 22, 33])).to.equal(null);
  });

  it("names an end after which nothing came, and a stream of which nothing came", () => {
    expect(pattern([37, 38, 39, 40])).to.equal("nothing came after symbol bar 36");
    expect(lossPattern("", textOf(2))).to.equal("nothing came at all");
  });

  it("names one symbol that is missing from every bar", () => {
    const gone = Array.from({ length: 10 }, (_, bar) => 4 * bar + 2);
    expect(pattern(gone)).to.equal("BBB is missing from every bar");
  });
});
