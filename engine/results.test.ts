/** Tests of the results loader. */

import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect } from "chai";
import { FatalError } from "./exit.js";
import { fileBytesMax, loadResults } from "./results.js";

const row = { timestamp_ms: 60_000, open: 2, high: 3, low: 1, close: 2, volume: 5 };
const later = { ...row, timestamp_ms: 120_000 };

describe("results", () => {
  let folder = "";
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "results-"));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  const file = () => path.join(folder, "r.json");
  const load = (text: string) => {
    fs.writeFileSync(file(), text);
    return loadResults(file());
  };
  const loadData = (priceData: unknown) => load(JSON.stringify({ price_data: priceData }));
  const refusal = (act: () => unknown): string => {
    try {
      act();
    } catch (error) {
      expect(error).to.be.instanceOf(FatalError);
      expect((error as FatalError).exitCode).to.equal(65);
      return (error as FatalError).message.replaceAll(folder, "");
    }
    return expect.fail("accepted");
  };

  it("numbers bars by distinct time and symbol bars densely, gaps included", () => {
    const stream = loadData({ B: [row, later], A: [{ ...row, timestamp_ms: 90_000 }, later] });
    expect(stream.symbols).to.deep.equal(["B", "A"]);
    expect(stream.symbolBarCount).to.equal(4);
    const shape = stream.bars.map(({ bar, timestampMs, firstSeq, symbolBars }) => [
      bar,
      timestampMs,
      firstSeq,
      symbolBars.map(({ symbol }) => symbol).join(""),
    ]);
    expect(shape).to.deep.equal([
      [1, 60_000, 0, "B"],
      [2, 90_000, 1, "A"],
      [3, 120_000, 2, "BA"],
    ]);
  });

  it("takes one symbol and unknown keys", () => {
    const stream = load(JSON.stringify({ note: 1, price_data: { X: [{ ...row, vwap: 2 }] } }));
    expect(stream.bars).to.have.length(1);
    expect(stream.bars[0]?.symbolBars[0]).to.deep.equal({ symbol: "X", ...row });
  });

  const wrongText: [string, string, string][] = [
    ["empty", "  \n", "/r.json: expected a results file with price_data, got an empty file"],
    [
      "cut off",
      '{"price_data":\n  {"A": [',
      "/r.json:2:10: not JSON: expected a value, got the end of the file",
    ],
    ["NaN", '{"price_data": {"A": NaN}}', '/r.json:1:22: not JSON: expected a value, got "NaN"'],
    [
      "no price_data",
      '{"prices": {}}',
      "/r.json:1:1: expected a key price_data with the bars of each symbol, got none",
    ],
    ["a list", "[1]", "/r.json:1:1: expected an object with price_data, got a list of 1"],
    ["trailing text", '{"price_data":{}} x', '/r.json:1:19: not JSON: expected the end of the file, got "x"'],
    [
      "infinite",
      '{"price_data":{"A":[{"timestamp_ms":1,"open":1e999}]}}',
      "/r.json:1:46: price_data.A[0].open: expected a positive number, got Infinity",
    ],
  ];
  for (const [what, text, message] of wrongText) {
    it(`refuses a file that is ${what}`, () => expect(refusal(() => load(text))).to.equal(message));
  }

  const wrongData: [string, unknown, string][] = [
    ["no symbols", {}, "price_data: expected at least one symbol, got none"],
    ["no bars", { A: [] }, "price_data.A: expected at least one bar, got none"],
    ["rows that are no list", { A: {} }, "price_data.A: expected a list of bars, got an object"],
    ["a row that is no object", { A: [row, 3] }, "price_data.A[1]: expected an object, got 3"],
    [
      "a blank in a symbol",
      { "A B": [row] },
      "price_data.A B: expected a symbol of 1 to 32 letters, digits and . : / = ^ -",
    ],
    [
      "a missing field",
      { A: [{ ...row, close: undefined }] },
      "price_data.A[0]: expected the field close, got none",
    ],
    [
      "a null price",
      { A: [{ ...row, open: null }] },
      "price_data.A[0].open: expected a positive number, got null",
    ],
    [
      "a price in quotes",
      { A: [{ ...row, open: "2" }] },
      'price_data.A[0].open: expected a positive number, got "2"',
    ],
    [
      "a negative price",
      { A: [row, { ...later, low: -3 }] },
      "price_data.A[1].low: expected a positive number, got -3",
    ],
    [
      "a price of zero",
      { A: [{ ...row, close: 0 }] },
      "price_data.A[0].close: expected a positive number, got 0",
    ],
    [
      "an absurd price",
      { A: [{ ...row, high: 1e9 }] },
      "price_data.A[0].high: expected a price below 1000000000, got 1000000000",
    ],
    [
      "high below low",
      { A: [{ ...row, high: 0.5 }] },
      "price_data.A[0].high: expected at least the low of 1, got 0.5",
    ],
    [
      "a negative volume",
      { A: [{ ...row, volume: -1 }] },
      "price_data.A[0].volume: expected a number of shares, 0 or more, got -1",
    ],
    [
      "a fractional time",
      { A: [{ ...row, timestamp_ms: 1.5 }] },
      "price_data.A[0].timestamp_ms: expected whole milliseconds since 1970, got 1.5",
    ],
    [
      "unsorted times",
      { A: [later, row] },
      "price_data.A[1].timestamp_ms: expected bars sorted by time, a time after 120000, got 60000",
    ],
    [
      "a duplicate minute",
      { A: [row, row] },
      "price_data.A[1].timestamp_ms: expected a time after 60000 (one bar for each time), got 60000",
    ],
  ];
  for (const [what, data, message] of wrongData) {
    it(`refuses ${what}`, () =>
      expect(refusal(() => loadData(data)))
        .to.match(/^\/r\.json:1:\d+: /)
        .and.to.contain(message));
  }

  it("refuses a symbol that stands twice, and takes one that is also a key elsewhere", () => {
    const rows = JSON.stringify([row]);
    expect(refusal(() => load(`{"price_data":{"A":${rows},\n"A":${rows}}}`))).to.equal(
      "/r.json:2:1: price_data: expected each symbol once, this one is here again",
    );
    expect(load(`{"trades":{"A":[]},"price_data":{"A":${rows}},"A":[]}`).symbolBarCount).to.equal(1);
  });

  it("refuses a missing file, a folder, and one that is too large, before reading it", () => {
    expect(refusal(() => loadResults(file()))).to.equal(
      "/r.json: no such file; expected a results file with price_data",
    );
    expect(refusal(() => loadResults(folder))).to.contain("not a regular file");
    fs.writeFileSync(file(), "");
    fs.truncateSync(file(), fileBytesMax + 1);
    expect(refusal(() => loadResults(file()))).to.equal(
      `/r.json: expected at most ${fileBytesMax} bytes of results, got ${fileBytesMax + 1}`,
    );
  });
});
