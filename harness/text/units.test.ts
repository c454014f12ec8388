/** Tests units.ts: what each notation reads, what it refuses, and which hint it gives. */
import { expect } from "chai";
import fc from "fast-check";
import { amount, length, moment, type Notation, share, size, span, time } from "./units.js";

const notations = { span, length, time, amount, share, size, moment } satisfies Record<
  string,
  Notation<unknown>
>;

function readOf<T>(notation: Notation<T>, input: unknown): T | undefined {
  const read = notation.read(input);
  return "value" in read ? read.value : undefined;
}

function hintOf(notation: Notation<unknown>, input: unknown): string | undefined {
  const read = notation.read(input);
  return "problem" in read ? /Did you mean "(.*)"\?$/.exec(read.problem)?.[1] : "no problem";
}

describe("units.ts", () => {
  it("reads lengths", () => {
    expect(readOf(length, "10 bars")).to.deep.equal({ bars: 10 });
    expect(readOf(length, "1 bar")).to.deep.equal({ bars: 1 });
    expect(readOf(length, "2s")).to.deep.equal({ ms: 2000 });
    expect(readOf(length, "500 ms")).to.deep.equal({ ms: 500 });
    expect(readOf(length, "1.5m")).to.deep.equal({ ms: 90_000 });
    expect(readOf(length, "20%")).to.deep.equal({ percent: 20 });
  });

  it("refuses lengths without unit, of nothing, below nothing, of more than a day, and shares where a span is needed", () => {
    for (const wrong of [
      "4",
      4,
      "0 bars",
      "0s",
      "-1s",
      "25 h",
      "1441m",
      "5 bar s",
      "",
      "bars",
      "1e3s",
      "１ bars",
    ]) {
      expect(readOf(length, wrong), String(wrong)).to.equal(undefined);
    }
    for (const wrong of ["0%", "101%", "%", "-5%"]) expect(readOf(length, wrong), wrong).to.equal(undefined);
    expect(readOf(span, "20%")).to.equal(undefined);
  });

  it("says what a length must be, what it got, and what was probably meant", () => {
    expect(length.read(4)).to.deep.equal({
      problem: 'must be bars or a duration such as "10 bars" or "2s", got "4". Did you mean "4 bars"?',
    });
    expect(length.read(undefined)).to.deep.equal({
      problem: 'is missing, must be bars or a duration such as "10 bars" or "2s"',
    });
    expect(length.read(null)).to.deep.equal({
      problem: 'must be bars or a duration such as "10 bars" or "2s", got nothing',
    });
  });

  it("reads moments", () => {
    expect(readOf(moment, "bar 60")).to.deep.equal({ kind: "bar", bar: 60, percent: 0 });
    expect(readOf(moment, "bar 60 + 40%")).to.deep.equal({ kind: "bar", bar: 60, percent: 40 });
    expect(readOf(moment, "12.5%")).to.deep.equal({ kind: "percent", percent: 12.5 });
    expect(readOf(moment, "snapshot 3")).to.deep.equal({ kind: "snapshot", snapshot: 3 });
    expect(readOf(moment, "engine.2 ready")).to.deep.equal({
      kind: "incarnation",
      role: "engine",
      incarnation: 2,
      state: "ready",
    });
    expect(readOf(moment, "feed-handler.3 first-bar")).to.deep.equal({
      kind: "incarnation",
      role: "feed-handler",
      incarnation: 3,
      state: "first-bar",
    });
    expect(readOf(moment, "start")).to.deep.equal({ kind: "start" });
    expect(readOf(moment, "+2s")).to.deep.equal({ kind: "after", length: { ms: 2000 } });
    expect(readOf(moment, "+5 bars")).to.deep.equal({ kind: "after", length: { bars: 5 } });
  });

  it("refuses moments that cannot be", () => {
    for (const wrong of [
      "bar 0",
      "bar 1 + 100%",
      "snapshot 0",
      "engine.0 ready",
      "101%",
      "end",
      "+20%",
      "bar 1.5",
    ]) {
      expect(readOf(moment, wrong), wrong).to.equal(undefined);
    }
  });

  it("reads amounts, shares, times and sizes", () => {
    expect(readOf(amount, "66%")).to.deep.equal({ percent: 66 });
    expect(readOf(amount, 20)).to.deep.equal({ count: 20 });
    expect(readOf(amount, 0)).to.equal(undefined);
    expect(readOf(amount, 1.5)).to.equal(undefined);
    expect(readOf(share, "80%")).to.equal(80);
    expect(readOf(time, "500ms")).to.equal(500);
    expect(readOf(time, "5 bars")).to.equal(undefined);
    expect(readOf(size, "200 MiB")).to.equal(200);
  });

  for (const [name, input, hint] of [
    ["length", "5 seconds", "5s"],
    ["length", "5 Bars", "5 bars"],
    ["length", "5bars", "5 bars"],
    ["length", "2 min", "2m"],
    ["length", "100 percent", "100%"],
    ["length", "5 parsecs", undefined],
    ["moment", 60, "bar 60"],
    ["moment", "bars 60", "bar 60"],
    ["moment", "2s", "+2s"],
    ["moment", "5 bars", "+5 bars"],
    ["moment", "engine ready", "engine.1 ready"],
    ["moment", "engine2 ready", "engine.2 ready"],
    ["moment", "engine.2 first bar", "engine.2 first-bar"],
    ["moment", "begin", undefined],
    ["share", 80, "80%"],
    ["time", 5, "5s"],
    ["size", "200 MB", "200 MiB"],
    ["amount", "66 %", "66%"],
  ] as const) {
    it(`${name} "${input}": ${hint === undefined ? "no hint" : `did you mean "${hint}"`}`, () => {
      expect(hintOf(notations[name], input)).to.equal(hint);
    });
  }

  it("accepts every hint that it gives, and nothing that its pattern for editors refuses", () => {
    const words = fc.constantFrom(
      "bar",
      "bars",
      "5",
      "60",
      "%",
      "s",
      "ms",
      "+",
      ".",
      " ",
      "engine",
      "ready",
      "snapshot",
      "start",
      "MiB",
      "0",
      "-",
    );
    const texts = fc.array(words, { maxLength: 6 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(notations)),
        texts,
        (notation: Notation<unknown>, text) => {
          const hint = hintOf(notation, text);
          if (hint === "no problem") expect(text).to.match(new RegExp(notation.pattern));
          else if (hint !== undefined) expect(readOf(notation, hint), hint).not.to.equal(undefined);
        },
      ),
      { numRuns: 500 },
    );
  });
});
