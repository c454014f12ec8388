/** Real processes with --stamps: each bar passes its roles in the order of causes, and the ledger knows nothing of it. */
import fs from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { type Pipeline, type RoleName, resultsFile, startAll, withPipeline } from "./chaos/pipeline.js";
import { goldenLedger } from "./golden-ledger.js";
import { loadResults } from "./results.js";

const bars = 60;
const golden = goldenLedger(loadResults(resultsFile).bars.slice(0, bars)).text;
const stamped = { publisher: ["--stamps"], bridge: ["--stamps"], consumer: ["--stamps"] };
const pattern = /^\[STAMP\] bar (\d+) in (\d+) out (\d+) clock ([0-9a-f]{8})( catch-up)?$/gm;

function stampsOf(pipeline: Pipeline, role: RoleName) {
  return [...pipeline.log(role).matchAll(pattern)].map(([, bar, inUs, outUs, clock, catchUp]) => ({
    bar: Number(bar),
    times: [Number(inUs), Number(outUs)],
    clock,
    catchUp: catchUp !== undefined,
  }));
}

function ledgerOf(pipeline: Pipeline): string {
  return fs.readFileSync(path.join(pipeline.folder, "ledger.jsonl"), "utf8");
}

for (const feed of ["zmq", "fifo", "native"] as const) {
  describe(`stamps, feed ${feed}`, () => {
    it("tell for each bar when it came to each role, never an effect before its cause", () =>
      withPipeline({ feed, speedMs: 4, bars, engine: true, extra: stamped }, async (pipeline) => {
        await startAll(pipeline);
        await pipeline.line("consumer", /End of stream: 60 bars taken/);
        // Each role has a pipe of its own: the last one's end says nothing of what the others' pipes still hold.
        for (const role of pipeline.roles) await pipeline.line(role, /\[STAMP\] bar 60 .*\n/);
        const stamps = [...pipeline.roles].reverse().map((role) => stampsOf(pipeline, role));
        // The first bar may be written twice, before and after the hello: the last stamp is the one that arrived.
        const byBar = stamps.map((of) => new Map(of.map(({ bar, times }) => [bar, times])));
        const numbers = Array.from({ length: bars }, (_, index) => index + 1);
        for (const of of byBar) expect([...of.keys()]).to.deep.equal(numbers);
        for (const bar of numbers) {
          const times = byBar.flatMap((of) => of.get(bar) ?? []);
          expect(times, `bar ${bar}`).to.deep.equal([...times].sort((a, b) => a - b));
        }
        expect(new Set(stamps.flat().map(({ clock }) => clock)).size).to.equal(1);
        expect(ledgerOf(pipeline)).to.equal(golden);
      }));

    it("mark what came by history after an absence of the engine", () =>
      withPipeline({ feed, speedMs: 4, bars, engine: true, extra: stamped }, async (pipeline) => {
        await startAll(pipeline);
        await pipeline.line("consumer", /Bars: 20 /);
        await pipeline.signal("consumer", "SIGKILL");
        await pipeline.line("publisher", /published bar 40 /);
        await pipeline.start("consumer");
        await pipeline.line("consumer", /End of stream: 60 bars taken/);
        const teller = feed === "zmq" ? "bridge" : feed === "fifo" ? "publisher" : "consumer";
        const late = stampsOf(pipeline, teller).filter(({ catchUp }) => catchUp);
        expect(late.map(({ bar }) => bar)).to.include.members([30, 35, 40]);
        expect(ledgerOf(pipeline)).to.equal(golden);
      }));
  });
}

describe("stamps, not asked for", () => {
  it("are not printed", () =>
    withPipeline({ feed: "zmq", speedMs: 2, bars, engine: true }, async (pipeline) => {
      await startAll(pipeline);
      await pipeline.line("consumer", /End of stream: 60 bars taken/);
      for (const role of pipeline.roles) expect(stampsOf(pipeline, role)).to.deep.equal([]);
    }));
});
