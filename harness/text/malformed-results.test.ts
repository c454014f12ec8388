/** Every malformed results file under fixtures/ gets the one message that stands here, on one line, with exit 65. */
import fs from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { FaultlineError } from "../errors.js";
import { loadStream } from "./stream-file.js";

/** Tests run from the root of the package. */
const folder = path.resolve("fixtures/malformed/results");

/** Each file of fixtures/malformed/results, and what its message says after the name of the file. */
const malformed: readonly (readonly [name: string, message: string])[] = [
  ["bad-escape", ":2:11 date: must be a string with JSON escapes"],
  [
    "bar-is-an-array",
    ":6:7 price_data.TQQQ[1]: must be a bar {timestamp_ms, open, high, low, close, volume}, got an array",
  ],
  [
    "bar-is-null",
    ":6:7 price_data.TQQQ[1]: must be a bar {timestamp_ms, open, high, low, close, volume}, got null",
  ],
  [
    "blank",
    ":1:1: must hold price_data: {SYMBOL: [{timestamp_ms, open, high, low, close, volume}]}, but the file is empty",
  ],
  ["byte-order-mark", ":1:1: must not begin with a byte order mark: save it as plain UTF-8"],
  ["close-is-missing", ':6:7 price_data.TQQQ[1]: must have the member "close", got none'],
  ["comma-is-missing", ':6:7 price_data.TQQQ: must have "," or "]" here, got "{"'],
  [
    "comment",
    ':1:1: must be an object with price_data: {SYMBOL: [{timestamp_ms, open, high, low, close, volume}]}, got "/"',
  ],
  ["duplicate-field", ":5:121 price_data.TQQQ[0].open: appears twice in the same object"],
  [
    "duplicate-minute",
    ":7:24 price_data.TQQQ[2].timestamp_ms: must differ from the bar before, [1], got 1761312660000 twice",
  ],
  ["duplicate-symbol", ":7:5 price_data.TQQQ: appears twice in the same object"],
  [
    "empty-object",
    ":1:1: must have price_data: {SYMBOL: [{timestamp_ms, open, high, low, close, volume}]}, got nothing",
  ],
  [
    "empty",
    ":1:1: must hold price_data: {SYMBOL: [{timestamp_ms, open, high, low, close, volume}]}, but the file is empty",
  ],
  [
    "high-is-below-low",
    ":6:7 price_data.TQQQ[1]: must have a high of at least its low, got high 107.1 and low 107.9",
  ],
  [
    "html",
    ':1:1: must be an object with price_data: {SYMBOL: [{timestamp_ms, open, high, low, close, volume}]}, got "<"',
  ],
  [
    "nested-too-deep",
    ":2:43 notes[0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0]: must not be nested deeper than 32 levels",
  ],
  [
    "no-price-data",
    ':1:1: must have price_data: {SYMBOL: [{timestamp_ms, open, high, low, close, volume}]}, got "date", "priceData"',
  ],
  ["no-symbols", ":2:17 price_data: must have at least one symbol, got none"],
  [
    "not-json",
    ":1:1: must be an object with price_data: {SYMBOL: [{timestamp_ms, open, high, low, close, volume}]}, got timestamp_ms",
  ],
  ["not-utf-8", ": must be JSON in UTF-8, but it holds bytes that are no UTF-8"],
  [
    "price-data-is-an-array",
    ":2:17 price_data: must be an object with one array of bars a symbol, got an array",
  ],
  ["price-data-is-null", ":2:17 price_data: must be an object with one array of bars a symbol, got null"],
  ["price-has-a-leading-zero", ":5:78 price_data.TQQQ[0].low: must be a JSON value, got 0107.13"],
  ["price-is-beyond-a-double", ":5:63 price_data.TQQQ[0].high: must be a finite number, got 1e400"],
  ["price-is-infinite", ":6:63 price_data.TQQQ[1].high: must be a JSON value, got -Infinity"],
  ["price-is-nan", ":6:47 price_data.TQQQ[1].open: must be a positive number, got NaN"],
  ["price-is-negative", ":7:47 price_data.TQQQ[2].open: must be a positive number, got -3"],
  ["price-is-null", ":6:78 price_data.TQQQ[1].low: must be a positive number, got null"],
  ["price-is-text", ':6:95 price_data.TQQQ[1].close: must be a positive number, got "107.59"'],
  ["price-is-too-large", ":5:63 price_data.TQQQ[0].high: must be a price below 1000000000, got 4000000000"],
  ["price-is-zero", ":5:78 price_data.TQQQ[0].low: must be a positive number, got 0"],
  ["raw-newline-in-text", ":2:16 date: must not have a control character in a string"],
  [
    "root-is-an-array",
    ":1:1: must be an object with price_data: {SYMBOL: [{timestamp_ms, open, high, low, close, volume}]}, got an array",
  ],
  ["series-is-an-object", ":3:13 price_data.TQQQ: must be an array of bars, got an object"],
  ["single-quotes", ":2:3: must be a member name in quotes"],
  [
    "symbol-has-a-newline",
    ':4:5 price_data["TQ\\nQQ"]: must be a symbol of 1 to 32 letters, digits and . : / = ^ -, got "TQ\\nQQ"',
  ],
  [
    "symbol-is-constructor",
    ':4:5 price_data.constructor: must be a symbol of 1 to 32 letters, digits and . : / = ^ -, and no name that every JavaScript object has, got "constructor"',
  ],
  [
    "symbol-is-empty",
    ':4:5 price_data[""]: must be a symbol of 1 to 32 letters, digits and . : / = ^ -, got ""',
  ],
  [
    "symbol-is-proto",
    ':4:5 price_data.__proto__: must be a symbol of 1 to 32 letters, digits and . : / = ^ -, and no name that every JavaScript object has, got "__proto__"',
  ],
  ["symbol-without-bars", ":7:13 price_data.SQQQ: must have at least one bar, got none"],
  [
    "timestamp-is-fractional",
    ":5:24 price_data.TQQQ[0].timestamp_ms: must be whole milliseconds since 1970, got 1761312600000.5",
  ],
  ["timestamp-is-missing", ':6:7 price_data.TQQQ[1]: must have the member "timestamp_ms", got none'],
  [
    "timestamp-is-negative",
    ":5:24 price_data.TQQQ[0].timestamp_ms: must be whole milliseconds since 1970, got -60000",
  ],
  [
    "timestamp-is-text",
    ':5:24 price_data.TQQQ[0].timestamp_ms: must be whole milliseconds since 1970, got "2025-10-24T13:30:00Z"',
  ],
  [
    "trailing-comma",
    ':7:5 price_data.TQQQ[2]: must be a bar {timestamp_ms, open, high, low, close, volume}, got "]"',
  ],
  ["trailing-text", ':9:1: must end after its value, got "done\\n"'],
  [
    "truncated-in-a-name",
    ":6:15 price_data.TQQQ[1]: the file ends here, where the end of a string must come: it is cut off",
  ],
  ["truncated", ':7:31 price_data.TQQQ[2]: the file ends here, where "," or "}" must come: it is cut off'],
  [
    "unsorted",
    ":7:24 price_data.TQQQ[2].timestamp_ms: must be later than the bar before, [1] at 1761312720000, got 1761312600000",
  ],
  ["utf-16", ": must be JSON in UTF-8, but it holds bytes that are no UTF-8"],
  ["volume-is-missing", ':5:7 price_data.TQQQ[0]: must have the member "volume", got none'],
  ["volume-is-negative", ":5:113 price_data.TQQQ[0].volume: must be a number of shares, 0 or more, got -1"],
];

function errorOf(file: string): FaultlineError {
  try {
    loadStream(file);
  } catch (error) {
    if (error instanceof FaultlineError) return error;
    throw error;
  }
  throw new Error(`expected an error, but ${file} was read`);
}

describe("fixtures/malformed/results", () => {
  it("has an expectation for every file, and a file for every expectation", () => {
    const files = fs.readdirSync(folder).sort();
    expect(malformed.map(([name]) => `${name}.json`).sort()).to.deep.equal(files);
  });

  for (const [name, message] of malformed) {
    it(`refuses ${name}.json in one line`, () => {
      const file = path.join(folder, `${name}.json`);
      const error = errorOf(file);
      expect(error.message).to.equal(file + message);
      expect(error.message).to.not.contain("\n");
      expect([error.code, error.exitCode]).to.deep.equal(["BAD_RESULTS", 65]);
    });
  }
});
