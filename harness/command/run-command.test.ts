/** The verb run with a suite that runs nothing: what it prints, what it stores, how it ends. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect } from "chai";
import type { Verdict } from "../finding.js";
import { plain } from "../reporters/colour.js";
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
function suiteOf(verdict: Verdict) {
  return async ({ jobs, store, tell, finished }: SuiteOptions): Promise<SchemeRun[]> =>
    jobs.map(({ plan, scheme }) => {
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
}

describe("run-command", () => {
  let output = "";
  beforeEach(() => {
    output = fs.mkdtempSync(path.join(os.tmpdir(), "run-command-"));
  });
  afterEach(() => fs.rmSync(output, { recursive: true, force: true }));

  async function run(argv: string[], verdict: Verdict = "pass", cutBy: CutBy | null = null) {
    const request = parseCommandLine(["run", ...argv, "--output", output]);
    if (request.verb !== "run") throw new Error("expected run");
    let out = "";
    const watched: string[] = [];
    const world: World = {
      out: (text) => {
        out += text;
      },
      note: () => {},
      paint: plain,
      makeWatcher: () => ({
        tell: ({ type }) => watched.push(type),
        tick: () => {},
        close: () => watched.push("closed"),
      }),
      places: { root, cwd: root },
      argv: ["run", ...argv],
      cut: new AbortController().signal,
      cutBy: () => cutBy,
      cutAfter: () => {},
    };
    const code = await runCommand(request.options, world, suiteOf(verdict));
    return { code, out, watched };
  }
  const latest = (...parts: string[]) => path.join(output, "latest", ...parts);
  const results = () => resultsSchema.parse(JSON.parse(fs.readFileSync(latest("results.json"), "utf8")));

  it("runs the five, closes the watcher before the table, and ends with 0", async () => {
    const { code, out, watched } = await run([]);
    expect(code).to.equal(0);
    expect(out).to.match(/\n5 passed in \d+\.\d s\. Deadline of the longest: /);
    expect(watched.at(-1)).to.equal("closed");
    expect(fs.readdirSync(latest()).sort()).to.include.members(["events.jsonl", "multi-restart", "run.json"]);
    expect(results()).to.deep.include({ complete: true, exitCode: 0 });
  });

  it("lists what does not apply to a feed, and leaves the exit code alone", async () => {
    const { code, out } = await run(["s1", "bridge-*", "--feed", "all"]);
    expect(code).to.equal(0);
    expect(out).to.contain("not run: s7 bridge-restart on fifo: the feed fifo has no bridge\n");
    expect(results().totals).to.deep.equal({ passed: 4, failed: 0, inconclusive: 0, notRun: 2 });
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
      /^# s1 normal on zmq: fail\n\nbecause/,
    );
    expect(fs.readdirSync(path.join(output, "failures")).map((name) => name.split("_")[0])).to.deep.equal([
      "s1-1",
      "s1-2",
    ]);
  });

  it("says complete: false and the code of the signal when it is cut", async () => {
    const { code, out } = await run(["s1"], "inconclusive", "SIGTERM");
    expect(code).to.equal(143);
    expect(out).to.contain("cut short.");
    expect(results()).to.deep.include({ complete: false, exitCode: 143 });
  });

  it("prints plans as JSON, and stores nothing", async () => {
    const { code, out } = await run(["s5", "--dry-run", "--json", "--bars", "200", "--speed-ms", "50"]);
    expect(code).to.equal(0);
    const [plan] = JSON.parse(out).plans;
    expect(plan).to.include({ scheme: "multi-restart", bars: 200, speedMs: 50 });
    expect(plan.deadline.terms.map(({ name }: { name: string }) => name)).to.include("stream");
    expect(fs.readdirSync(output)).to.deep.equal([]);
  });

  it("drops logs as --keep says", async () => {
    const options = ["s1", "--keep", "failed"];
    await run(options);
    expect(fs.existsSync(latest("normal", "logs"))).to.equal(false);
  });
});
