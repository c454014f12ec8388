/** Tests stream-file.ts against the malformed files of fixtures/ and against what only a file system can hold. */
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect } from "chai";
import { FaultlineError } from "./errors.js";
import { findResultsByDate, loadStream, resultsBytesMax } from "./stream-file.js";

/** Tests run from the root of the package. */
const fixtures = path.resolve("fixtures");

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

function errorOf(action: () => unknown): FaultlineError {
  try {
    action();
  } catch (error) {
    if (error instanceof FaultlineError) return error;
    throw error;
  }
  throw new Error("expected an error, but there was none");
}

describe("harness/stream-file.ts", () => {
  let folder = "";
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "faultline-stream-"));
  });
  afterEach(() => {
    fs.rmSync(folder, { recursive: true, force: true });
  });

  describe("malformed files", () => {
    const places = path.join(fixtures, "malformed/results");

    it("has an expectation for every file, and a file for every expectation", () => {
      const files = fs.readdirSync(places).sort();
      expect(malformed.map(([name]) => `${name}.json`).sort()).to.deep.equal(files);
    });

    for (const [name, message] of malformed) {
      it(`refuses ${name}.json in one line`, () => {
        const file = path.join(places, `${name}.json`);
        const error = errorOf(() => loadStream(file));
        expect(error.message).to.equal(file + message);
        expect(error.message).to.not.contain("\n");
        expect([error.code, error.exitCode]).to.deep.equal(["BAD_RESULTS", 65]);
      });
    }
  });

  describe("files that are no files", () => {
    it("refuses a sparse file of 1 GiB without reading it", () => {
      const file = path.join(folder, "huge.json");
      fs.writeFileSync(file, "");
      fs.truncateSync(file, 2 ** 30);
      const before = process.memoryUsage().rss;
      const error = errorOf(() => loadStream(file));
      expect(error.message).to.equal(
        `${file}: must be at most 268435456 bytes (256 MiB), got 1073741824 bytes`,
      );
      expect(process.memoryUsage().rss - before).to.be.below(2 ** 28);
    });

    it("names the size one byte over the limit, and takes zeros for no JSON", () => {
      const file = path.join(folder, "zeros.json");
      fs.writeFileSync(file, "");
      fs.truncateSync(file, resultsBytesMax + 1);
      expect(errorOf(() => loadStream(file)).message).to.contain(`got ${resultsBytesMax + 1} bytes`);
      fs.truncateSync(file, 1000);
      expect(errorOf(() => loadStream(file)).message).to.match(
        /zeros\.json:1:1: must be an object .* got "\\u0000"$/,
      );
    });

    it("refuses a file that is not there", () => {
      const file = path.join(folder, "none.json");
      expect(errorOf(() => loadStream(file)).message).to.equal(`${file}: there is no such file`);
      const below = path.join(fixtures, "README.md", "x.json");
      expect(errorOf(() => loadStream(below)).message).to.equal(
        `${below}: there is no such file: a part of its path is not a folder`,
      );
    });

    it("refuses a folder", () => {
      expect(errorOf(() => loadStream(folder)).message).to.equal(
        `${folder}: must be a regular file, got a folder`,
      );
    });

    it("refuses a FIFO that nobody writes, without waiting for a writer", () => {
      const file = path.join(folder, "fifo.json");
      expect(spawnSync("mkfifo", [file]).status).to.equal(0);
      expect(errorOf(() => loadStream(file)).message).to.equal(`${file}: must be a regular file, got a FIFO`);
    });

    it("refuses a device", () => {
      expect(errorOf(() => loadStream("/dev/zero")).message).to.equal(
        "/dev/zero: must be a regular file, got a device",
      );
    });
  });

  it("loads the committed day and digests its bytes", () => {
    const file = loadStream(path.join(fixtures, "results_10-24.json"));
    expect(file.stream.bars).to.have.length(391);
    expect(file.stream.symbolBarCount).to.equal(391 * 12);
    expect(file.sizeBytes).to.equal(fs.statSync(file.path).size);
    expect(file.sha256).to.match(/^[0-9a-f]{64}$/);
  });

  describe("findResultsByDate", () => {
    it("finds a date in a later folder", () => {
      expect(findResultsByDate("10-24", [folder, fixtures])).to.equal(
        path.join(fixtures, "results_10-24.json"),
      );
    });

    it("says where it looked and which dates exist", () => {
      fs.writeFileSync(path.join(folder, "results_01-02.json"), "{}");
      const error = errorOf(() => findResultsByDate("10-25", [folder, fixtures]));
      expect(error.message).to.equal(
        `results_10-25.json: not found in ${folder} or ${fixtures}; dates that exist: 01-02, 10-24, 10-27`,
      );
      expect(error.exitCode).to.equal(65);
    });

    it("says so when no folder has any date", () => {
      const error = errorOf(() => findResultsByDate("10-25", [folder, path.join(folder, "gone")]));
      expect(error.message).to.match(/; dates that exist: none$/);
    });

    it("refuses what is no date as a bad flag", () => {
      for (const date of ["2025-10-24", "24-10", "10-32", "1024", "", "../10-24"]) {
        const error = errorOf(() => findResultsByDate(date, [fixtures]));
        expect(error.message).to.equal(
          `--date: must be a month and a day such as 10-24, got ${JSON.stringify(date)}; there are: 10-24, 10-27`,
        );
        expect(error.exitCode).to.equal(64);
      }
    });

    it("refuses to choose between two files of one date", () => {
      const own = path.join(folder, "results_10-24.json");
      fs.writeFileSync(own, "{}");
      const committed = path.join(fixtures, "results_10-24.json");
      expect(errorOf(() => findResultsByDate("10-24", [fixtures, folder])).message).to.equal(
        `results_10-24.json: there are two, ${committed} and ${own}; say which with --results FILE`,
      );
    });

    it("takes the same folder named twice for one", () => {
      expect(findResultsByDate("10-24", [fixtures, fixtures])).to.equal(
        path.join(fixtures, "results_10-24.json"),
      );
    });
  });
});
