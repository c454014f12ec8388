/** Tests that no text whatever makes parsing end in anything but a located error. */
import fs from "node:fs";
import { expect } from "chai";
import fc from "fast-check";
import { stringify } from "yaml";
import { type ErrorCode, FaultlineError } from "../errors.js";
import { parseScheme } from "../scheme.js";
import { parseSystem } from "../system.js";
import { maxProblems } from "./problem.js";

const parsers = [
  { code: "BAD_SCHEME", parse: parseScheme, valid: "schemes/multi-restart.yaml" },
  { code: "BAD_SYSTEM", parse: parseSystem, valid: "schemes/systems/mocklive.yaml" },
] as const;

/** What YAML, the shapes and JavaScript give a meaning to. */
const fragments = [
  ..."[]{},:#&*!|>%@`\"'-?\t\n ~.",
  ...[
    "\n  ",
    "\n    ",
    "\n- ",
    ": ",
    "&a ",
    "*a",
    "!!str ",
    "<<: ",
    "---\n",
    "...\n",
    "%YAML 1.1\n",
    "|2-\n",
    "\r\n",
  ],
  ...[
    "__proto__",
    "constructor",
    "toString",
    "null",
    "~",
    ".nan",
    "-.inf",
    "0x1f",
    "1e999",
    "on",
    "\u0000",
    "\ufeff",
  ],
  ...[
    "name",
    "at",
    "fault",
    "kill",
    "for",
    "expect",
    "snapshots",
    "min",
    "5 bars",
    "66%",
    "roles",
    "observe",
    "line",
  ],
  ...["(?<n>", "\\", "(?<=a)", "$", "$" + "{run}", "\ud800", "\u2028"],
];

const hostile = fc.array(fc.constantFrom(...fragments), { maxLength: 40 }).map((parts) => parts.join(""));

for (const { code, parse, valid } of parsers) {
  describe(`${code} on hostile text`, () => {
    const text = fs.readFileSync(valid, "utf8");

    it("tells every text apart: parsed, or refused at a place", () => {
      fc.assert(
        fc.property(fc.oneof(fc.string({ unit: "binary" }), hostile), (anything) =>
          judge(parse, code, anything),
        ),
        { numRuns: 200 },
      );
    });

    it("tells every document of data apart", () => {
      const data = fc.anything({ withNullPrototype: true }).map((value) => yamlOf(value));
      fc.assert(
        fc.property(data, (anything) => judge(parse, code, anything)),
        { numRuns: 100 },
      );
    });

    it("survives a good file with something cut out and something put in", () => {
      const place = fc.nat({ max: text.length });
      fc.assert(
        fc.property(place, fc.nat({ max: 30 }), hostile, (at, cut, put) =>
          judge(parse, code, text.slice(0, at) + put + text.slice(at + cut)),
        ),
        { numRuns: 200 },
      );
    });

    it("refuses nesting that would abort the process", () => {
      for (const open of ["[", "{a: ", "- ", "? ", "[{? "]) judge(parse, code, open.repeat(15_000));
      judge(parse, code, Array.from({ length: 300 }, (_, depth) => `${" ".repeat(depth)}a:\n`).join(""));
    });

    it("refuses a file that is too long to be one", () => {
      expect(() => parse(`# ${"x".repeat(100_000)}`, "long.yaml")).to.throw(
        FaultlineError,
        /^long\.yaml:1:1 must be at most 65536 characters long, got 100002\n/,
      );
    });
  });
}

/** Values that YAML cannot write (symbols, functions) are left to the other properties. */
function yamlOf(value: unknown): string {
  try {
    return stringify(value) ?? "";
  } catch {
    return "";
  }
}

function judge(parse: (text: string, file: string) => unknown, code: ErrorCode, text: string): void {
  try {
    parse(text, "hostile.yaml");
  } catch (error) {
    if (!(error instanceof FaultlineError)) throw error;
    expect(error.code).to.equal(code);
    const blocks = error.message.split("\n").filter((line) => /^hostile\.yaml:\d+:\d+ ./u.test(line));
    expect(blocks.length).to.be.within(1, maxProblems);
  }
}
