/** The engine as a real process: golden ledgers on all feeds, through kills at every place, and its refusals. */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { type Pipeline, resultsFile, startAll, withPipeline } from "./chaos/pipeline.js";
import { type FailpointName, failpoints } from "./failpoint.js";
import { goldenLedger } from "./golden-ledger.js";
import { parseBarLine } from "./ledger.js";
import { loadResults } from "./results.js";

const here = path.dirname(fileURLToPath(import.meta.url));
const stream = loadResults(resultsFile);
const feeds = ["zmq", "fifo", "native"] as const;
const bars = 60;
const golden = goldenLedger(stream.bars.slice(0, bars)).text;

function ledgerOf(pipeline: Pipeline): string {
  return fs.readFileSync(path.join(pipeline.folder, "ledger.jsonl"), "utf8");
}

function matches(pipeline: Pipeline, pattern: RegExp): string[] {
  return pipeline.log("consumer").match(pattern) ?? [];
}

for (const feed of feeds) {
  describe(`engine, feed ${feed}`, () => {
    it("writes the golden ledger and true lines, stays up, and stops cleanly", () =>
      withPipeline({ feed, speedMs: 2, bars, engine: true }, async (pipeline) => {
        await startAll(pipeline);
        await pipeline.line("consumer", /^End of stream: 60 bars taken, 0 partial, 720 symbol bars, .*$/m);
        expect(pipeline.alive("consumer")).to.equal(true);
        expect(ledgerOf(pipeline)).to.equal(golden);
        expect(matches(pipeline, /\| Bars: \d+ \|/g)).to.deep.equal(
          Array.from({ length: bars }, (_, index) => `| Bars: ${index + 1} |`),
        );
        expect(matches(pipeline, /\[Status Update\] Snapshot \d+/g)).to.have.length(6);
        const last = stream.bars[bars - 1]?.timestampMs;
        expect(matches(pipeline, /\[SYNC-CHECK\].*/g)).to.deep.equal([
          `[SYNC-CHECK] Bar 60: All 12 symbols synchronized at timestamp ${last}`,
        ]);
        await pipeline.signal("consumer", "SIGTERM");
        expect(
          matches(pipeline, /^Engine stopped: bars 60, trades \d+, equity \$[\d.]+, win rate .*$/gm),
        ).to.have.length(1);
      }));

    it("goes on where it was killed, four times over", () =>
      withPipeline({ feed, speedMs: 10, bars, engine: true }, async (pipeline) => {
        await startAll(pipeline);
        for (const at of [10, 20, 30, 40]) {
          await pipeline.line("consumer", new RegExp(`Bars: ${at} `));
          await pipeline.signal("consumer", "SIGKILL");
          await pipeline.start("consumer");
        }
        await pipeline.line("consumer", /End of stream: 60 bars taken, 0 partial/);
        expect(ledgerOf(pipeline)).to.equal(golden);
        expect(matches(pipeline, /incarnation state resumed at bar \d+/g)).to.have.length(4);
        expect(new Set(matches(pipeline, /Snapshot \d+/g)).size).to.equal(6);
        expect(new Set(matches(pipeline, /Bars: \d+/g)).size).to.equal(bars);
      }));
  });
}

/** Of the failpoints that are not passed once a bar. */
const passages: Partial<Record<FailpointName, number>> = {
  "ledger.truncated": 1,
  "engine.before-order": 5,
  "checkpoint.mid-write": 2,
  "checkpoint.before-rename": 2,
  "checkpoint.after-rename": 2,
};

describe("engine, killed at its own failpoints", () => {
  for (const name of Object.keys(failpoints) as FailpointName[]) {
    if (!/^(engine|ledger|checkpoint)\./.test(name)) continue;
    it(`writes the golden ledger when killed at ${name}`, async () => {
      const once = path.join(os.tmpdir(), `faultline-engine-fired-${process.pid}-${name}`);
      const passage = passages[name] ?? 25;
      const environment = { FAULTLINE_FAILPOINT: `${name}@${passage}`, FAULTLINE_FAILPOINT_ONCE: once };
      const extra = name === "ledger.after-fsync" ? ["--fsync", "bar"] : [];
      const options = { feed: "fifo" as const, speedMs: 2, bars, engine: true };
      await withPipeline(
        { ...options, environment: { consumer: environment }, extra: { consumer: extra } },
        async (pipeline) => {
          pipeline.keepAlive();
          await startAll(pipeline);
          await pipeline.line("consumer", /End of stream: 60 bars taken, 0 partial/);
          expect(ledgerOf(pipeline)).to.equal(golden);
          expect(fs.existsSync(once), "the failpoint was passed").to.equal(true);
          fs.rmSync(once);
        },
      );
    });
  }

  it("lists them on request", () => {
    const { stdout, status } = run(["--failpoints"]);
    expect(status).to.equal(0);
    expect(stdout.split("\n").map((line) => line.split(" ")[0])).to.include.members([
      "engine.before-order",
      "ledger.mid-line",
      "feed.received",
      "checkpoint.after-rename",
    ]);
  });
});

describe("engine, without recovery", () => {
  it("loses bars when killed, doubles none, and keeps what it took before", () =>
    withPipeline(
      { feed: "native", speedMs: 10, bars: 300, engine: true, recovery: "off" },
      async (pipeline) => {
        await startAll(pipeline);
        await pipeline.line("consumer", /Bars: 20 /);
        await pipeline.signal("consumer", "SIGKILL");
        await pipeline.line("publisher", /published bar 40 /);
        await pipeline.start("consumer");
        await pipeline.line("consumer", /End of stream/);
        const taken = ledgerOf(pipeline)
          .split("\n")
          .flatMap((line) => parseBarLine(line) ?? []);
        const numbers = taken.map(({ bar }) => bar);
        expect(numbers).to.deep.equal([...new Set(numbers)].sort((a, b) => a - b));
        expect(numbers).to.include.members([1, 20, 300]);
        expect(numbers).to.not.include(30);
        for (const { bar, timestampMs } of taken)
          expect(stream.bars[bar - 1]?.timestampMs).to.equal(timestampMs);
        await pipeline.signal("consumer", "SIGTERM");
        expect(pipeline.log("consumer")).to.contain(`Engine stopped: bars ${numbers.length}, `);
      },
    ));
});

describe("engine, on a day with holes", () => {
  it("writes the golden ledger through late, halted and thin symbols, and two kills", () => {
    const results = resultsFile.replace("10-24", "10-27");
    const options = { feed: "native" as const, results, speedMs: 3, bars: 300, engine: true };
    return withPipeline(options, async (pipeline) => {
      await startAll(pipeline);
      for (const at of [100, 200]) {
        await pipeline.line("consumer", new RegExp(`Bars: ${at} `));
        await pipeline.signal("consumer", "SIGKILL");
        await pipeline.start("consumer");
      }
      await pipeline.line("consumer", /End of stream: 300 bars taken, 0 partial/);
      expect(ledgerOf(pipeline)).to.equal(goldenLedger(loadResults(results).bars.slice(0, 300)).text);
    });
  });
});

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
    fs.writeFileSync(foreign, golden.replace("ensemble-1", "ensemble-0"));
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
