/** Tests of the cap of logs, on files just within the limit and far over it. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect } from "chai";
import { logHeadBytes, logTailBytes } from "../limits.js";
import { capLogs } from "./log-cap.js";
import { readExcerpt } from "./log-excerpt.js";

const lineBytes = 100;
/** As many whole lines as the bytes hold, each with its number. */
function linesOf(bytes: number): string {
  return Array.from({ length: bytes / lineBytes }, (_, n) => `${n}`.padEnd(lineBytes - 1, ".")).join("\n");
}

describe("command/log-cap", () => {
  let folder = "";
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "faultline-cap-"));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));
  const log = () => path.join(folder, "noisy_s1_1.log");

  it("leaves a log of exactly the limit alone", () => {
    const text = "x".repeat(logHeadBytes + logTailBytes);
    fs.writeFileSync(log(), text);
    capLogs(folder);
    expect(fs.readFileSync(log(), "utf8") === text).to.equal(true);
    expect(fs.readdirSync(folder)).to.deep.equal(["noisy_s1_1.log"]);
  });

  it("keeps whole lines of the head and the tail of a longer one, and says how many bytes are left out", () => {
    const text = `${linesOf(8_000_000)}\n`;
    fs.writeFileSync(log(), text);
    capLogs(folder);
    const capped = fs.readFileSync(log(), "utf8");
    const [note = ""] = /\[faultline: .*\]\n/.exec(capped) ?? [];
    const leftOut = Number(/(\d+) bytes/.exec(note)?.[1]);
    expect(capped.length - note.length + leftOut).to.equal(text.length);
    expect(capped.length).to.be.at.most(logHeadBytes + logTailBytes + 2 * lineBytes + note.length);
    const lines = capped.split("\n").slice(0, -1);
    expect(lines.filter((line) => line.length !== lineBytes - 1)).to.deep.equal([note.trimEnd()]);
    expect([lines[0]?.slice(0, 2), lines.at(-1)?.slice(0, 7)]).to.deep.equal(["0.", "79999.."]);
  });

  it("cuts a log that has no lines at all", () => {
    fs.writeFileSync(log(), "x".repeat(8_000_000));
    capLogs(folder);
    expect(fs.statSync(log()).size).to.be.below(logHeadBytes + logTailBytes + 100);
  });

  it("moves the times with the lines, so that a moment is found in a capped log as well", () => {
    fs.writeFileSync(log(), `${linesOf(8_000_000)}\n`);
    const marks = Array.from({ length: 80_000 }, (_, n) => [n, (n + 1) * lineBytes]);
    fs.writeFileSync(path.join(folder, "times.json"), JSON.stringify({ "noisy_s1_1.log": marks }));
    capLogs(folder);
    for (const moment of [5_000, 75_000]) {
      const { before } = readExcerpt(folder, "s1", moment);
      expect(before.at(-1)?.text.slice(0, 7)).to.equal(`${moment}.`.padEnd(7, "."));
    }
  });
});
