/** Real processes: programs that know only the seven fields stand in for each role of the pipeline. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import { expect } from "chai";
import { type Pipeline, resultsFile, withPipeline } from "./chaos/pipeline.js";
import { loadResults } from "./results.js";
import { barMessage } from "./wire.js";
import { loadZmq } from "./zmq.js";

const barCount = 30;
/** Who says no hello gets nothing that was published before: the publisher has to wait until somebody listens. */
const patient = { publisher: ["--wait-subscribers", "1", "--wait-ms", "40000"] };
const sevenFields = loadResults(resultsFile)
  .bars.slice(0, barCount)
  .flatMap(({ symbolBars }) => symbolBars);

/** What a reader gets that opens the FIFO like any file, as `cat` does, until `count` lines came. */
async function readPlainly(pipeline: Pipeline, count: number): Promise<string[]> {
  const cat = spawn("cat", [pipeline.fifo], { stdio: ["ignore", "pipe", "inherit"] });
  const closed = once(cat, "close");
  let text = "";
  cat.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
  });
  try {
    await pipeline.until(() => text.split("\n").length > count);
  } finally {
    cat.kill("SIGKILL");
    await closed;
  }
  return text.split("\n").slice(0, count);
}

function expectSevenFields(lines: readonly string[]): void {
  expect(lines).to.have.length(sevenFields.length);
  for (const [index, line] of lines.entries()) {
    const { symbol, timestamp_ms, open, high, low, close, volume } = JSON.parse(line);
    expect({ symbol, timestamp_ms, open, high, low, close, volume }).to.deep.equal(sevenFields[index]);
  }
}

/** A PUB socket that sends what the original's tool sent: the topic, a blank, seven fields. */
async function publishSevenFields(pipeline: Pipeline, subscriptions: number): Promise<void> {
  const zmq = await loadZmq();
  const pub = new zmq.XPublisher({ linger: 1000 });
  pub.verbosity = "allSubsUnsubs";
  await pub.bind(pipeline.url);
  for (let seen = 0; seen < subscriptions; ) {
    const [message] = await pub.receive();
    if (message?.toString("latin1") === "\x01BARS") seen += 1;
  }
  for (const bar of sevenFields) await pub.send(barMessage("BARS", JSON.stringify(bar)));
  await pipeline.line("consumer", /at most once/);
  await pipeline.until(() => pipeline.taken().length >= sevenFields.length);
  pub.close();
}

describe("foreign programs", () => {
  for (const feed of ["zmq", "fifo"] as const) {
    it(`a reader that says no hello gets the seven fields, one line each, feed ${feed}`, () =>
      withPipeline({ feed, speedMs: 2, bars: barCount, extra: patient }, async (pipeline) => {
        const plain = readPlainly(pipeline, sevenFields.length);
        const writer = feed === "zmq" ? "bridge" : "publisher";
        if (feed === "zmq") {
          await pipeline.start("bridge");
          await pipeline.line("bridge", /reader attached/);
        }
        await pipeline.start("publisher");
        expectSevenFields(await plain);
        await pipeline.line(writer, /no reader on/);
      }));
  }

  for (const feed of ["zmq", "native"] as const) {
    it(`a producer of seven fields over ZMQ is understood, feed ${feed}`, () =>
      withPipeline({ feed, speedMs: 1, bars: barCount }, async (pipeline) => {
        for (const role of pipeline.roles.filter((name) => name !== "publisher")) await pipeline.start(role);
        // Bars without a seq cannot be asked for again: none may come before the reader has said hello.
        if (feed === "zmq") await pipeline.line("bridge", /session with the reader/);
        await publishSevenFields(pipeline, 1);
        expect(pipeline.taken()).to.have.length(sevenFields.length);
        expect(pipeline.taken().every((line) => line.startsWith("     -1"))).to.equal(true);
      }));
  }

  it("a producer that writes seven-field lines to the FIFO is understood", () =>
    withPipeline({ feed: "fifo", speedMs: 1, bars: barCount }, async (pipeline) => {
      await pipeline.start("consumer");
      const fd = fs.openSync(pipeline.fifo, fs.constants.O_WRONLY);
      for (const bar of sevenFields.slice(0, 100)) fs.writeSync(fd, `${JSON.stringify(bar)}\n`);
      fs.closeSync(fd);
      await pipeline.line("consumer", /at most once/);
      await pipeline.until(() => pipeline.taken().length >= 100);
    }));
});
