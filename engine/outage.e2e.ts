/** Real processes: outages of every kind, each with what the pipeline prints about it and what is taken in the end. */
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect } from "chai";
import { firstDifference } from "./chaos/chaos.js";
import { expectedTaken, type Pipeline, startAll, withPipeline } from "./chaos/pipeline.js";

const bars = 120;

async function expectWhole(pipeline: Pipeline): Promise<void> {
  await pipeline.line("consumer", /end after \d+ symbol bars/);
  expect(firstDifference(expectedTaken(bars), pipeline.taken())).to.equal(undefined);
}

/** Numbers of the bars that the publisher said it published, in order, over all its incarnations. */
function published(pipeline: Pipeline): number[] {
  return [...pipeline.log("publisher").matchAll(/^published bar (\d+) /gm)].map((match) => Number(match[1]));
}

describe("outages", () => {
  for (const feed of ["zmq", "fifo"] as const) {
    it(`a stalled reader does not stop the publisher, and misses nothing, feed ${feed}`, () =>
      withPipeline({ feed, speedMs: 5, bars }, async (pipeline) => {
        await startAll(pipeline);
        await pipeline.line("publisher", /published bar 10 /);
        await pipeline.signal("consumer", "SIGSTOP");
        await pipeline.line("publisher", /published bar 100 /);
        if (feed === "zmq") await pipeline.line("bridge", /FIFO full at seq \d+, lag \d+ bars/);
        await pipeline.signal("consumer", "SIGCONT");
        await expectWhole(pipeline);
      }));

    it(`a FIFO that is removed and made anew is opened again by both sides, feed ${feed}`, () =>
      withPipeline({ feed, speedMs: 5, bars }, async (pipeline) => {
        await startAll(pipeline);
        await pipeline.line("publisher", /published bar 20 /);
        fs.rmSync(pipeline.fifo);
        await pipeline.line("publisher", /published bar 40 /);
        execFileSync("mkfifo", [pipeline.fifo]);
        await expectWhole(pipeline);
        const writer = feed === "zmq" ? "bridge" : "publisher";
        expect(pipeline.log(writer)).to.match(/FIFO \S+ was recreated, reopening/);
        expect(pipeline.log("consumer")).to.match(/FIFO \S+ was recreated, reopened/);
      }));

    it(`a control FIFO that is removed comes back, feed ${feed}`, () =>
      withPipeline({ feed, speedMs: 5, bars }, async (pipeline) => {
        await startAll(pipeline);
        await pipeline.line("publisher", /published bar 20 /);
        await pipeline.signal("consumer", "SIGKILL");
        fs.rmSync(`${pipeline.fifo}.ctl`);
        await pipeline.start("consumer");
        await expectWhole(pipeline);
      }));
  }

  it("a bridge tells when its reader goes and comes", () =>
    withPipeline({ feed: "zmq", speedMs: 2, bars }, async (pipeline) => {
      await startAll(pipeline);
      await pipeline.line("publisher", /published bar 10 /);
      await pipeline.signal("consumer", "SIGKILL");
      await pipeline.line("bridge", /^Bridge: no reader on \S+$/m);
      await pipeline.start("consumer");
      await expectWhole(pipeline);
      await pipeline.signal("bridge", "SIGTERM");
      const summary = /^Bridge stopped: received (\d+), written (\d+), dropped (\d+) symbol bars$/m.exec(
        pipeline.log("bridge"),
      );
      expect(Number(summary?.[1])).to.equal(Number(summary?.[2]) + Number(summary?.[3]));
    }));

  it("a killed publisher goes on where it was, with a higher epoch", () =>
    withPipeline({ feed: "native", speedMs: 20, bars: 30 }, async (pipeline) => {
      await startAll(pipeline);
      await pipeline.line("publisher", /published bar 10 /);
      await pipeline.signal("publisher", "SIGKILL");
      await pipeline.start("publisher");
      await pipeline.line("publisher", /Replay complete: 30 bars/);
      // A kill between a line and the cursor prints the line twice.
      expect([...new Set(published(pipeline))]).to.deep.equal(
        Array.from({ length: 30 }, (_, index) => index + 1),
      );
      expect(pipeline.log("publisher")).to.contain("(epoch 1, bars 30, feed zmq)");
      expect(pipeline.log("publisher")).to.contain("(epoch 2, bars 30, feed zmq)");
      await pipeline.signal("publisher", "SIGTERM");
      expect(pipeline.log("publisher")).to.match(/^Publisher stopped: sent \d+ bars, at bar 30 of 30$/m);
    }));

  it("a publisher that keeps no state begins anew, and its duplicates are dropped", () =>
    withPipeline({ feed: "zmq", speedMs: 2, bars, state: false }, async (pipeline) => {
      await startAll(pipeline);
      await pipeline.line("publisher", /published bar 60 /);
      await pipeline.signal("publisher", "SIGKILL");
      await pipeline.start("publisher");
      await expectWhole(pipeline);
      expect(published(pipeline).length).to.be.greaterThan(bars);
    }));

  for (const feed of ["zmq", "fifo", "native"] as const) {
    it(`without recovery bars are lost in an outage, none is doubled, feed ${feed}`, () =>
      withPipeline({ feed, speedMs: 10, bars, recovery: "off" }, async (pipeline) => {
        await startAll(pipeline);
        await pipeline.line("publisher", /published bar 40 /);
        await pipeline.signal("consumer", "SIGKILL");
        const deadAt = published(pipeline).length;
        await pipeline.until(() => published(pipeline).length >= deadAt + 20);
        // The rest of the stream waits until the consumer is back, however long that takes on a busy machine.
        await pipeline.signal("publisher", "SIGSTOP");
        await pipeline.start("consumer");
        if (feed === "zmq") await pipeline.line("bridge", /reader attached(.|\n)*reader attached/);
        await pipeline.signal("publisher", "SIGCONT");
        const last = expectedTaken(bars).at(-1) ?? "";
        await pipeline.until(() => pipeline.taken().includes(last));
        const taken = pipeline.taken();
        const expected = new Set(expectedTaken(bars));
        expect(new Set(taken).size, "none is doubled").to.equal(taken.length);
        expect(taken.every((line) => expected.has(line))).to.equal(true);
        expect(expected.size - taken.length).to.be.greaterThan(12 * 10);
        expect(pipeline.log("consumer")).to.match(/missed \d+ symbol bars from seq \d+/);
        expect(fs.existsSync(`${pipeline.fifo}.ctl`)).to.equal(false);
      }));
  }

  it("memory stays flat when nobody reads for 10,000 bars, and who comes then gets them all", async function () {
    this.timeout(180_000);
    const many = 12_000;
    const results = path.join(os.tmpdir(), `faultline-many-${process.pid}.json`);
    writeManyBars(results, many);
    await withPipeline({ feed: "zmq", speedMs: 0, bars: many, results }, async (pipeline) => {
      await pipeline.start("bridge");
      await pipeline.start("publisher");
      fs.rmSync(results);
      await pipeline.line("publisher", /published bar 2000 /);
      const early = { bridge: rssMb(pipeline, "bridge"), publisher: rssMb(pipeline, "publisher") };
      await pipeline.line("publisher", /Replay complete: 12000 bars/);
      for (const role of ["bridge", "publisher"] as const) {
        // 120,000 symbol bars went by: kept as messages they would be 70 MB (0.6 KB each). The heap of an idle
        // program moves by 10 to 20 MB.
        expect(rssMb(pipeline, role) - early[role], `growth of the ${role} in MB`).to.be.lessThan(40);
      }
      await pipeline.start("consumer");
      await pipeline.line("consumer", /end after 144000 symbol bars/);
      expect(pipeline.taken().every((line, seq) => Number(line.slice(0, 7)) === seq)).to.equal(true);
    });
  });
});

function rssMb(pipeline: Pipeline, role: "bridge" | "publisher"): number {
  const status = fs.readFileSync(`/proc/${pipeline.pid(role)}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}

function writeManyBars(file: string, count: number): void {
  const rows = Array.from({ length: count }, (_, index) => {
    const price = 50 + (index % 100) / 100;
    return {
      timestamp_ms: 1_761_312_600_000 + index * 60_000,
      open: price,
      high: price,
      low: price,
      close: price,
      volume: index,
    };
  });
  const symbols = Array.from({ length: 12 }, (_, index) => `S${index}`);
  fs.writeFileSync(
    file,
    JSON.stringify({ price_data: Object.fromEntries(symbols.map((symbol) => [symbol, rows])) }),
  );
}
