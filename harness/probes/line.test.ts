/** Tests of the line probe. */
import { expect } from "chai";
import type { LineObservation } from "../system.js";
import { lineProbe } from "./line.js";

const taken: LineObservation = {
  kind: "line",
  role: "engine",
  pattern: "Bars: (?<n>\\d+) \\|",
  except: undefined,
  unit: "bars",
  scope: "total",
  everyBars: undefined,
};

describe("line probe", () => {
  it("reads the number of the named group", () => {
    const sight = lineProbe(taken)("engine", "[08:22:04] FAZ @ 42.18 | Bars: 260 | Snapshots: 26");
    expect(sight).to.deep.equal({ value: 260, fields: { n: "260" } });
  });

  it("does not see the line of another role", () => {
    expect(lineProbe(taken)("bridge", "Bars: 260 |")).to.equal(null);
  });

  it("does not see a line without a match", () => {
    expect(lineProbe(taken)("engine", "Bars: many |")).to.equal(null);
  });

  it("leaves out what the exception matches", () => {
    const trouble = { ...taken, role: undefined, pattern: "Error|panic", except: "0 Errors" };
    expect(lineProbe(trouble)("engine", "done, 0 Errors")).to.equal(null);
    expect(lineProbe(trouble)("engine", "TypeError: no")).to.deep.equal({ value: null, fields: {} });
  });

  it("does not take a number that is no safe integer", () => {
    expect(lineProbe(taken)("engine", "Bars: 99999999999999999999 |")?.value).to.equal(null);
  });
});
