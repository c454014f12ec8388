/** Tests that the reference page is the one that the tables make now. */
import fs from "node:fs";
import { expect } from "chai";
import { checkNames } from "../checks/index.js";
import { faultNames } from "../faults/index.js";
import { observationNames } from "../system.js";
import { referenceText } from "./reference.js";

const page = "harness/doc/reference.md";

describe("text/reference", () => {
  it("is fresh as a page", () => {
    const made = `make it anew: node dist/harness/main.js reference > ${page}`;
    expect(fs.readFileSync(page, "utf8"), made).to.equal(referenceText());
  });

  it("has a row for each fault, check and observation", () => {
    const rows = [...referenceText().matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name);
    expect(rows).to.include.members([...faultNames, ...checkNames, ...observationNames]);
  });

  it("leaves no cell of a key empty", () => {
    const empty = referenceText()
      .split("\n")
      .filter((line) => /^\| `/.test(line) && /\|\s+\|$/.test(line) && !/bars \||none \|/.test(line));
    expect(empty).to.deep.equal([]);
  });
});
