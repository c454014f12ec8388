/** Tests how a file is followed by its name over rotations. */
import fs from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { type Followed, openFollowed } from "./followed.js";
import { makeTempFolder } from "./temp.js";

describe("children/followed", () => {
  let folder = "";
  let file = "";
  let followed: Followed;
  beforeEach(() => {
    folder = makeTempFolder("followed");
    file = path.join(folder, "trades.jsonl");
    followed = openFollowed(file);
  });
  afterEach(() => {
    followed.close();
    fs.rmSync(folder, { recursive: true });
  });

  it("reads on in the file that takes the place of the one it read", () => {
    fs.appendFileSync(file, "one\n");
    expect(followed.read().lines).to.deep.equal(["one"]);
    fs.renameSync(file, `${file}.1`);
    expect(followed.read().lines).to.deep.equal([]);
    fs.writeFileSync(file, "two\n");
    expect(followed.read()).to.deep.include({ lines: ["two"], shrank: false });
  });

  it("reads what was still written to the old one, before what is new", () => {
    fs.appendFileSync(file, "one\n");
    followed.read();
    fs.renameSync(file, `${file}.1`);
    fs.writeFileSync(file, "three\n");
    fs.appendFileSync(`${file}.1`, "two\n");
    expect(followed.read().lines).to.deep.equal(["two", "three"]);
    fs.appendFileSync(`${file}.1`, "late\n");
    expect(followed.read().lines).to.deep.equal(["late"]);
  });

  it("says that it became shorter, and reads on from its beginning", () => {
    fs.appendFileSync(file, "one\ntwo\n");
    followed.read();
    fs.writeFileSync(file, "new\n");
    expect(followed.read()).to.deep.include({ lines: ["new"], shrank: true });
  });

  it("hands out a last line that lacks its end", () => {
    fs.appendFileSync(file, "torn");
    expect(followed.read().lines).to.deep.equal([]);
    expect(followed.rest()).to.equal("torn");
    expect(followed.rest()).to.equal(null);
  });
});
