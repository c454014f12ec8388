/** Merged logs: their order, and which lines have a time. */
import { expect } from "chai";
import { at, seen, state, wholeHistory } from "../proof/literals.js";
import { mergedLogs } from "./log-lines.js";

describe("log-lines", () => {
  it("merges by time, keeps unseen lines behind the line before them, and invents no time", () => {
    const history = wholeHistory([
      at(5, state("engine", 1, "spawned")),
      at(10, seen("published", 1, { role: "publisher", line: "bar 1" })),
      at(11, seen("taken", 1, { role: "engine", line: "took 1" })),
      at(20, seen("published", 2, { role: "publisher", line: "bar 2" })),
      at(21, seen("taken", 2, { role: "engine", line: "took 2" })),
    ]);
    const log = { incarnation: 1, stream: "out" } as const;
    const merged = mergedLogs(
      [
        { ...log, role: "publisher", lines: ["bar 1", "bar 2"] },
        { ...log, role: "engine", lines: ["hello", "took 1", "  equity 1", "took 2"] },
      ],
      history,
    );
    expect(merged.map(({ tMs, role, line }) => [tMs, role, line])).to.deep.equal([
      [null, "engine", "hello"],
      [10, "publisher", "bar 1"],
      [11, "engine", "took 1"],
      [null, "engine", "  equity 1"],
      [20, "publisher", "bar 2"],
      [21, "engine", "took 2"],
    ]);
  });

  it("gives a line that two observations match one time, and the same line later its own", () => {
    const line = "Error at bar 1";
    const history = wholeHistory([
      at(10, seen("taken", 1, { role: "engine", line })),
      at(10, seen("trouble", null, { role: "engine", line })),
      at(30, seen("taken", 1, { role: "engine", line })),
      at(30, seen("trouble", null, { role: "engine", line })),
      at(40, seen("taken", 1, { role: "engine", incarnation: 2, line })),
    ]);
    const merged = mergedLogs(
      [
        { role: "engine", incarnation: 1, stream: "err", lines: [line, line, line] },
        { role: "engine", incarnation: 2, stream: "out", lines: [line] },
      ],
      history,
    );
    expect(merged.map(({ tMs, incarnation }) => [tMs, incarnation])).to.deep.equal([
      [10, 1],
      [30, 1],
      [null, 1],
      [40, 2],
    ]);
  });
});
