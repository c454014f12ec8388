/** The engine as a real process, alone: a producer of seven fields, a missing zeromq, and what it refuses. */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { resultsFile, startAll, withPipeline } from "./chaos/pipeline.js";
import { goldenLedger } from "./golden-ledger.js";
import { loadResults } from "./results.js";

const here = path.dirname(fileURLToPath(import.meta.url));
const stream = loadResults(resultsFile);
const bars = 60;

describe("engine, fed by hand", () => {
  let folder = "";
  let fifo = "";
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "faultline-engine-"));
    fifo = path.join(folder, "bars.fifo");
    execFileSync("mkfifo", [fifo]);
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  it("understands a producer of the seven fields; the stop closes the last bar that was wanted", async () => {
    const ledger = path.join(folder, "l.jsonl");
    const child = spawn(process.execPath, [
      path.join(here, "engine.js"),
      "mock-live",
      "--fifo",
      fifo,
      "--ledger",
      ledger,
      "--bars",
      "30",
    ]);
    let log = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      log += text;
    });
    const seen = async (text: string) => {
      while (!log.includes(text)) await once(child.stdout, "data");
    };
    await seen("Engine ready");
    const lines = stream.bars
      .slice(0, 30)
      .flatMap(({ symbolBars }) => symbolBars.map((bar) => `${JSON.stringify(bar)}\n`));
    fs.writeFileSync(fifo, lines.join(""));
    await seen("Bars: 29 ");
    child.kill("SIGTERM");
    const [code] = await once(child, "close");
    expect(code).to.equal(0);
    expect(log).to.match(
      /Bars: 30 [\s\S]*End of stream: 30 bars taken, 0 partial[\s\S]*Engine stopped: bars 30/,
    );
    expect(fs.readFileSync(ledger, "utf8")).to.equal(goldenLedger(stream.bars.slice(0, 30)).text);
  });

  it("refuses a second engine on the same ledger", async () => {
    const args = ["mock-live", "--fifo", fifo, "--state", folder];
    const child = spawn(process.execPath, [path.join(here, "engine.js"), ...args]);
    await once(child.stdout, "data");
    const { status, stderr } = run(args);
    expect(stderr).to.contain(`another engine already holds ${path.join(folder, "ledger.jsonl")}`);
    expect(status).to.equal(69);
    child.kill("SIGKILL");
    await once(child, "close");
  });

  it("refuses bad flags, missing FIFOs, and ledgers that it cannot write or did not write", () => {
    const foreign = path.join(folder, "foreign.jsonl");
    fs.writeFileSync(
      foreign,
      goldenLedger(stream.bars.slice(0, bars)).text.replace("ensemble-1", "ensemble-0"),
    );
    const cases: [string[], number, RegExp][] = [
      [["mock-live", "--fifoo", fifo], 64, /unknown flag --fifoo; did you mean --fifo\?/],
      [["--fifo", fifo], 64, /the command "mock-live" is missing/],
      [["mock-live", "--feed", "tcp"], 64, /--feed must be fifo or zmq, got "tcp"/],
      [["mock-live", "--bars", "0"], 64, /--bars must be a whole number of at least 1, got "0"/],
      [["mock-live", "--fsync", "yes"], 64, /--fsync must be bar or none, got "yes"/],
      [["mock-live", "--fifo", `${fifo}.none`], 69, /there is no FIFO at .*; make one with: mkfifo /],
      [["mock-live", "--fifo", foreign], 69, /is not a FIFO/],
      [["mock-live", "--fifo", fifo, "--ledger", foreign], 65, /made by strategy ensemble-0/],
      [
        ["mock-live", "--fifo", fifo, "--ledger", `${folder}/none/l`],
        73,
        /cannot write the ledger .* \(ENOENT\)/,
      ],
      [["mock-live", "--fifo", fifo, "--state", foreign], 73, /cannot write the checkpoint/],
    ];
    for (const [args, code, message] of cases) {
      const { status, stderr } = run(args);
      expect(stderr, args.join(" ")).to.match(message);
      expect(stderr.trimEnd().split("\n"), args.join(" ")).to.have.length(1);
      expect(status, args.join(" ")).to.equal(code);
    }
  });

  it("lists its failpoints on request", () => {
    const { stdout, status } = run(["--failpoints"]);
    expect(status).to.equal(0);
    expect(stdout.split("\n").map((line) => line.split(" ")[0])).to.include.members([
      "engine.before-order",
      "ledger.mid-line",
      "feed.received",
      "checkpoint.after-rename",
    ]);
  });

  it("warns and falls back to the FIFO where zeromq is not installed, as the original did", async () => {
    const hook = `export const resolve = (name, context, next) => {
      if (name === "zeromq") throw Object.assign(new Error("Cannot find package 'zeromq'"), { code: "ERR_MODULE_NOT_FOUND" });
      return next(name, context);
    };`;
    const preload = `import { register } from "node:module"; register(${JSON.stringify(dataUrl(hook))});`;
    const args = [path.join(here, "engine.js"), "mock-live", "--feed", "zmq", "--fifo", fifo];
    const child = spawn(process.execPath, ["--import", dataUrl(preload), ...args]);
    let warnings = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      warnings += text;
    });
    const [line] = await once(child.stdout.setEncoding("utf8"), "data");
    expect(line).to.contain(`feed fifo, ${fifo}, next bar 1`);
    child.kill("SIGTERM");
    await once(child, "close");
    expect(warnings).to.match(/^engine: warning: .*zeromq.*; falling back to --feed fifo\n$/);
  });

  it("refuses a stream of other data than the ledger's", () =>
    withPipeline({ feed: "fifo", speedMs: 2, bars, engine: true }, async (pipeline) => {
      const other = loadResults(resultsFile.replace("10-24", "10-27")).bars.slice(0, 20);
      fs.writeFileSync(path.join(pipeline.folder, "ledger.jsonl"), goldenLedger(other).text);
      await startAll(pipeline);
      await pipeline.line("consumer", /the stream is not the one that the ledger was made from: bar 20/);
    }));
});

function dataUrl(script: string): string {
  return `data:text/javascript,${encodeURIComponent(script)}`;
}

function run(args: string[]): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(here, "engine.js"), ...args], {
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}
