/** Recheck: the same verdict from whole files, and never a pass from files that are cut, edited or gone. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { digestOf } from "./command/run-folder.js";
import { passing, passingPlan } from "./proof/passing-run.js";
import { recheck } from "./recheck.js";
import { sampleRun } from "./reporters/sample-runs.js";
import { resultsOf, wholeRun } from "./results.js";
import type { SchemeRun } from "./scheme-run.js";

/** What the first version noted of a run. */
const early = {
  ...{ id: "x", startedAt: "", seed: "1", feeds: ["zmq"], commit: "abc", node: "", platform: "" },
  ...{ argv: ["run"], recovery: "on" as const, speedMs: [20], bars: [10] },
};

describe("recheck", () => {
  let root = "";
  let folder = "";
  const plan = passingPlan;
  const whole = passing();
  beforeEach(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), "recheck-"));
    folder = path.join(root, "literal");
    fs.mkdirSync(folder);
    write("plan.json", JSON.stringify(plan, null, 2));
    write("history.jsonl", whole);
    write("verdict.json", JSON.stringify({ verdict: "pass", historyDigest: digestOf(whole) }));
  });
  afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

  const write = (name: string, text: string) => fs.writeFileSync(path.join(folder, name), text);
  const judged = (): SchemeRun => {
    const [run] = recheck(folder).runs;
    if (run === undefined) throw new Error("nothing was judged");
    return run;
  };

  it("passes what passed", () => {
    const { verdict, reason, counts } = judged();
    expect(verdict, reason).to.equal("pass");
    expect(counts?.bars).to.deep.equal({ published: 10, taken: 10, lost: 0, duplicated: 0 });
  });

  it("never passes a history that is cut at any byte", () => {
    fc.assert(
      fc.property(fc.nat({ max: Buffer.byteLength(whole) - 1 }), (length) => {
        write("history.jsonl", whole.slice(0, length));
        fs.rmSync(path.join(folder, "verdict.json"), { force: true });
        expect(judged().verdict).not.to.equal("pass");
      }),
    );
  });

  it("never passes a history that lacks an event, not even when it is numbered anew", () => {
    const lines = whole.trimEnd().split("\n");
    for (const gone of lines.keys()) {
      const rest = lines.filter((_, index) => index !== gone);
      const renumbered = rest.map((line, index) => {
        const event = JSON.parse(line);
        return JSON.stringify({
          ...event,
          n: index + 1,
          ...(event.type === "end" ? { events: rest.length } : {}),
        });
      });
      for (const kept of [rest, renumbered]) {
        write("history.jsonl", `${kept.join("\n")}\n`);
        expect(judged().verdict, lines[gone]).not.to.equal("pass");
      }
    }
  });

  it("names the file that is not the one of the run", () => {
    write("plan.json", JSON.stringify({ ...plan, deadline: { ...plan.deadline, ms: 1e9 } }));
    expect(judged()).to.include({ verdict: "inconclusive" });
    expect(judged().reason).to.match(/^files: plan\.json is not the plan of the run/);
    write("plan.json", JSON.stringify(plan));
    write("ledger.jsonl", "{}\n");
    expect(judged().reason).to.match(/^files: ledger was not part of the run/);
  });

  it("judges all schemes of a run folder, and says which folder is gone", () => {
    const runs = [
      sampleRun({ scheme: "literal", id: "s0", folder: "literal" }),
      sampleRun({ folder: "gone" }),
      sampleRun({ verdict: "notRun", reason: "the feed fifo has no bridge", folder: null, plan: null }),
    ];
    const info = {
      id: "x",
      startedAt: "",
      seed: "1",
      feeds: [],
      commit: null,
      node: "",
      platform: "",
      argv: [],
      ...wholeRun,
    };
    const results = resultsOf({ ...info, recovery: "on" }, runs, { complete: false, exitCode: null });
    fs.writeFileSync(path.join(root, "results.json"), JSON.stringify(results));
    const again = recheck(root);
    expect(again.complete).to.equal(false);
    expect(
      again.runs.map(({ verdict, reason }) => [verdict, verdict === "pass" ? "" : reason]),
    ).to.deep.equal([
      ["pass", ""],
      ["inconclusive", "its folder gone is gone or empty"],
      ["notRun", "the feed fifo has no bridge"],
    ]);
  });

  it("reads what the first version wrote, which knew no shards, no missing ones and no hops", () => {
    const spread = { p50: 1, p99: 2 };
    const of = (argv: string[]) => ({
      ...{ schemaVersion: 1, complete: true, exitCode: 0, schemes: [{ ...first, folder: "literal" }] },
      totals: { passed: 1, failed: 0, inconclusive: 0, notRun: 0 },
      run: { ...early, argv },
    });
    const [result] = resultsOf(
      { ...early, ...wholeRun, argv: [] },
      [sampleRun({ scheme: "literal", id: "s0", metrics: null })],
      { complete: true, exitCode: 0 },
    ).schemes;
    const first = { ...result, metrics: { latencyMs: spread, cpuPct: { engine: 1 }, rssMb: { engine: 2 } } };
    fs.writeFileSync(path.join(root, "results.json"), JSON.stringify(of(["run"])));
    expect(recheck(root)).to.deep.include({ complete: true, isShard: false, failOnFlaky: false });
    expect(recheck(root).runs.map(({ verdict }) => verdict)).to.deep.equal(["pass"]);
    fs.writeFileSync(path.join(root, "results.json"), JSON.stringify(of(["run", "--fail-on-flaky"])));
    expect(recheck(root).failOnFlaky).to.equal(true);
  });

  it("names the version whose results it cannot read", () => {
    const file = path.join(root, "results.json");
    const refusal = (run: object): string => {
      fs.writeFileSync(file, JSON.stringify({ ...{ schemaVersion: 1, complete: true, exitCode: 0 }, run }));
      try {
        recheck(root);
      } catch (error) {
        return error instanceof Error ? error.message : "";
      }
      return "";
    };
    const what = "totals: Invalid input: expected object, received undefined";
    expect(refusal(early)).to.equal(
      `${file}: ${what}; it was written by the version of commit abc, which can read it`,
    );
    expect(refusal({ ...early, commit: null })).to.equal(
      `${file}: ${what}; it does not say which version wrote it`,
    );
  });

  it("refuses what is no folder of ours", () => {
    fs.rmSync(path.join(folder, "plan.json"));
    expect(() => recheck(folder)).to.throw(/neither a scheme folder \(plan\.json\) nor a run folder/);
    write("plan.json", "{");
    expect(() => recheck(folder)).to.throw(/plan\.json is damaged/);
    write("plan.json", "{}");
    expect(() => recheck(folder)).to.throw(/no plan of schema version 1/);
  });
});
