/** Replays of a folder whose plan is real and whose suite is not: what is run again, how often, and what is refused. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect } from "chai";
import type { Verdict } from "../finding.js";
import type { Job } from "../planning/job.js";
import { notStarted } from "../planning/prepare.js";
import { plain } from "../reporters/colour.js";
import type { SchemeRun } from "../scheme-run.js";
import type { SuiteOptions } from "../suite.js";
import { parseCommandLine } from "./cli.js";
import { findRoot } from "./library.js";
import { replayCommand } from "./replay-command.js";
import { prepareRun } from "./run-command.js";
import type { World } from "./world.js";

const root = findRoot(import.meta.dirname);

describe("replay-command", () => {
  let folder = "";
  let world: World;
  let out = "";
  let ran: Job[] = [];

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "replay-"));
    [out, ran] = ["", []];
    world = {
      out: (text) => {
        out += text;
      },
      note: () => {},
      columns: () => null,
      paint: plain,
      makeWatcher: () => ({ tell: () => {}, tick: () => {}, close: () => {} }),
      places: { root, cwd: folder },
      argv: ["replay"],
      env: {},
      cut: new AbortController().signal,
      cutBy: () => null,
      cutAfter: () => {},
    };
    const request = parseCommandLine(["run", "s3", "--bars", "100", "--speed-ms", "7", "--seed", "z"]);
    if (request.verb !== "run") throw new Error("expected run");
    const [job] = prepareRun(request.options, world, "z").jobs;
    if (job === undefined) throw new Error("expected a job");
    write("plan.json", `${JSON.stringify(job.plan, null, 2)}\n`);
    write("scheme.yaml", job.scheme.source.text);
    write("system.yaml", job.system.source.text);
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  const fileOf = (name: string): string => path.join(folder, "s3", name);
  function write(name: string, text: string): void {
    fs.mkdirSync(path.join(folder, "s3"), { recursive: true });
    fs.writeFileSync(fileOf(name), text);
  }
  function change(name: string, from: string, to: string): void {
    write(name, fs.readFileSync(fileOf(name), "utf8").replace(from, to));
  }

  /** One after the other, as with one worker. */
  const suiteOf =
    (verdictOf: (attempt: number) => Verdict) =>
    async ({ jobs, finished, isLast }: SuiteOptions): Promise<SchemeRun[]> => {
      const runs: SchemeRun[] = [];
      for (const job of jobs) {
        ran.push(job);
        const { scheme, plan } = job;
        const verdict = verdictOf(plan.attempt);
        const run = { ...notStarted(scheme, plan.feed, plan.attempt, "because"), plan, verdict };
        runs.push(run);
        finished(run);
        if (isLast?.(run) === true) break;
      }
      return runs;
    };

  async function replay(argv: string[], verdictOf: (attempt: number) => Verdict = () => "pass") {
    const request = parseCommandLine(["replay", ...argv]);
    if (request.verb !== "replay") throw new Error("expected replay");
    return replayCommand(request.options, world, suiteOf(verdictOf));
  }
  const refusal = (argv: string[]) =>
    replay(argv).then(
      () => {
        throw new Error("it was not refused");
      },
      (error: Error & { exitCode?: number }) => `${error.exitCode} ${error.message}`,
    );

  it("runs the plan of the folder again, whatever became of the library", async () => {
    change("scheme.yaml", "timeline", "line_time");
    expect(await replay(["s3"])).to.equal(0);
    const plan = JSON.parse(fs.readFileSync(fileOf("plan.json"), "utf8"));
    expect(ran.map((job) => job.plan)).to.deep.equal([plan]);
    expect(ran[0]?.scheme.source.text).to.contain("line_time");
    expect(plan).to.include({ scheme: "engine-restart", bars: 100, speedMs: 7, seed: "z" });
  });

  it("runs it N times and says what that proves", async () => {
    expect(await replay(["s3", "--times", "20"], (attempt) => (attempt === 7 ? "fail" : "pass"))).to.equal(1);
    expect(ran.map(({ plan }) => plan.attempt)).to.deep.equal(Array.from({ length: 20 }, (_, n) => n + 1));
    expect(out).to.contain("1 of 20 failed, a failure rate above 0.2 % and below 21.7 %");
  });

  it("stops with --until-fail after the first failure", async () => {
    expect(await replay(["s3", "--until-fail", "50"], (n) => (n === 3 ? "fail" : "pass"))).to.equal(1);
    expect(ran).to.have.length(3);
    expect(out).to.contain("1 of 3 failed");
  });

  it("runs with --last-failed the newest link that leads somewhere", async () => {
    const failures = path.join(folder, "reports", "failures");
    fs.mkdirSync(failures, { recursive: true });
    fs.symlinkSync(path.join(folder, "gone"), path.join(failures, "s3_20261122T010203Z-ffffff"));
    fs.symlinkSync(path.join(folder, "s3"), path.join(failures, "s3_20261121T010203Z-000000"));
    fs.symlinkSync(path.join(folder, "older"), path.join(failures, "a_20261120T010203Z-000000"));
    expect(await replay(["--last-failed"])).to.equal(0);
    expect(ran).to.have.length(1);
    expect(await refusal(["s3", "--last-failed"])).to.match(/^64 .*one of the two$/);
    expect(await refusal(["--last-failed", "--output", "other"])).to.match(/^4 .*nothing lies in/);
  });

  it("takes the data where it is the same, and refuses what is not", async () => {
    fs.writeFileSync(path.join(folder, "results_10-24.json"), fs.readFileSync(dataOf("10-27")));
    expect(await replay(["s3"]), "the one here differs, the fixture does not").to.equal(0);
    expect(ran[0]?.results.path).to.equal(dataOf("10-24"));
    expect(await refusal(["s3", "--results", dataOf("10-27")])).to.match(
      /^65 .*results_10-27\.json: is not the data of that run: its SHA-256 is [0-9a-f]{64}, that of the run [0-9a-f]{64};/,
    );
    change("plan.json", "results_10-24.json", "results_09-01.json");
    expect(await refusal(["s3"])).to.match(/^65 results_09-01\.json: the data file of .* is not here/);
  });

  it("refuses a plan that is not the one that ran, and a folder that is none", async () => {
    const start = { n: 1, tMs: 0, type: "start", at: "", planDigest: "other", node: "", platform: "" };
    write("history.jsonl", `${JSON.stringify(start)}\n`);
    expect(await refusal(["s3"])).to.match(/^65 .*plan\.json is not the plan of the run/);
    expect(await refusal(["."])).to.match(/^65 .*no plan\.json in it; name one in it: .*s3$/);
    expect(await refusal(["nowhere"])).to.match(
      /^65 .*no plan\.json in it; name the folder of one scheme run/,
    );
  });

  it("refuses a system that is not the one of the plan", async () => {
    change("system.yaml", "bridge:", "brook:");
    expect(await refusal(["s3"])).to.match(/^65 /);
    fs.rmSync(fileOf("system.yaml"));
    expect(await refusal(["s3"])).to.match(/^65 .*system\.yaml: is missing/);
  });
});

const dataOf = (date: string): string => path.join(root, "fixtures", `results_${date}.json`);
