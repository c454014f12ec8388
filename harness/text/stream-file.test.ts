/** Tests stream-file.ts against what only a file system can hold, and against dates that are there or not. */
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect } from "chai";
import { FaultlineError } from "../errors.js";
import { findResultsByDate, loadStream, resultsBytesMax } from "./stream-file.js";

/** Tests run from the root of the package. */
const fixtures = path.resolve("fixtures");

function errorOf(action: () => unknown): FaultlineError {
  try {
    action();
  } catch (error) {
    if (error instanceof FaultlineError) return error;
    throw error;
  }
  throw new Error("expected an error, but there was none");
}

describe("harness/text/stream-file.ts", () => {
  let folder = "";
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "faultline-stream-"));
  });
  afterEach(() => {
    fs.rmSync(folder, { recursive: true, force: true });
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
