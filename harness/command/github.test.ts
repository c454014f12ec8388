/** What is told to GitHub: nothing elsewhere, lines and a page there, and never an error of its own. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect } from "chai";
import { sampleReport } from "../reporters/sample-report.js";
import { sampleRun } from "../reporters/sample-runs.js";
import { summaryText } from "../reporters/summary.js";
import { tellGithub } from "./github.js";
import { sampleWorld } from "./sample-world.js";

const schemeSource = { file: "schemes/multi-restart.yaml", text: "name: a\nexpect: {}\n" };
const report = sampleReport([sampleRun({ verdict: "fail", findings: [] })], {}, { schemeSource });

describe("github", () => {
  let folder = "";
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "github-"));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  function tell(env: Record<string, string>) {
    const lines: string[] = [];
    const { world, told } = sampleWorld({ env, places: { root: "/home/runner/work/app/app/sub", cwd: "/" } });
    tellGithub(report, world, (line) => lines.push(line));
    return { lines, notes: told.notes };
  }

  it("tells nothing where GITHUB_ACTIONS is not true", () => {
    const page = path.join(folder, "page.md");
    expect(tell({ GITHUB_STEP_SUMMARY: page }).lines).to.deep.equal([]);
    expect(tell({ GITHUB_STEP_SUMMARY: page, GITHUB_ACTIONS: "false" }).lines).to.deep.equal([]);
    expect(fs.existsSync(page)).to.equal(false);
  });

  it("names files from the root of the repository, and adds to the page of the step", () => {
    const page = path.join(folder, "page.md");
    fs.writeFileSync(page, "# Build\n");
    const env = { GITHUB_ACTIONS: "true", GITHUB_WORKSPACE: "/home/runner/work/app/app" };
    const { lines, notes } = tell({ ...env, GITHUB_STEP_SUMMARY: page });
    expect(lines).to.have.length(1);
    expect(lines[0]).to.match(/^::error file=sub\/schemes\/multi-restart\.yaml,line=2,col=1,title=FAIL/);
    expect(fs.readFileSync(page, "utf8")).to.equal(`# Build\n${summaryText(report)}`);
    expect(notes).to.deep.equal([]);
  });

  it("notes a page that cannot be written, and goes on", () => {
    const { lines, notes } = tell({ GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: folder });
    expect(lines).to.have.length(1);
    expect(notes.join()).to.match(/^the summary of the job cannot be written: EISDIR/);
  });
});
