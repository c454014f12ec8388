/** The store: names, links, atomic index files, and what it says when it cannot write. */

import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect } from "chai";
import { FaultlineError } from "./errors.js";
import { resultsOf, wholeRun } from "./results.js";
import { openStore, type StoreOptions } from "./store.js";

const info = {
  seed: "1",
  feeds: ["zmq"],
  recovery: "on" as const,
  commit: null,
  node: "v20.20.2",
  platform: "linux",
  argv: ["run"],
  ...wholeRun,
};
const run = { scheme: "multi-restart", id: "s5", feed: "zmq", attempt: 1 };

describe("store", () => {
  let root = "";
  beforeEach(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), "faultline-store-"));
  });
  afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

  function open(changes: Partial<StoreOptions> = {}) {
    return openStore(info, {
      root,
      severalFeeds: false,
      severalAttempts: false,
      startedAt: new Date("2026-11-22T01:02:03.456Z"),
      draw: () => "8f3a1c",
      ...changes,
    });
  }
  const readJson = (...parts: string[]): unknown =>
    JSON.parse(fs.readFileSync(path.join(root, ...parts), "utf8"));

  it("names the run by time, writes run.json at once as not complete, and points latest at it", () => {
    const store = open();
    expect(store.runId).to.equal("20261122T010203Z-8f3a1c");
    expect(readJson(store.runId, "run.json")).to.include({
      id: store.runId,
      complete: false,
      exitCode: null,
    });
    expect(fs.readlinkSync(path.join(root, "latest"))).to.equal(store.runId);
  });

  it("moves latest to the newer run and draws again when a name is taken", () => {
    open();
    const draws = ["8f3a1c", "000001"];
    const second = open({ draw: () => draws.shift() ?? "" });
    expect(second.runId).to.equal("20261122T010203Z-000001");
    expect(fs.readlinkSync(path.join(root, "latest"))).to.equal(second.runId);
  });

  it("adds feed and attempt to a folder only where several would clash", () => {
    expect(open().addScheme(run)).to.equal("multi-restart");
    const both = open({ severalFeeds: true, severalAttempts: true, draw: () => "000002" });
    expect(both.addScheme({ ...run, attempt: 3 })).to.equal("multi-restart-zmq-3");
  });

  it("gives a second scheme of the same name its own folder, and no colon or leading dot", () => {
    const store = open();
    expect(["a", "a", ".b:c"].map((scheme) => store.addScheme({ ...run, scheme }))).to.deep.equal([
      "a",
      "a_2",
      "b-c",
    ]);
  });

  it("links what did not pass under failures, so that the link leads to the folder", () => {
    const store = open();
    const folder = store.addScheme(run);
    store.linkFailure(run, folder);
    const link = path.join(root, "failures", `s5_${store.runId}`);
    expect(fs.realpathSync(link)).to.equal(fs.realpathSync(path.join(store.folder, folder)));
  });

  it("rewrites results.json whole and leaves no draft behind", () => {
    const store = open();
    const runInfo = { ...info, id: store.runId, startedAt: "2026-11-22T01:02:03.456Z" };
    store.writeResults(resultsOf(runInfo, [], { complete: false, exitCode: null }));
    store.writeResults(resultsOf(runInfo, [], { complete: true, exitCode: 4 }));
    store.appendEvent({ type: "a" });
    store.appendEvent({ type: "b" });
    store.finish({ complete: true, exitCode: 4 });
    expect(readJson(store.runId, "results.json")).to.include({ complete: true, exitCode: 4 });
    expect(readJson(store.runId, "run.json")).to.include({ complete: true, exitCode: 4 });
    expect(fs.readFileSync(path.join(store.folder, "events.jsonl"), "utf8")).to.equal(
      '{"type":"a"}\n{"type":"b"}\n',
    );
    expect(fs.readdirSync(store.folder).sort()).to.deep.equal(["events.jsonl", "results.json", "run.json"]);
  });

  it("drops the logs of a scheme and nothing else", () => {
    const store = open();
    const folder = path.join(store.folder, store.addScheme(run));
    fs.mkdirSync(path.join(folder, "logs"));
    fs.writeFileSync(path.join(folder, "logs", "engine_s5_1.log"), "x");
    fs.writeFileSync(path.join(folder, "history.jsonl"), "x");
    store.dropLogs("multi-restart");
    expect(fs.readdirSync(folder)).to.deep.equal(["history.jsonl"]);
  });

  it("ends where no folder can be made", () => {
    expect(() => open({ root: "/proc/none/deeper" })).to.throw(
      FaultlineError,
      /^\/proc\/none\/deeper: results cannot be written: E/,
    );
  });

  it("says what to do when a file stands where the store should be", () => {
    const file = path.join(root, "taken");
    fs.writeFileSync(file, "");
    expect(() => open({ root: path.join(file, "deeper") }))
      .to.throw(FaultlineError, /results cannot be written: ENOTDIR.*--output DIR/)
      .with.property("exitCode", 73);
  });
});
