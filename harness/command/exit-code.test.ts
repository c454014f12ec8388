/** Exit codes of suites. */
import { expect } from "chai";
import type { Verdict } from "../finding.js";
import { type CutBy, exitCodeOf } from "./exit-code.js";

/** Attempts of one scheme, told apart by its name. */
const attempts = (scheme: string, ...verdicts: Verdict[]) =>
  verdicts.map((verdict) => ({ id: scheme, scheme, feed: "zmq", verdict }));

describe("exit-code", () => {
  const flaky = attempts("a", "pass", "fail");
  for (const [what, runs, code] of [
    ["flaky ones alone", flaky, 3],
    ["a flaky one and one that always fails", [...flaky, ...attempts("b", "fail", "fail")], 1],
    ["a flaky one and one that failed once of once", [...flaky, ...attempts("b", "fail")], 1],
    ["a flaky one and one that cannot be decided", [...flaky, ...attempts("b", "inconclusive")], 3],
    ["a flaky one and one that is missing", [...flaky, ...attempts("b", "missing")], 1],
    ["none that failed", attempts("a", "pass", "pass"), 0],
  ] as const) {
    it(`is ${code} with --fail-on-flaky for ${what}, and ${code === 3 ? 1 : code} without`, () => {
      expect(exitCodeOf(runs, null, { failOnFlaky: true })).to.equal(code);
      expect(exitCodeOf(runs, null)).to.equal(code === 3 ? 1 : code);
    });
  }

  it("is 0 for a shard to which nothing fell", () => {
    expect(exitCodeOf([], null, { isShard: true })).to.equal(0);
  });

  const cases: [Verdict[], CutBy | null, number][] = [
    [["pass", "pass"], null, 0],
    [["pass", "notRun"], null, 0],
    [["pass", "inconclusive", "fail"], null, 1],
    [["pass", "inconclusive"], null, 2],
    [["notRun"], null, 4],
    [[], null, 4],
    [["pass", "inconclusive"], "SIGINT", 130],
    [["pass"], "SIGTERM", 143],
    [["notRun"], "SIGHUP", 129],
    [["inconclusive"], "global-timeout", 124],
    [["fail", "inconclusive"], "SIGINT", 1],
    [["fail"], "global-timeout", 1],
    [["pass", "missing"], null, 1],
    [["inconclusive", "missing"], null, 1],
  ];
  for (const [verdicts, cutBy, code] of cases) {
    it(`is ${code} for [${verdicts}]${cutBy === null ? "" : ` cut by ${cutBy}`}`, () => {
      expect(
        exitCodeOf(
          verdicts.map((verdict) => ({ id: "s1", scheme: "normal", feed: "zmq", verdict })),
          cutBy,
        ),
      ).to.equal(code);
    });
  }
});
