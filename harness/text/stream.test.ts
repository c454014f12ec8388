/** Tests stream.ts and json-reader.ts on literal files, and on every cut and every changed byte of one. */
import { expect } from "chai";
import { FaultlineError } from "../errors.js";
import { firstBars, readStream } from "./stream.js";

type Row = [timestampMs: number, close: number];

function text(series: Record<string, Row[]>): string {
  const priceData = Object.fromEntries(
    Object.entries(series).map(([symbol, rows]) => [
      symbol,
      rows.map(([timestamp_ms, close]) => {
        return { timestamp_ms, open: close, high: close + 1, low: close - 1, close, volume: 7 };
      }),
    ]),
  );
  return JSON.stringify({ price_data: priceData });
}

function outcomeOf(changed: string): "read" | FaultlineError {
  try {
    readStream(changed, "x.json");
    return "read";
  } catch (error) {
    if (error instanceof FaultlineError) return error;
    throw error;
  }
}

function isJson(changed: string): boolean {
  try {
    JSON.parse(changed);
    return true;
  } catch {
    return false;
  }
}

describe("harness/text/stream.ts", () => {
  it("numbers bars by distinct timestamp over all symbols", () => {
    const stream = readStream(
      text({
        B: [
          [2000, 20],
          [4000, 21],
        ],
        A: [
          [1000, 10],
          [2000, 11],
        ],
      }),
      "x.json",
    );
    expect(stream.symbols).to.deep.equal(["B", "A"]);
    expect(stream.bars.map(({ bar, timestampMs }) => [bar, timestampMs])).to.deep.equal([
      [1, 1000],
      [2, 2000],
      [3, 4000],
    ]);
    expect([...(stream.bars[1]?.symbolBars ?? [])]).to.deep.equal([
      ["B", [20, 21, 19, 20, 7]],
      ["A", [11, 12, 10, 11, 7]],
    ]);
    expect(stream.symbolBarCount).to.equal(4);
  });

  it("calls a symbol missing only after its first bar", () => {
    const stream = readStream(
      text({
        A: [
          [1000, 10],
          [3000, 10],
        ],
        LATE: [
          [2000, 20],
          [3000, 20],
        ],
      }),
      "x.json",
    );
    expect(stream.bars.map(({ missing }) => missing)).to.deep.equal([[], ["A"], []]);
  });

  it("calls a symbol that ended missing to the end", () => {
    const stream = readStream(
      text({
        A: [[1, 10]],
        B: [
          [1, 20],
          [2, 20],
          [3, 20],
        ],
      }),
      "x.json",
    );
    expect(stream.bars.map(({ missing }) => missing)).to.deep.equal([[], ["A"], ["A"]]);
  });

  it("reads one symbol with one bar", () => {
    const stream = readStream(text({ A: [[60_000, 10]] }), "x.json");
    expect([stream.bars.length, stream.symbolBarCount]).to.deep.equal([1, 1]);
  });

  it("reads a thousand symbols", () => {
    const series = Object.fromEntries(
      Array.from({ length: 1000 }, (_, index): [string, Row[]] => [
        `S${index}`,
        [
          [1000, 5],
          [2000, 6],
        ],
      ]),
    );
    const stream = readStream(text(series), "x.json");
    expect([stream.symbols.length, stream.bars.length, stream.symbolBarCount]).to.deep.equal([1000, 2, 2000]);
  });

  it("passes over members that it does not know, in the file and in a bar", () => {
    const known = { timestamp_ms: 1000, open: 1, high: 1, low: 1, close: 1, volume: 0 };
    const file = {
      meta: { "a b": [1, -2.5e-3, true, null, '\u00e9"\\'], deep: [[[]]] },
      price_data: { A: [{ vwap: null, ...known, trades: [1] }] },
      tail: {},
    };
    expect(readStream(JSON.stringify(file, null, "\t"), "x.json").bars[0]?.symbolBars.get("A")).to.deep.equal(
      [1, 1, 1, 1, 0],
    );
  });

  it("reads symbols as brokers write them", () => {
    const series = Object.fromEntries(
      ["BRK.B", "BTC/USD", "^VIX", "ES=F", "RDS-A", "X:Y"].map((symbol): [string, Row[]] => [
        symbol,
        [[1, 2]],
      ]),
    );
    expect(readStream(text(series), "x.json").symbols).to.have.length(6);
  });

  it("cuts the stream off after --bars", () => {
    const stream = readStream(
      text({
        A: [
          [1, 10],
          [2, 10],
          [3, 10],
        ],
        B: [[3, 20]],
      }),
      "x.json",
    );
    const cut = firstBars(stream, 2);
    expect([cut.bars.length, cut.symbolBarCount, cut.symbols.length]).to.deep.equal([2, 2, 2]);
    expect(firstBars(stream, 9)).to.deep.equal(stream);
  });

  const sample = text({
    A: [
      [1000, 10.25],
      [2000, 11],
    ],
    "B.X": [[2000, 0.5e1]],
  });

  it("refuses the file cut off at every byte, in one line that points into it", () => {
    for (let end = 0; end < sample.length; end++) {
      const outcome = outcomeOf(sample.slice(0, end));
      expect(outcome, `cut at ${end}`).to.be.instanceOf(FaultlineError);
      expect(String(outcome)).to.match(/^FaultlineError: x\.json:1:\d+[^\n]*$/);
    }
  });

  it("never reads what JSON.parse refuses, and never fails in another way, whatever byte is changed", () => {
    for (let at = 0; at < sample.length; at++) {
      for (const put of [
        '"',
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\\",
        "-",
        "0",
        "9",
        ".",
        "e",
        "n",
        "\n",
        "\0",
        "",
      ]) {
        const changed = sample.slice(0, at) + put + sample.slice(at + 1);
        const outcome = outcomeOf(changed);
        if (outcome === "read") expect(isJson(changed), changed).to.equal(true);
        else expect(outcome.message.split("\n"), changed).to.have.length(1);
      }
    }
  });

  it("refuses a million brackets without running out of stack", () => {
    const outcome = outcomeOf(`{"price_data": ${"[".repeat(1_000_000)}`);
    expect(String(outcome)).to.contain("price_data: must be an object with one array of bars a symbol, got");
    const nested = outcomeOf(`{"x": ${'{"y":'.repeat(1_000_000)}`);
    expect(String(nested)).to.contain("must not be nested deeper than 32 levels");
  });

  it("keeps a message short when a value is long", () => {
    const outcome = outcomeOf(`{"price_data": "${"x".repeat(100_000)}"}`);
    expect(String(outcome).length).to.be.below(200);
    const symbol = outcomeOf(`{"price_data": {"${"X".repeat(100_000)}": []}}`);
    expect(String(symbol).length).to.be.below(300);
  });
});
