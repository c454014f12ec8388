/** The program as a person meets it: real runs, signals, exit codes, and nothing left behind. */
import { type ChildProcess, spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect } from "chai";
import { alive } from "./children/proc.js";
import { findRoot } from "./command/library.js";
import type { Identity } from "./event.js";
import { readHistory } from "./evidence/history-text.js";
import { projections, writtenFormats } from "./reporters/projections.js";
import { type Results, resultsSchema } from "./results.js";

const root = findRoot(import.meta.dirname);
const program = path.join(import.meta.dirname, "main.js");
/** The shortest stream that has snapshots to judge. */
const short = ["--bars", "40", "--speed-ms", "5"];
/** A stream that outlives what a test does to it. */
const long = ["--bars", "300", "--speed-ms", "100"];

interface Ended {
  code: number | null;
  signal: string | null;
  out: string;
  err: string;
}

describe("main", () => {
  let folder = "";
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "e2e-main-"));
    fs.mkdirSync(path.join(folder, "tmp"));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  function start(...argv: string[]): {
    child: ChildProcess;
    ended: Promise<Ended>;
    told: (text: string) => Promise<void>;
  } {
    const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("npm_"));
    const env = { ...Object.fromEntries(inherited), TMPDIR: path.join(folder, "tmp") };
    const child = spawn(process.execPath, [program, ...argv], { cwd: root, env });
    let [out, err] = ["", ""];
    child.stdout.on("data", (bytes) => (out += bytes));
    child.stderr.on("data", (bytes) => (err += bytes));
    const ended = new Promise<Ended>((resolve) =>
      child.on("close", (code, signal) => resolve({ code, signal, out, err })),
    );
    const told = (text: string) =>
      new Promise<void>((resolve, reject) => {
        const look = () => err.includes(text) && resolve();
        child.stderr.on("data", look);
        child.on("close", () => reject(new Error(`ended without "${text}": ${err}`)));
        look();
      });
    return { child, ended, told };
  }
  const run = (...argv: string[]) => start("run", ...argv, "--output", path.join(folder, "reports")).ended;
  const latest = (...parts: string[]) => path.join(folder, "reports", "latest", ...parts);
  const readJson = (...parts: string[]) => JSON.parse(fs.readFileSync(latest(...parts), "utf8"));
  const pipes = () => fs.readdirSync(path.join(folder, "tmp"));
  const identities = (scheme: string): Identity[] =>
    readHistory(fs.readFileSync(latest(scheme, "history.jsonl"), "utf8")).events.flatMap((event) =>
      event.type === "role" && event.identity !== null ? [event.identity] : [],
    );

  /** The verb report makes of the files what the run made of itself. */
  async function reportsAreTheSame(): Promise<void> {
    const texts = () =>
      writtenFormats.map((format) => fs.readFileSync(latest(projections[format].file), "utf8"));
    const written = texts();
    const shown = path.join(folder, "reports", fs.readlinkSync(latest()));
    const { code, out, err } = await start("report", shown).ended;
    expect(code, err).to.equal(0);
    expect(out.split("\n")).to.have.length(writtenFormats.length + 1);
    for (const [index, text] of texts().entries())
      expect(text === written[index], writtenFormats[index]).to.equal(true);
  }

  it("gives one JSON document on stdout, the same in results.json, and recheck agrees", async () => {
    const { code, out } = await run("s1", "s3", "--bars", "100", "--speed-ms", "20", "--json");
    const results = resultsSchema.parse(JSON.parse(out));
    expect(results).to.include({ complete: true, exitCode: code });
    expect(results.schemes.map(({ name }) => name)).to.deep.equal(["normal", "engine-restart"]);
    expect(readJson("results.json")).to.deep.equal(results);
    expect(readJson("run.json")).to.include({ complete: true, exitCode: code });
    const again = await start("recheck", latest(), "--json").ended;
    expect(again.code).to.equal(code);
    await reportsAreTheSame();
    const judged = ({ verdict, reason, snapshots, bars, checks }: Results["schemes"][number]) => ({
      verdict,
      reason,
      snapshots,
      bars,
      checks,
    });
    expect(JSON.parse(again.out).schemes.map(judged)).to.deep.equal(results.schemes.map(judged));
    expect(pipes()).to.deep.equal([]);
  });

  it("fails with its cause, folder, link and FAILURE.md, and recheck fails alike", async () => {
    const engine = path.join(folder, "usage.js");
    fs.writeFileSync(engine, 'console.error("usage: engine CONFIG"); process.exit(1);');
    const system = path.join(folder, "mocklive.yaml");
    const shipped = fs.readFileSync(path.join(root, "schemes/systems/mocklive.yaml"), "utf8");
    fs.writeFileSync(system, shipped.replace("dist/engine/engine.js", engine));
    const { code, out, err } = await run("s1", ...short, "--system", system);
    expect(code, err).to.equal(1);
    expect(out).to.match(/\nFAIL s1 normal on zmq: .*engine\.1 .*exited/);
    const failure = fs.readFileSync(latest("normal", "FAILURE.md"), "utf8");
    expect(failure).to.contain("usage: engine CONFIG").and.contain(`--system ${system}`);
    expect(fs.readdirSync(path.join(folder, "reports", "failures"))).to.deep.equal([
      `s1_${readJson("run.json").id}`,
    ]);
    const again = await start("recheck", path.join(folder, "reports")).ended;
    expect(again.code).to.equal(1);
    expect(again.out.split("\n")[1]).to.equal(out.split("\n")[1]);
  });

  it("stops in order at the first SIGINT: partial table, complete: false, 130, nothing left", async () => {
    const { child, ended, told } = start("run", "s1", ...long, "--output", path.join(folder, "reports"));
    await told(": streaming");
    child.kill("SIGINT");
    const { code, out, err } = await ended;
    expect(code, err).to.equal(130);
    expect(out).to.contain("cut short.");
    expect(readJson("run.json")).to.include({ complete: false, exitCode: 130 });
    const started = identities("normal");
    expect(started.length).to.be.at.least(3);
    expect(started.filter(alive)).to.deep.equal([]);
    expect(pipes()).to.deep.equal([]);
    expect((await start("recheck", latest()).ended).code).to.equal(2);
  });

  it("ends at once at the second SIGINT, and its guardian leaves nothing", async () => {
    const { child, ended, told } = start("run", "s1", ...long, "--output", path.join(folder, "reports"));
    await told(": streaming");
    const started = identities("normal");
    child.kill("SIGINT");
    await told("once more ends at once");
    child.kill("SIGINT");
    expect((await ended).code).to.equal(130);
    expect(readJson("run.json")).to.include({ complete: false });
    await until(() => !started.some(alive) && pipes().length === 0);
  });

  it("ends with 143 at SIGTERM and 129 at SIGHUP", async () => {
    for (const [signal, code] of [
      ["SIGTERM", 143],
      ["SIGHUP", 129],
    ] as const) {
      const { child, ended, told } = start("run", "s1", ...long, "--output", path.join(folder, "reports"));
      await told("started");
      child.kill(signal);
      expect((await ended).code, signal).to.equal(code);
    }
  });

  it("ends with 124 when the time of the whole is over", async () => {
    const { code, out } = await run("s1", ...long, "--global-timeout", "1s");
    expect(code).to.equal(124);
    expect(out).to.contain("cut short.");
  });

  it("takes a reader that goes away for no error", async () => {
    const { child, ended } = start("run", "s1", ...short, "--output", path.join(folder, "reports"));
    child.stdout?.destroy();
    const { code, err } = await ended;
    expect(code, err).to.be.oneOf([0, 2]).and.equal(readJson("run.json").exitCode);
  });

  const refusals: [string[], number, RegExp][] = [
    [["run", "nope"], 4, /^no scheme is called "nope"/],
    [["run", "--speedms"], 64, /^unknown option '--speedms' \(Did you mean --speed-ms\?\)/],
    [
      ["run", "bridge-restart", "--feed", "fifo"],
      65,
      /^bridge-restart cannot run .*the feed fifo has no bridge/,
    ],
    [
      ["run", "bridge-r*", "--feed", "fifo"],
      4,
      /^nothing can run: bridge-restart on fifo: the feed fifo has no/,
    ],
    [["run", "s1", "--results", "package.json"], 65, /^package\.json|package\.json:1/],
    [
      ["run", "s1", "--output", "package.json"],
      73,
      /^package\.json: results cannot be written: .*--output DIR/,
    ],
    [["recheck", "engine"], 65, /neither a scheme folder .* nor a run folder/],
  ];
  for (const [argv, code, message] of refusals) {
    it(`ends "${argv.join(" ")}" with ${code}, one message and no stack`, async () => {
      const ended = await start(...argv).ended;
      expect(ended.code, ended.err).to.equal(code);
      expect(ended.err)
        .to.match(message)
        .and.not.match(/\n\s+at /);
      expect(ended.out).to.equal("");
    });
  }

  it("notices the flags that npm took for itself", async () => {
    for (const [flags, meant] of [
      [["--dry-run"], "--dry-run"],
      [["--speed-ms", "5"], "--speed-ms 5"],
      [["--feed=zmq"], "--feed zmq"],
      [["--tag", "extra"], "--tag extra"],
      [["--json"], "--json"],
    ] as const) {
      const child = spawn("npm", ["run", "scheme", ...flags], { cwd: root });
      let err = "";
      child.stderr.on("data", (bytes) => (err += bytes));
      const code = await new Promise((resolve) => child.on("close", resolve));
      expect(code, err).to.equal(64);
      expect(err).to.contain(`for itself; write: npm run scheme -- ${meant}\n`);
    }
  });
});

/** Waits until it holds; mocha's own limit ends a wait in vain. */
function until(holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => (holds() ? resolve() : void setTimeout(look, 20));
    look();
  });
}
