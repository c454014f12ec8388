/** Reading a run for its reports: whole, cut at any byte of a history, and without any results.json. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { at, planOf, seen, state, wholeHistory } from "../proof/literals.js";
import { formats, projections } from "../reporters/projections.js";
import { readReport, reportFolder } from "./read-report.js";

const plan = planOf({ bars: 4 });
const history = wholeHistory([
  at(1, state("publisher", 1, "spawned")),
  at(1, state("engine", 1, "spawned")),
  at(10, seen("published", 1, { role: "publisher", line: "published bar 1" })),
  at(11, seen("taken", 1, { role: "engine", line: "Größe 1 & <ok>" })),
]);
const historyText = history.map((event) => `${JSON.stringify(event)}\n`).join("");
const note = {
  ...{ schemaVersion: 1, id: "20261122T010203Z-8f3a1c", startedAt: "2026-11-22T01:02:03.000Z" },
  ...{ seed: "7", feeds: ["zmq"], recovery: "on", commit: "abc", node: "v20", platform: "linux x64" },
  ...{ argv: ["run", "s0"], complete: false, exitCode: null },
  origin: {
    again: { flags: ["--results", "x.json"], files: {} },
    schemeFiles: { literal: "schemes/literal.yaml" },
  },
};

describe("read-report", () => {
  let root = "";
  beforeEach(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), "read-report-"));
    fs.mkdirSync(path.join(root, "literal", "logs"), { recursive: true });
    write("run.json", JSON.stringify(note));
    write("literal/plan.json", JSON.stringify(plan));
    write("literal/scheme.yaml", "name: literal\n");
    write("literal/history.jsonl", historyText);
    write("literal/logs/publisher_s0_1.log", "published bar 1\n");
    write("literal/logs/engine_s0_1.log", "\u001b[31mGröße 1 & <ok>\u001b[0m\r\nhalf a li");
    write("literal/logs/notes.txt", "no log");
  });
  afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

  const write = (name: string, text: string | Buffer) => fs.writeFileSync(path.join(root, name), text);

  it("reads a run whose harness was killed: runs, histories, logs, scheme files, and that it was cut", () => {
    const recorded = history.slice(0, -1);
    write("literal/history.jsonl", recorded.map((event) => `${JSON.stringify(event)}\n`).join(""));
    const { results, schemes, problems, again } = readReport(root, "reports/x");
    expect(results).to.deep.include({ complete: false, exitCode: null });
    expect(results.run).to.include({ id: note.id, seed: "7", commit: "abc" });
    expect(problems).to.deep.equal(["the run was cut short: what it did not reach is not judged"]);
    expect(again.flags).to.deep.equal(["--results", "x.json"]);
    const [scheme] = schemes;
    expect(scheme?.run).to.include({ scheme: "literal", verdict: "inconclusive", folder: "literal" });
    expect(scheme?.history).to.deep.equal(recorded);
    expect(scheme?.complete).to.equal(false);
    expect(scheme?.schemeSource).to.deep.equal({ file: "schemes/literal.yaml", text: "name: literal\n" });
    expect(scheme?.logs.map(({ tMs, role, line }) => [tMs, role, line])).to.deep.equal([
      [10, "publisher", "published bar 1"],
      [11, "engine", "Größe 1 & <ok>"],
      [null, "engine", "half a li"],
    ]);
  });

  it("makes every report of a history that is cut at any byte, and none of them says pass", () => {
    const bytes = Buffer.from(historyText);
    fc.assert(
      fc.property(fc.nat({ max: bytes.length - 1 }), (length) => {
        write("literal/history.jsonl", bytes.subarray(0, length));
        const report = readReport(root, "x");
        expect(report.results.totals.passed).to.equal(0);
        expect(report.schemes.map(({ complete }) => complete)).to.deep.equal([false]);
        for (const format of formats) expect(projections[format].make(report)).not.to.equal("");
      }),
    );
  });

  it("reads a scheme folder that was copied away alone", () => {
    fs.rmSync(path.join(root, "run.json"));
    const { results, schemes } = readReport(path.join(root, "literal"), "literal");
    expect(results.run).to.include({ id: "literal", seed: "1", startedAt: "2026-01-01T00:00:00.000Z" });
    expect(schemes[0]?.schemeSource?.file).to.equal("literal/scheme.yaml");
    expect(schemes[0]?.history).to.have.length(history.length);
  });

  it("reads on when run.json is damaged, and says so", () => {
    write("run.json", '{"id": 5');
    expect(readReport(root, "x").problems.join("\n")).to.match(/^run\.json is damaged/m);
  });

  it("makes the reports of a run whose harness was killed as it wrote a plan", () => {
    write("literal/plan.json", JSON.stringify(plan).slice(0, 200));
    const report = readReport(root, "x");
    const [scheme] = report.schemes;
    expect(scheme?.run).to.include({ scheme: "literal", verdict: "inconclusive", folder: "literal" });
    expect(scheme?.run.reason).to.match(/plan\.json is damaged$/);
    for (const format of formats) expect(projections[format].make(report)).not.to.equal("");
  });

  it("finds the newest run of a store", () => {
    const store = fs.mkdtempSync(path.join(os.tmpdir(), "read-report-store-"));
    fs.symlinkSync(root, path.join(store, "latest"));
    expect(reportFolder(store)).to.equal(fs.realpathSync(root));
    expect(reportFolder(root)).to.equal(root);
    fs.rmSync(store, { recursive: true });
  });
});
