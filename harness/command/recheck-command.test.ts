/** The exit code of recheck and report is that of the run which they read. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect } from "chai";
import { passing, passingPlan } from "../proof/passing-run.js";
import { sampleRun } from "../reporters/sample-runs.js";
import { resultsOf, wholeRun } from "../results.js";
import { readReport } from "./read-report.js";
import { recheckCommand } from "./recheck-command.js";
import { digestOf } from "./run-folder.js";
import { sampleWorld } from "./sample-world.js";

describe("recheck-command", () => {
  let root = "";
  beforeEach(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), "recheck-command-"));
  });
  afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

  /** Two attempts of one scheme: the first passed, the second saw a snapshot too few. */
  function writeFlaky(argv: readonly string[]): void {
    const runs = [10, 9].map((snapshots, index) => {
      const plan = { ...passingPlan, attempt: index + 1 };
      const folder = `literal-${plan.attempt}`;
      const history = passing(plan, snapshots);
      fs.mkdirSync(path.join(root, folder));
      fs.writeFileSync(path.join(root, folder, "plan.json"), JSON.stringify(plan));
      fs.writeFileSync(path.join(root, folder, "history.jsonl"), history);
      const verdict = snapshots === 10 ? ("pass" as const) : ("fail" as const);
      const note = { verdict, historyDigest: digestOf(history) };
      fs.writeFileSync(path.join(root, folder, "verdict.json"), JSON.stringify(note));
      return sampleRun({ scheme: plan.scheme, id: plan.id, attempt: plan.attempt, verdict, folder });
    });
    const info = {
      ...{ id: "x", startedAt: "", seed: "1", feeds: ["zmq"], recovery: "on" as const, commit: null },
      ...{ node: "", platform: "", argv: [...argv], ...wholeRun },
    };
    const results = resultsOf(info, runs, { complete: true, exitCode: 3 });
    fs.writeFileSync(path.join(root, "results.json"), JSON.stringify(results));
    const note = { ...info, complete: true, exitCode: 3 };
    fs.writeFileSync(path.join(root, "run.json"), JSON.stringify(note));
  }

  const cases: readonly [string[], number][] = [
    [["run", "--repeat-each", "2", "--fail-on-flaky"], 3],
    [["run", "--repeat-each", "2"], 1],
  ];
  for (const [argv, code] of cases) {
    it(`is ${code} for a flaky run of: ${argv.join(" ")}`, () => {
      writeFlaky(argv);
      const { world, told } = sampleWorld({ places: { root, cwd: root } });
      expect(recheckCommand([root], false, world), told.out).to.equal(code);
      expect(readReport(root, "x").results.exitCode).to.equal(code);
    });
  }
});
