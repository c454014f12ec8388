/** The verb run with a suite that runs nothing: what it prints, what it stores, how it ends. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect } from "chai";
import type { Swept } from "../children/sweep.js";
import type { Verdict } from "../finding.js";
import type { Job } from "../planning/job.js";
import { plain } from "../reporters/colour.js";
import { projections, writtenFormats } from "../reporters/projections.js";
import { resultsSchema } from "../results.js";
import { runKey, type SchemeRun } from "../scheme-run.js";
import type { SuiteOptions } from "../suite.js";
import { parseCommandLine } from "./cli.js";
import type { CutBy } from "./exit-code.js";
import { findRoot } from "./library.js";
import { runCommand } from "./run-command.js";
import type { World } from "./world.js";

const root = findRoot(import.meta.dirname);

/** Gives every job the verdict, without running it. */
function suiteOf(verdictOf: (job: Job) => Verdict, swept: readonly Swept[] = []) {
  return async ({ jobs, store, tell, finished, leftOver }: SuiteOptions): Promise<SchemeRun[]> => {
    const runs = jobs.map((job) => {
      const { plan, scheme } = job;
      const verdict = verdictOf(job);
      const name = { scheme: scheme.name, id: scheme.id, feed: plan.feed, attempt: plan.attempt };
      const run: SchemeRun = {
        ...{
          ...name,
          plan,
          verdict,
          reason: "because",
          findings: [],
          records: [],
          counts: null,
          metrics: null,
        },
        ...{ durationMs: 1, folder: store.addScheme(name), historyDigest: null },
      };
      tell({ type: "scheme-started", key: runKey(run), bars: plan.bars, faults: plan.steps.length });
      tell({ type: "scheme-finished", key: runKey(run), run });
      finished(run);
      return run;
    });
    leftOver?.(swept);
    return runs;
  };
}

describe("run-command", () => {
  let output = "";
  beforeEach(() => {
    output = fs.mkdtempSync(path.join(os.tmpdir(), "run-command-"));
  });
  afterEach(() => fs.rmSync(output, { recursive: true, force: true }));

  async function run(
    argv: string[],
    verdict: Verdict | ((job: Job) => Verdict) = "pass",
    cutBy: CutBy | null = null,
    swept: readonly Swept[] = [],
  ) {
    const request = parseCommandLine(["run", ...argv, "--output", output]);
    if (request.verb !== "run") throw new Error("expected run");
    let out = "";
    const notes: string[] = [];
    const watched: string[] = [];
    const world: World = {
      out: (text) => {
        out += text;
      },
      note: (line) => notes.push(line),
      columns: () => null,
      paint: plain,
      makeWatcher: () => ({
        tell: ({ type }) => watched.push(type),
        tick: () => {},
        close: () => watched.push("closed"),
      }),
      places: { root, cwd: root },
      argv: ["run", ...argv],
      env: {},
      cut: new AbortController().signal,
      cutBy: () => cutBy,
      cutAfter: () => {},
    };
    const code = await runCommand(
      request.options,
      world,
      suiteOf(typeof verdict === "function" ? verdict : () => verdict, swept),
    );
    return { code, out, watched, notes };
  }
  const latest = (...parts: string[]) => path.join(output, "latest", ...parts);
  const results = () => resultsSchema.parse(JSON.parse(fs.readFileSync(latest("results.json"), "utf8")));

  it("runs the five, closes the watcher before the table, and ends with 0", async () => {
    const { code, out, watched, notes } = await run([]);
    expect(code).to.equal(0);
    expect(notes.at(-1)).to.match(/^report: {2}.*\/report\.html$/);
    expect(out).to.match(/\n5 passed in \d+\.\d s\. Deadline of the longest: /);
    expect(watched.at(-1)).to.equal("closed");
    expect(fs.readdirSync(latest()).sort()).to.include.members(["events.jsonl", "multi-restart", "run.json"]);
    expect(results()).to.deep.include({ complete: true, exitCode: 0 });
    for (const format of writtenFormats)
      expect(fs.existsSync(latest(projections[format].file)), format).to.equal(true);
    expect(fs.existsSync(latest(projections.validation.file))).to.equal(false);
  });

  it("lists what does not apply to a feed, and leaves the exit code alone", async () => {
    const { code, out } = await run(["s1", "bridge-*", "--feed", "all"]);
    expect(code).to.equal(0);
    expect(out).to.contain("not run: s7 bridge-restart on fifo: the feed fifo has no bridge\n");
    expect(results().totals).to.deep.equal({ passed: 4, failed: 0, inconclusive: 0, notRun: 2, missing: 0 });
    expect(fs.readdirSync(latest())).to.include.members([
      "normal-zmq",
      "normal-native",
      "bridge-restart-zmq",
    ]);
  });

  it("leaves FAILURE.md and a link for each that did not pass", async () => {
    const { code, out } = await run(["s1", "--repeat-each", "2"], "fail");
    expect(code).to.equal(1);
    expect(out).to.contain("s1 normal on zmq: 2 of 2 failed, a failure rate above 22.3 %");
    expect(fs.readFileSync(latest("normal-2", "FAILURE.md"), "utf8")).to.match(
      /^# s1 normal on zmq: fail\n\n\*\*because/,
    );
    expect(fs.readdirSync(path.join(output, "failures")).map((name) => name.split("_")[0])).to.deep.equal([
      "s1-1",
      "s1-2",
    ]);
  });

  it("fails for what outlived every run, and names it", async () => {
    const { code, notes } = await run(["s1"], "pass", null, [{ pid: 71, command: "sleep 20" }]);
    expect(code).to.equal(1);
    expect(notes).to.include(
      "leftover: pid 71 (sleep 20) outlived the run that started it, and was killed at the end",
    );
    expect(results().exitCode).to.equal(1);
    expect((await run(["s1"], "inconclusive", null, [{ pid: 71, command: "sleep 20" }])).code).to.equal(2);
  });

  it("notices before it writes anything that no FIFO can be made", async () => {
    const before = process.env.PATH;
    process.env.PATH = output;
    try {
      const refused = await run(["s1"]).catch((error: unknown) => error);
      expect(refused).to.include({
        code: "PREREQUISITE_MISSING",
        message:
          "normal on zmq: a named FIFO is needed, and there is no program mkfifo in the PATH. Install coreutils.",
      });
      expect(fs.readdirSync(output)).to.deep.equal([]);
      expect((await run(["s1", "--feed", "native"])).code).to.equal(0);
    } finally {
      process.env.PATH = before;
    }
  });

  it("notices before it writes anything that a fault lacks its program", async () => {
    const before = process.env.PATH;
    process.env.PATH = output;
    try {
      const scheme = "fixtures/saboteurs/schemes/limits.yaml";
      expect(await run([scheme, "--feed", "native"]).catch((error: unknown) => error)).to.include({
        code: "PREREQUISITE_MISSING",
        message:
          "limits: the fault limit needs the program prlimit, and there is none in the PATH. Install util-linux.",
      });
      expect(fs.readdirSync(output)).to.deep.equal([]);
    } finally {
      process.env.PATH = before;
    }
  });

  it("says complete: false and the code of the signal when it is cut", async () => {
    const { code, out } = await run(["s1"], "inconclusive", "SIGTERM");
    expect(code).to.equal(143);
    expect(out).to.contain("cut short.");
    expect(results()).to.deep.include({ complete: false, exitCode: 143 });
    expect(fs.readFileSync(latest("summary.md"), "utf8")).to.contain("cut short");
  });

  it("prints plans as JSON, and stores nothing", async () => {
    const { code, out } = await run(["s5", "--dry-run", "--json", "--bars", "200", "--speed-ms", "50"]);
    expect(code).to.equal(0);
    const [plan] = JSON.parse(out).plans;
    expect(plan).to.include({ scheme: "multi-restart", bars: 200, speedMs: 50 });
    expect(plan.deadline.terms.map(({ name }: { name: string }) => name)).to.include("stream");
    expect(fs.readdirSync(output)).to.deep.equal([]);
  });

  it("runs each of the selection in exactly one shard, and notes the whole of it in each", async () => {
    const parts: string[][] = [];
    for (const index of [1, 2, 3, 4]) {
      expect((await run(["--shard", `${index}/4`, "--feed", "all"])).code).to.equal(0);
      const { run: info, schemes } = results();
      expect(info.shard).to.deep.equal({ index, count: 4 });
      expect(info.selection).to.have.length(15);
      const ours = info.selection?.filter(({ shard }) => shard === index) ?? [];
      expect(schemes.map(({ name, feed }) => `${name} ${feed}`)).to.have.members(
        ours.map(({ name, feed }) => `${name} ${feed}`),
      );
      parts.push(schemes.map(({ name, feed }) => `${name} ${feed}`));
    }
    expect(new Set(parts.flat()).size).to.equal(15);
    expect(parts.flat()).to.have.length(15);
    expect(parts.every((part) => part.length >= 3)).to.equal(true);
  });

  it("writes an empty run for an empty shard, and ends with 0", async () => {
    const { code, out } = await run(["s1", "--shard", "2/2"]);
    expect(code).to.equal(0);
    expect(out).to.contain("0 passed in ");
    expect(results()).to.deep.include({ complete: true, exitCode: 0, schemes: [] });
  });

  it("runs with --last-failed what did not pass in the newest run, and nothing when all of it did", async () => {
    await run(["s1", "s3", "--feed", "all"], ({ plan }) => (plan.scheme === "normal" ? "fail" : "pass"));
    const { code } = await run(["--last-failed"]);
    expect(code).to.equal(0);
    expect(results().schemes.map(({ name, feed }) => `${name} ${feed}`)).to.deep.equal([
      "normal zmq",
      "normal fifo",
      "normal native",
    ]);
    const again = await run(["--last-failed"]).catch((error: unknown) => error);
    expect(again)
      .to.have.property("message")
      .that.matches(/^--last-failed: all of .+ passed$/);
    expect(again).to.have.property("exitCode", 4);
  });

  it("runs with --last-failed also what an interrupted run never reached", async () => {
    await run(["s1", "s3"], ({ plan }) => (plan.scheme === "normal" ? "pass" : "notRun"), "SIGTERM");
    await run(["--last-failed"]);
    expect(results().schemes.map(({ name }) => name)).to.deep.equal(["engine-restart"]);
  });

  it("ends with 3 when only what also passed failed, and that was asked for", async () => {
    const sometimes = ({ plan }: Job): Verdict => (plan.attempt === 2 ? "fail" : "pass");
    expect((await run(["s1", "--repeat-each", "3"], sometimes)).code).to.equal(1);
    expect((await run(["s1", "--repeat-each", "3", "--fail-on-flaky"], sometimes)).code).to.equal(3);
    expect((await run(["s1", "--repeat-each", "3", "--fail-on-flaky"], "fail")).code).to.equal(1);
  });

  it("drops logs as --keep says", async () => {
    const options = ["s1", "--keep", "failed"];
    await run(options);
    expect(fs.existsSync(latest("normal", "logs"))).to.equal(false);
  });
});
