/** Tests that the page of faults has a row for each entry of the table, and no other. */
import fs from "node:fs";
import { expect } from "chai";
import { faultNames } from "./index.js";

describe("table of faults", () => {
  it("is told row by row on its page", () => {
    const page = fs.readFileSync("harness/doc/faults.md", "utf8");
    const rows = [...page.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name);
    expect(rows).to.deep.equal(faultNames);
  });
});
