/** Tests that a path that was taken away comes back as it was, and that what is there by then is left alone. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect } from "chai";
import { awayOf, inodeOf } from "../children/fifo.js";
import { hiding } from "./hiding.js";
import { makeUndoing, type Undoing } from "./undoing.js";

describe("hiding.ts", () => {
  let folder = "";
  let file = "";
  let undoing: Undoing;
  let stage: ReturnType<typeof hiding>;

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "faultline-test-"));
    file = path.join(folder, "fifo");
    fs.writeFileSync(file, "");
    undoing = makeUndoing();
    stage = hiding({ pathOf: () => file, undoing });
  });

  afterEach(() => fs.rmSync(folder, { recursive: true }));

  it("leaves nothing at the path, and brings the same inode back", () => {
    const before = inodeOf(file);
    stage.hideFifo("fifo");
    expect(inodeOf(file)).to.equal(null);
    expect(stage.showFifo("fifo").seen).to.equal(true);
    expect(inodeOf(file)).to.deep.equal(before);
  });

  it("is not healed, and replaces nothing, where somebody made another one meanwhile", () => {
    stage.hideFifo("fifo");
    fs.writeFileSync(file, "other");
    expect(stage.showFifo("fifo").seen).to.equal(false);
    expect(fs.readFileSync(file, "utf8")).to.equal("other");
  });

  it("brings it back at the end of a run that was cut", async () => {
    const before = inodeOf(file);
    stage.hideFifo("fifo");
    await undoing.all();
    expect(inodeOf(file)).to.deep.equal(before);
  });

  it("does not rename over what is there", () => {
    fs.writeFileSync(awayOf(file), "of somebody");
    expect(() => stage.hideFifo("fifo")).to.throw("there is something at");
    expect(fs.readFileSync(awayOf(file), "utf8")).to.equal("of somebody");
  });

  it("undoes at once what is done after the end", async () => {
    await undoing.all();
    stage.hideFifo("fifo");
    expect(inodeOf(file)).not.to.equal(null);
  });
});
