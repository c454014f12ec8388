/** The verb merge on stores that were written by hand: what it notes, and what turns it red beside the schemes. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect } from "chai";
import { FaultlineError } from "../errors.js";
import { type RunInfo, resultsOf, wholeRun } from "../results.js";
import { openStore } from "../store.js";
import { mergeCommand } from "./merge-command.js";
import { sampleWorld } from "./sample-world.js";

const wanted = { name: "normal", id: "s1", feed: "zmq", attempt: 1, shard: 1, planned: false };
const info: Omit<RunInfo, "id" | "startedAt"> = {
  ...{ seed: "1", feeds: ["zmq"], recovery: "on", commit: "abc", node: "", platform: "", argv: [] },
  ...wholeRun,
  selection: [wanted],
  settings: { data: "d", schemes: "s", systems: "y", plans: "p" },
};

describe("merge-command", () => {
  let cwd = "";
  beforeEach(() => {
    cwd = fs.mkdtempSync(path.join(os.tmpdir(), "merge-"));
  });
  afterEach(() => fs.rmSync(cwd, { recursive: true }));

  /** A shard to which nothing fell, with the exit code that its harness noted. */
  function shard(index: number, exitCode: number, change: Partial<RunInfo> = {}): void {
    const own = { ...info, shard: { index, count: 2 }, ...change };
    const startedAt = new Date(`2026-11-22T0${index}:00:00Z`);
    const place = { root: path.join(cwd, `shard-${index}`), severalFeeds: false, severalAttempts: false };
    const store = openStore(own, { ...place, startedAt });
    const end = { complete: true, exitCode };
    store.writeResults(resultsOf({ ...own, id: store.runId, startedAt: startedAt.toISOString() }, [], end));
    store.finish(end, new Date(`2026-11-22T0${index}:30:00Z`));
  }

  function merge(env: Record<string, string> = {}) {
    const { world, told } = sampleWorld({ places: { root: cwd, cwd }, env });
    const folders = ["shard-1", "shard-2"];
    const options = { folders, expectShards: 2, output: "reports", json: false, failOnFlaky: false };
    return { code: mergeCommand(options, world), ...told };
  }
  const runJson = () => JSON.parse(fs.readFileSync(path.join(cwd, "reports/latest/run.json"), "utf8"));

  it("takes the times of the suite, notes whose runs it is made of, and names what nobody ran", () => {
    shard(1, 0);
    shard(2, 0);
    const { code, out } = merge();
    expect(out).to.contain("MISSING s1 normal on zmq: shard 1 of 2 (shard-1/");
    expect(code).to.equal(1);
    expect(runJson()).to.include({
      ...{ startedAt: "2026-11-22T01:00:00.000Z", endedAt: "2026-11-22T02:30:00.000Z" },
      ...{ shard: null, complete: false },
    });
    expect(runJson().merged).to.have.length(2);
  });

  it("stays red where a harness found what no scheme shows", () => {
    shard(1, 0, { selection: [] });
    shard(2, 1, { selection: [] });
    const { code, notes } = merge();
    expect(code).to.equal(1);
    expect(notes.join()).to.match(
      /shard-2\/\S+: its harness found a violation that lies in none of its schemes/,
    );
  });

  it("notes a folder that is not there, and writes nothing where all are gone", () => {
    shard(1, 0);
    expect(merge().notes).to.include("shard-2: no run in it; what its shard was to run is missing");
    fs.rmSync(path.join(cwd, "shard-1"), { recursive: true });
    fs.rmSync(path.join(cwd, "reports"), { recursive: true });
    expect(() => merge())
      .to.throw(FaultlineError, "there is no run to merge")
      .with.property("exitCode", 65);
    expect(fs.existsSync(path.join(cwd, "reports"))).to.equal(false);
  });

  it("tells GitHub when it runs there", () => {
    shard(1, 0);
    const page = path.join(cwd, "page.md");
    merge({ GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: page });
    expect(fs.readFileSync(page, "utf8")).to.match(/^# Faultline: .*1 missing/);
  });
});
