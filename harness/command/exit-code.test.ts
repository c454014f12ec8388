/** Exit codes of suites. */
import { expect } from "chai";
import type { Verdict } from "../finding.js";
import { type CutBy, exitCodeOf } from "./exit-code.js";

describe("exit-code", () => {
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
  ];
  for (const [verdicts, cutBy, code] of cases) {
    it(`is ${code} for [${verdicts}]${cutBy === null ? "" : ` cut by ${cutBy}`}`, () => {
      expect(
        exitCodeOf(
          verdicts.map((verdict) => ({ verdict })),
          cutBy,
        ),
      ).to.equal(code);
    });
  }
});
