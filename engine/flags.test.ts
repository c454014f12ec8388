/** Tests of the shared command line parser. */
import { expect } from "chai";
import { FatalError } from "./exit.js";
import { type FlagSpec, helpText, oneOf, type Program, parseFlags, wholeNumber } from "./flags.js";

const program = {
  name: "demo",
  summary: "Shows flags.",
  flags: {
    results: { value: "FILE", required: true, help: "what to read" },
    "speed-ms": { value: "N", default: "800", help: "pace" },
    state: { value: "DIR", help: "where" },
    loud: { help: "more lines" },
  },
} as const satisfies Program<Record<string, FlagSpec>>;

function message(argv: string[]): string {
  try {
    parseFlags(program, argv);
  } catch (error) {
    if (error instanceof FatalError && error.exitCode === 64) return error.message;
    throw error;
  }
  return "no error";
}

describe("flags", () => {
  it("reads values, defaults and switches, in both spellings", () => {
    expect(parseFlags(program, ["--results", "a", "--speed-ms=5", "--loud"])).to.deep.equal({
      results: "a",
      "speed-ms": "5",
      state: undefined,
      loud: true,
    });
  });

  for (const [argv, expected] of [
    [[], "--results FILE is required"],
    [["--results"], "--results needs a value: --results FILE"],
    [["--results", "a", "--sped-ms", "5"], "unknown flag --sped-ms; did you mean --speed-ms?"],
    [["--results", "a", "--xyzzy"], "unknown flag --xyzzy; see --help"],
    [["--results", "a", "-s"], "unknown flag -s; see --help"],
    [["--results", "a", "--loud=yes"], '--loud takes no value, got "yes"'],
    [["--results", "a", "stray"], 'unexpected word "stray": usage: demo [flags]'],
  ] as const) {
    it(`says "${expected}"`, () => {
      expect(message([...argv])).to.equal(expected);
    });
  }

  it("wants its command", () => {
    expect(() => parseFlags({ ...program, command: "mock-live" }, ["--results", "a"])).to.throw("mock-live");
    expect(
      parseFlags({ ...program, command: "mock-live" }, ["mock-live", "--results", "a"]).results,
    ).to.equal("a");
  });

  it("checks numbers and choices", () => {
    expect(wholeNumber("n", "12", 1)).to.equal(12);
    expect(() => wholeNumber("n", "1.5", 1)).to.throw('--n must be a whole number of at least 1, got "1.5"');
    expect(() => wholeNumber("n", "0", 1, 9)).to.throw('--n must be a whole number from 1 to 9, got "0"');
    expect(() => oneOf("f", "x", ["a", "b"])).to.throw('--f must be a or b, got "x"');
  });

  it("shows every flag in its help text", () => {
    const text = helpText(program);
    for (const part of ["usage: demo [flags]", "--results FILE", "(required)", "(default 800)", "--help"]) {
      expect(text).to.contain(part);
    }
  });
});
