/** What the tests of malformed files share: each file of a folder, and what is said of it. For tests only. */
import fs from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { type ErrorCode, FaultlineError } from "../errors.js";

export interface Malformed {
  /** Below fixtures/malformed/. */
  folder: string;
  code: ErrorCode;
  parse(text: string, file: string): unknown;
  /** Each file without `.yaml`, and the first line of its message after the name of the file. */
  rows: readonly (readonly [name: string, message: string])[];
}

/** Tests run from the root of the package. */
export function describeMalformed({ folder: below, code, parse, rows }: Malformed): void {
  const folder = path.resolve("fixtures/malformed", below);

  function errorOf(file: string): unknown {
    try {
      return parse(fs.readFileSync(path.join(folder, file), "utf8"), file);
    } catch (error) {
      return error;
    }
  }

  describe(`malformed ${below}`, () => {
    for (const [name, message] of rows) {
      it(`says what is wrong in ${name}.yaml, and where`, () => {
        const error = errorOf(`${name}.yaml`);
        expect(error).to.be.instanceOf(FaultlineError);
        const { code: given, exitCode, message: said } = error as FaultlineError;
        const [line, quote, caret] = said.split("\n");
        expect({ given, exitCode, line }).to.deep.equal({
          given: code,
          exitCode: 65,
          line: `${name}.yaml${message}`,
        });
        expect(quote).to.match(/^\d+ \| /);
        expect(caret).to.match(/^ *\| *\^$/);
      });
    }

    it("has a row for each file", () => {
      expect(fs.readdirSync(folder).sort()).to.deep.equal(rows.map(([name]) => `${name}.yaml`).sort());
    });
  });
}
