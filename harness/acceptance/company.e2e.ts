/** Two suites at once, and what a whole run leaves behind: reports and nothing else. */
import fs from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { harnessStage, processesOf } from "./harness-stage.js";

const stage = harnessStage();
const short = ["s1", "s3", "--bars", "100", "--speed-ms", "20"];

describe("suites", () => {
  beforeEach(stage.set);
  afterEach(stage.strike);

  it("do not disturb each other when they start at the same moment in the same store", async () => {
    const both = await Promise.all([stage.results(short), stage.results(short)]);
    for (const { schemes } of both) {
      expect(schemes.map(({ name, verdict, reason }) => [name, verdict, reason])).to.satisfy(
        (rows: readonly string[][]) => rows.every(([, verdict]) => verdict === "pass"),
        JSON.stringify(schemes.map(({ reason }) => reason)),
      );
    }
    expect(new Set(both.map(({ run }) => run.id)).size).to.equal(2);
  });

  it("leave files that any archive takes, and no process or temporary file", async () => {
    await stage.results(short);
    expect(processesOf(stage.folder())).to.deep.equal([]);
    expect(fs.readdirSync(path.join(stage.folder(), "tmp"))).to.deep.equal([]);
    const left = fs.readdirSync(path.join(stage.folder(), "reports"), {
      recursive: true,
      withFileTypes: true,
    });
    const odd = left.filter(
      (entry) =>
        /^\.|:/.test(entry.name) || !(entry.isFile() || entry.isDirectory() || entry.isSymbolicLink()),
    );
    expect(odd.map(({ name }) => name)).to.deep.equal([]);
  });
});
