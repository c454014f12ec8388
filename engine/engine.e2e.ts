/** The engine as a real process: golden ledgers on all feeds, and through kills at every place. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect } from "chai";
import { type Pipeline, resultsFile, startAll, withPipeline } from "./chaos/pipeline.js";
import { type FailpointName, failpoints } from "./failpoint.js";
import { goldenLedger } from "./golden-ledger.js";
import { parseBarLine } from "./ledger.js";
import { loadResults } from "./results.js";

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
        await pipeline.signal("publisher", "SIGSTOP");
        await pipeline.start("consumer");
        await pipeline.signal("publisher", "SIGCONT");
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
