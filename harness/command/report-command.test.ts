/** The verb report: all files or one text, and that what cannot be written hides nothing. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect } from "chai";
import { planOf } from "../proof/literals.js";
import { projections, writtenFormats } from "../reporters/projections.js";
import { reportCommand } from "./report-command.js";
import { sampleWorld } from "./sample-world.js";

const files = writtenFormats.map((format) => projections[format].file);

describe("report-command", () => {
  let cwd = "";
  beforeEach(() => {
    cwd = fs.mkdtempSync(path.join(os.tmpdir(), "report-command-"));
    fs.mkdirSync(path.join(cwd, "run", "literal"), { recursive: true });
    fs.writeFileSync(path.join(cwd, "run", "run.json"), "{}");
    fs.writeFileSync(path.join(cwd, "run", "literal", "plan.json"), JSON.stringify(planOf()));
  });
  afterEach(() => fs.rmSync(cwd, { recursive: true, force: true }));

  function report(format?: "summary") {
    const { world, told } = sampleWorld({ places: { root: cwd, cwd } });
    return { code: reportCommand("run", format, world), ...told };
  }
  const written = () => fs.readdirSync(path.join(cwd, "run")).filter((name) => name !== "literal");

  it("writes all that are written at the end of a run, says where, and what is missing", () => {
    const { code, out, notes } = report();
    expect(code).to.equal(0);
    expect(out).to.equal(files.map((file) => `run/${file}\n`).join(""));
    expect(written()).to.have.members(["run.json", ...files]);
    expect(notes[0]).to.equal("the run was cut short: what it did not reach is not judged");
    expect(notes[1]).to.match(/^run\.json cannot be read: id: .*; it does not say which version wrote it$/);
  });

  it("prints one and writes none", () => {
    const { code, out } = report("summary");
    expect(code).to.equal(0);
    expect(out).to.match(/^# Faultline: 1 inconclusive, cut short\n/);
    expect(written()).to.deep.equal(["run.json"]);
  });

  it("writes the others where one cannot be written, leaves no draft, and ends with 73", () => {
    fs.mkdirSync(path.join(cwd, "run", "summary.md"));
    const { code, notes } = report();
    expect(code).to.equal(73);
    expect(notes.at(-1)).to.match(/^summary\.md cannot be written: /);
    expect(written()).to.have.members(["run.json", ...files]);
  });
});
