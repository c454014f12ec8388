import { expect } from "chai";
import type { LogLine } from "../../evidence/log-lines.js";
import { at, planStep, rung, state, wholeHistory } from "../../proof/literals.js";
import { mergedLog } from "./merged-log.js";

const line = (tMs: number | null, role: string, text: string): LogLine => ({
  tMs,
  role,
  incarnation: 1,
  stream: "out",
  line: text,
});
const wide = { rowsMax: 1000, moments: [] };

describe("merged-log", () => {
  it("puts the lines of all roles and the deeds of the harness in the order of time", () => {
    const history = wholeHistory([
      at(
        15,
        state("engine", 1, "exited", { signal: "SIGKILL", asked: true, identity: { pid: 7, startTicks: 1 } }),
      ),
      at(16, rung(planStep(), "observed", 20)),
    ]);
    const { log, leftOut } = mergedLog(
      [line(10, "publisher", "a"), line(null, "publisher", "b"), line(20, "engine", "c")],
      history,
      wide,
    );
    expect(log.rows.map(({ tMs, about, source, text }) => [tMs, about, source, text])).to.deep.equal([
      [0, false, "harness", "the run starts (node v20, linux)"],
      [10, false, "publisher.1", "a"],
      [10, true, "publisher.1", "b"],
      [15, false, "harness", "engine.1 (pid 7) exited on SIGKILL"],
      [16, false, "harness", "f1 kill engine observed at bar 20: observed engine"],
      [16, false, "harness", "the run ends after 4 events"],
      [20, false, "engine.1", "c"],
    ]);
    expect(log.sources).to.deep.equal(["engine.1", "publisher.1", "harness"]);
    expect(leftOut).to.deep.equal([]);
  });

  it("cuts a line that is too long, and says by how much", () => {
    const { log } = mergedLog([line(1, "engine", "x".repeat(600))], [], wide);
    expect(log.rows[0]?.text).to.equal(`${"x".repeat(500)} ... 100 more characters`);
  });

  it("keeps what stands around a moment, and says how many rows it leaves out", () => {
    const lines = Array.from({ length: 5000 }, (_, index) => line(index, "engine", `line ${index}`));
    const { log, leftOut } = mergedLog(lines, [], { rowsMax: 500, moments: [2500] });
    const texts = log.rows.map(({ text }) => text);
    expect(texts).to.include.members(["line 0", "line 2480", "line 2500", "line 2520", "line 4999"]);
    const [, counted = "0"] = /(\d+) of 5000 rows/.exec(leftOut[0] ?? "") ?? [];
    const gaps = log.rows.filter(({ kind }) => kind === "gap");
    expect(gaps.reduce((sum, { text }) => sum + Number.parseInt(text, 10), 0)).to.equal(Number(counted));
    expect(log.rows.length - gaps.length).to.equal(5000 - Number(counted));
    expect(log.rows.length - gaps.length).to.be.at.most(500);
  });
});
