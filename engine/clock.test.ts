/** Tests of the wall clock: that the offset counts, and that nobody reads the clock past it. */
import fs from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { offsetVariable, wallClockMs } from "./clock.js";
import { FatalError } from "./exit.js";

const hourMs = 3_600_000;

describe("clock.ts", () => {
  it("is the machine's where nothing is said, and off by the offset where it is", () => {
    const now = Date.now();
    expect(wallClockMs({})).to.be.within(now, now + hourMs / 2);
    expect(wallClockMs({ [offsetVariable]: "-3600000" })).to.be.within(now - hourMs, now - hourMs / 2);
  });

  it("refuses what is no number of milliseconds", () => {
    expect(() => wallClockMs({ [offsetVariable]: "-1h" })).to.throw(
      FatalError,
      'FAULTLINE_CLOCK_OFFSET_MS must be whole milliseconds, got "-1h"',
    );
  });

  it("is the only reader of the wall clock among the programs", () => {
    const sources = ["engine", "engine/strategy"].flatMap((folder) =>
      fs
        .readdirSync(folder)
        .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts") && !name.endsWith(".e2e.ts"))
        .map((name) => path.join(folder, name)),
    );
    const readers = sources.filter((file) => /Date\.now\(|new Date\(\)/.test(fs.readFileSync(file, "utf8")));
    expect(readers).to.deep.equal(["engine/clock.ts"]);
  });
});
