/** Tests of the reading of logs around a moment, on small files. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect } from "chai";
import { readExcerpt } from "./log-excerpt.js";

describe("command/log-excerpt", () => {
  let folder = "";
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "faultline-excerpt-"));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  /** A log whose nth line, counted from 0, was read at 10 * n ms; lines are as long as each other. */
  function write(name: string, lines: readonly string[]): [number, number][] {
    fs.writeFileSync(path.join(folder, name), lines.map((line) => `${line}\n`).join(""));
    let toByte = 0;
    return lines.map((line, index) => {
      toByte += Buffer.byteLength(line) + 1;
      return [10 * index, toByte];
    });
  }
  const lines = (count: number, what: string) => Array.from({ length: count }, (_, n) => `${what} ${n}`);
  const texts = (list: readonly { tMs: number | null; text: string }[]) =>
    list.map(({ tMs, text }) => `${tMs} ${text}`);

  it("takes the lines just before and just after the moment, of all processes in the order of time", () => {
    const marks = {
      "engine_s5_1.log": write("engine_s5_1.log", lines(20, "taken")),
      "publisher_s5_1.log": write("publisher_s5_1.log", lines(20, "published")),
    };
    fs.writeFileSync(path.join(folder, "times.json"), JSON.stringify(marks));
    const { before, after } = readExcerpt(folder, "s5", 100.3);
    expect(texts(before).slice(-4)).to.deep.equal([
      "90 taken 9",
      "90 published 9",
      "100 taken 10",
      "100 published 10",
    ]);
    expect(before.length).to.equal(12);
    expect(texts(after).slice(0, 3)).to.deep.equal(["110 taken 11", "110 published 11", "120 taken 12"]);
    expect(after.length).to.equal(6);
  });

  it("looks beyond the start of an incarnation into the one before it", () => {
    const first = write("engine_s5_1.log", ["a", "b"]);
    const second = write("engine_s5_2.log", ["c"]).map(([, toByte]) => [50, toByte]);
    const marks = { "engine_s5_1.log": first, "engine_s5_2.log": second };
    fs.writeFileSync(path.join(folder, "times.json"), JSON.stringify(marks));
    const { before } = readExcerpt(folder, "s5", 60);
    expect(before.map(({ incarnation, text }) => `${incarnation} ${text}`)).to.deep.equal([
      "1 a",
      "1 b",
      "2 c",
    ]);
  });

  it("finds the place in a log that is longer than what it reads", () => {
    const marks = { "engine_s5_1.log": write("engine_s5_1.log", lines(20_000, "x".repeat(100))) };
    fs.writeFileSync(path.join(folder, "times.json"), JSON.stringify(marks));
    const { before } = readExcerpt(folder, "s5", 100_000);
    expect(before.at(-1)).to.include({ tMs: 100_000, text: `${"x".repeat(100)} 10000` });
  });

  it("shows the last lines without a time where nothing noted any", () => {
    write("engine_s5_1.log", lines(20, "taken"));
    const { before, after } = readExcerpt(folder, "s5", 100);
    expect(texts(before).at(-1)).to.equal("null taken 19");
    expect(after).to.deep.equal([]);
  });

  it("leaves out the lines that only measure", () => {
    write("engine_s5_1.log", ["taken 1", "[STAMP] 1", "taken 2", "[STAMP] 2"]);
    const { before } = readExcerpt(folder, "s5", null, new Set(["[STAMP] 1", "[STAMP] 2"]));
    expect(before.map(({ text }) => text)).to.deep.equal(["taken 1", "taken 2"]);
  });

  it("marks what was written to stderr, and takes a folder that is not there for an empty one", () => {
    write("engine_s5_1.err.log", ["warning"]);
    expect(readExcerpt(folder, "s5", null).before).to.deep.equal([
      { tMs: null, role: "engine", incarnation: 1, stderr: true, text: "warning" },
    ]);
    expect(readExcerpt(path.join(folder, "none"), "s5", null).files).to.deep.equal([]);
  });
});
