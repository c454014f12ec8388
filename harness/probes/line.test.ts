/** Tests of the line probe. */
import { expect } from "chai";
import type { LineObservation } from "../system.js";
import { lineProbe } from "./line.js";

const taken: LineObservation = {
  kind: "line",
  role: "engine",
  pattern: "Bars: (?<n>\\d+) \\|",
  json: undefined,
  except: undefined,
  unit: "bars",
  scope: "total",
  everyBars: undefined,
  file: undefined,
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

  describe("of JSON", () => {
    const json = { ...taken, pattern: undefined, json: { bar: "data.seq", way: "how" } };
    const see = lineProbe(json);

    it("reads fields, also below others and behind a prefix, and does without those that are optional", () => {
      expect(see("engine", '{"data":{"seq":7},"how":"catch-up"}')).to.deep.equal({
        value: 7,
        fields: { bar: "7", way: "catch-up" },
      });
      expect(see("engine", '12:00:01 INFO {"data":{"seq":"8"}}')?.value).to.equal(8);
    });

    it("does not see a line without the field, with a map in its place, or that is no JSON", () => {
      for (const line of ['{"seq":7}', '{"data":{"seq":{}}}', '{"data":{"seq":7', "data.seq 7", "null", ""]) {
        expect(see("engine", line), line).to.equal(null);
      }
    });

    it("takes fields from lines that match alone, with the groups of the match beside them", () => {
      const both = lineProbe({ ...json, pattern: "^(?<of>\\w+) took" });
      expect(both("engine", 'all took {"data":{"seq":7}}')?.fields).to.deep.equal({ of: "all", bar: "7" });
      expect(both("engine", 'lost {"data":{"seq":7}}')).to.equal(null);
    });
  });
});
