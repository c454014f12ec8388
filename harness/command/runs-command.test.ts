/** The verb runs: newest first, whole rows within 80 columns, and no word on what cannot be read. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect } from "chai";
import { FaultlineError } from "../errors.js";
import { sampleReport } from "../reporters/sample-report.js";
import { sampleRun } from "../reporters/sample-runs.js";
import { openStore } from "../store.js";
import { agoText, runsCommand } from "./runs-command.js";
import { sampleWorld } from "./sample-world.js";

describe("runs-command", () => {
  let cwd = "";
  beforeEach(() => {
    cwd = fs.mkdtempSync(path.join(os.tmpdir(), "runs-"));
  });
  afterEach(() => fs.rmSync(cwd, { recursive: true, force: true }));

  const {
    speedMs: _speedMs,
    bars: _bars,
    id: _id,
    startedAt: _startedAt,
    ...info
  } = sampleReport([]).results.run;
  const now = new Date("2026-11-22T03:00:00Z");

  function store(startedAt: string, draw: string, seed = "f3275ab4") {
    const options = { root: path.join(cwd, "reports"), severalFeeds: false, severalAttempts: false };
    return openStore({ ...info, seed }, { ...options, startedAt: new Date(startedAt), draw: () => draw });
  }

  function runs(json = false) {
    const { world, told } = sampleWorld({ places: { root: cwd, cwd } });
    const code = runsCommand("reports", json, world, now);
    return { code, ...told };
  }

  it("lists what each run noted: counts, seed, commit, exit code, and whether it was cut", () => {
    const whole = store("2026-11-20T01:02:03Z", "aaaaaa");
    const verdicts = ["pass", "pass", "fail", "missing", "inconclusive", "notRun"] as const;
    whole.writeResults(sampleReport(verdicts.map((verdict) => sampleRun({ verdict }))).results);
    whole.finish({ complete: true, exitCode: 1 });
    store("2026-11-22T01:02:03Z", "bbbbbb", "a seed as long as a sentence");
    const cut = store("2026-11-22T02:58:03Z", "cccccc");
    cut.writeResults(sampleReport([sampleRun()]).results);
    cut.finish({ complete: false, exitCode: 143 });
    const { out, notes, code } = runs();
    expect(out.split("\n")).to.deep.equal([
      "run                      ago  pass  fail  inconcl.  seed      commit    exit",
      "20261122T025803Z-cccccc  1m   1     0     0         f3275ab4  0123456+  143 cut",
      "20261122T010203Z-bbbbbb  1h   -     -     -         a seed ~  0123456+  none",
      "20261120T010203Z-aaaaaa  2d   2     2     1         f3275ab4  0123456+  1",
      "",
    ]);
    for (const line of out.split("\n")) expect(line.length).to.be.at.most(80);
    expect(notes).to.deep.equal([]);
    expect(code).to.equal(0);
  });

  it("gives the same as JSON, with whole seeds and times", () => {
    store("2026-11-22T01:02:03Z", "bbbbbb", "a seed as long as a sentence");
    expect(JSON.parse(runs(true).out)).to.deep.equal({
      schemaVersion: 1,
      runs: [
        {
          ...{ id: "20261122T010203Z-bbbbbb", startedAt: "2026-11-22T01:02:03.000Z" },
          ...{ seed: "a seed as long as a sentence", commit: "0123456789abcdef+", exitCode: null },
          ...{ complete: false, totals: null, problem: null },
        },
      ],
    });
  });

  it("shows a run whose run.json is damaged, says why, and takes links and strangers for no runs", () => {
    store("2026-11-22T01:02:03Z", "bbbbbb");
    fs.writeFileSync(path.join(cwd, "reports", "20261122T010203Z-bbbbbb", "run.json"), "{");
    fs.mkdirSync(path.join(cwd, "reports", "mine"));
    const { out, notes } = runs();
    expect(out.split("\n")[1]).to.match(/^20261122T010203Z-bbbbbb +- +- +- +- +- +- +none$/);
    expect(out.split("\n")).to.have.length(3);
    expect(notes.join()).to.match(/^20261122T010203Z-bbbbbb: .*run\.json: cannot be read/);
  });

  it("says that there is none, or no store", () => {
    fs.mkdirSync(path.join(cwd, "reports"));
    expect(runs().out).to.equal("reports holds no run\n");
    fs.rmdirSync(path.join(cwd, "reports"));
    expect(runs).to.throw(FaultlineError, "reports: no such folder, so there are no runs");
  });

  it("tells an age in its largest unit", () => {
    const ages = [-5, 0, 59_999, 60_000, 3_600_000, 86_400_000 * 400].map(agoText);
    expect(ages).to.deep.equal(["0s", "0s", "59s", "1m", "1h", "400d"]);
  });
});
