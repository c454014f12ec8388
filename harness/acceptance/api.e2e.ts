/** runScheme with real processes: side by side, without a word, ended by its caller, and never a pass by accident. */
import fs from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { userProject } from "../../fixtures/examples/api/user-project.js";
import { folderFiles } from "../command/run-folder.js";
import { runScheme } from "../run-scheme.js";
import type { Progress } from "../scheme-run.js";
import { processesOf } from "./harness-stage.js";

const twoAtOnce = `
import { runScheme } from "faultline";
const signals = ["SIGINT", "SIGTERM", "SIGHUP", "uncaughtException", "unhandledRejection", "exit"];
const listeners = () => signals.map((signal) => process.listenerCount(signal));
const before = listeners();
const told = new Set();
const run = (scheme, feed) =>
  runScheme({ scheme, feed, seed: "7", onProgress: ({ key, type }) => void told.add(key + ": " + type) });
const [zmq, fifo] = await Promise.all([
  run("schemes/engine-dies.yaml", undefined),
  run("schemes/engine-dies.yaml", "fifo"),
]);
const { exitCode } = process;
console.log(JSON.stringify({ zmq, fifo, told: [...told], exitCode: exitCode ?? null, before, after: listeners() }));
`;

describe("runScheme, end to end", () => {
  const project = userProject();
  beforeEach(project.set);
  afterEach(project.strike);
  const scheme = () => path.join(project.folder(), "schemes/engine-dies.yaml");
  const output = () => path.join(project.folder(), "reports");

  it("runs two at once, each with its own folder, and leaves console, signals and exit code alone", async () => {
    project.write("two.js", twoAtOnce);
    const { code, out, err } = await project.node("two.js");
    expect([code, err]).to.deep.equal([0, ""]);
    const { zmq, fifo, told, exitCode, before, after } = JSON.parse(out);
    expect([zmq.verdict, fifo.verdict], zmq.reason + fifo.reason).to.deep.equal(["pass", "pass"]);
    expect([zmq.feed, fifo.feed, exitCode]).to.deep.equal(["zmq", "fifo", null]);
    expect(after).to.deep.equal(before);
    expect(path.dirname(zmq.folder)).not.to.equal(path.dirname(fifo.folder));
    expect(told).to.include.members(["e1 engine-dies zmq: bar", "e1 engine-dies fifo: scheme-finished"]);
    expect(zmq.counts.bars).to.deep.equal({ published: 60, taken: 60, lost: 0, duplicated: 0 });
    expect(zmq.faults.map(({ id, felt }: { id: string; felt: string }) => [id, felt])).to.deep.equal([
      ["f1", "felt"],
    ]);
    expect(zmq).not.to.have.property("failure");
  });

  it("leaves the run folder that the command line leaves", async () => {
    const { folder, verdict } = await runScheme({ scheme: scheme(), output: output() });
    expect(verdict).to.equal("pass");
    const run = path.dirname(folder);
    expect(fs.readdirSync(folder).sort()).to.deep.equal([
      ...["expected.jsonl", "golden.jsonl", "history.jsonl", "ledger.jsonl", "logs", "plan.json"],
      ...["scheme.yaml", "system.yaml", "verdict.json"],
    ]);
    expect(fs.readdirSync(run).sort()).to.deep.equal([
      ...[
        "engine-dies",
        "events.jsonl",
        "junit.xml",
        "report.html",
        "results.json",
        "run.json",
        "summary.md",
      ],
    ]);
    const results = JSON.parse(fs.readFileSync(path.join(run, "results.json"), "utf8"));
    expect([results.complete, results.exitCode, results.totals.passed]).to.deep.equal([true, 0, 1]);
    expect(fs.readFileSync(path.join(folder, folderFiles.scheme), "utf8")).to.equal(
      fs.readFileSync(scheme(), "utf8"),
    );
  });

  it("ends a run that its caller aborts, which is no pass, and leaves no process behind", async () => {
    const abort = new AbortController();
    const onProgress = (progress: Progress): void => {
      if (progress.type === "bar" && progress.bar === 10) abort.abort("enough");
    };
    const options = { scheme: scheme(), output: output(), signal: abort.signal, onProgress };
    const { verdict, reason, failure, folder } = await runScheme(options);
    expect(verdict).to.equal("inconclusive");
    expect(reason).to.match(/the run was cut \(interrupt\): the caller aborted it: enough/);
    expect(failure).to.equal(path.join(folder, "FAILURE.md"));
    expect(fs.existsSync(path.join(folder, "FAILURE.md"))).to.equal(true);
    expect(processesOf(project.folder())).to.deep.equal([]);
    const results = JSON.parse(fs.readFileSync(path.join(path.dirname(folder), "results.json"), "utf8"));
    expect([results.complete, results.exitCode]).to.deep.equal([false, 130]);
  });

  it("runs nothing where it is aborted already", async () => {
    const result = await runScheme({ scheme: scheme(), output: output(), signal: AbortSignal.abort() });
    expect([result.verdict, result.counts]).to.deep.equal(["notRun", null]);
  });

  it("rejects with what onProgress throws, after the run was ended in order", async () => {
    const thrown = new Error("the watcher broke");
    const onProgress = ({ type }: Progress): void => {
      if (type === "bar") throw thrown;
    };
    const error = await runScheme({ scheme: scheme(), output: output(), onProgress }).catch(
      (caught) => caught,
    );
    expect(error).to.equal(thrown);
    expect(processesOf(project.folder())).to.deep.equal([]);
  });
});
