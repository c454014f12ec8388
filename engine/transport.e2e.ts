/** Real processes in all feeds: a normal run, random chaos, and a kill at every failpoint of the transport. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect } from "chai";
import { firstDifference, runChaos } from "./chaos/chaos.js";
import {
  expectedTaken,
  type Pipeline,
  type RoleName,
  startAll,
  takePort,
  withPipeline,
} from "./chaos/pipeline.js";
import { type FailpointName, failpoints } from "./failpoint.js";

const feeds = ["zmq", "fifo", "native"] as const;

/** Lines of a log with the addresses, paths and epochs of the golden lines. */
function likeGolden(log: string): string[] {
  return log
    .split("\n")
    .map((line) => line.replace(/\/\S+\.fifo/, "/tmp/alpaca_bars.fifo").replace(/epoch \d+/, "epoch 1"))
    .map((line) => line.replace(/(?:tcp|ipc):\/\/\S+/, "tcp://127.0.0.1:5555"));
}

/** The golden line of that kind, which the harness's tests read too; in the feed fifo the publisher names the FIFO. */
function golden(kind: string, feed: string): string {
  const lines = fs.readFileSync("fixtures/golden-lines-transport.txt", "utf8").split("\n");
  const line = lines.find((one) => one.startsWith(`${kind}\t`))?.slice(kind.length + 1) ?? "";
  const named =
    kind === "bridge-ready" ? line : line.replace("feed zmq", `feed ${feed === "fifo" ? "fifo" : "zmq"}`);
  return feed === "fifo" ? named.replace("tcp://127.0.0.1:5555", "/tmp/alpaca_bars.fifo") : named;
}

function expectAllTaken(pipeline: Pipeline, bars: number): void {
  expect(firstDifference(expectedTaken(bars), pipeline.taken())).to.equal(undefined);
}

for (const feed of feeds) {
  describe(`transport, feed ${feed}`, () => {
    it("brings every symbol bar once and in order, and says when the stream is complete", () =>
      withPipeline({ feed, speedMs: 2, bars: 60 }, async (pipeline) => {
        await startAll(pipeline);
        await pipeline.line("consumer", /end after 720 symbol bars/);
        await pipeline.line("publisher", /Replay complete: 60 bars/);
        expectAllTaken(pipeline, 60);
        const published = pipeline
          .log("publisher")
          .match(/^published bar \d+ \(12 symbols\) timestamp \d+$/gm);
        expect(published).to.have.length(60);
        expect(likeGolden(pipeline.log("publisher"))).to.include.members([
          golden("publisher-ready", feed),
          golden("published", feed),
          golden("replay-complete", feed),
        ]);
        if (feed === "zmq")
          expect(likeGolden(pipeline.log("bridge"))).to.include(golden("bridge-ready", feed));
      }));

    it("gives a consumer that comes after the last bar the whole stream", () =>
      withPipeline({ feed, speedMs: 1, bars: 60 }, async (pipeline) => {
        for (const role of pipeline.roles.filter((name) => name !== "consumer")) await pipeline.start(role);
        await pipeline.line("publisher", /Replay complete: 60 bars/);
        await pipeline.start("consumer");
        await pipeline.line("consumer", /end after 720 symbol bars/);
        expectAllTaken(pipeline, 60);
      }));

    it("loses and doubles nothing under kills and pauses of every role", async () => {
      const result = await runChaos({ feed, port: takePort(), seed: 7, speedMs: 5, bars: 200 });
      expect(result.wrong).to.equal(undefined);
      expect(result.kills).to.be.greaterThan(0);
    });

    for (const name of Object.keys(failpoints) as FailpointName[]) {
      const role = roleOf(name, feed);
      if (role === undefined) continue;
      it(`loses and doubles nothing when killed at ${name}`, () =>
        withPipeline(
          { feed, speedMs: 2, bars: 60, environment: { [role]: armed(name) } },
          async (pipeline) => {
            pipeline.keepAlive();
            await startAll(pipeline);
            if (name === "publisher.mid-replay") await restartConsumer(pipeline);
            await pipeline.line("consumer", /end after \d+ symbol bars/);
            expectAllTaken(pipeline, 60);
            expect(fs.existsSync(fired(name)), "the failpoint was passed").to.equal(true);
            fs.rmSync(fired(name));
          },
        ));
    }
  });
}

/** History is asked only when something is missing. */
async function restartConsumer(pipeline: Pipeline): Promise<void> {
  await pipeline.line("publisher", /published bar 20/);
  await pipeline.signal("consumer", "SIGKILL");
  await pipeline.line("publisher", /published bar 40/);
}

/** The process that passes the failpoint in this feed; undefined when none does. */
function roleOf(name: FailpointName, feed: (typeof feeds)[number]): RoleName | undefined {
  if (name === "publisher.mid-replay" && feed === "fifo") return undefined;
  if (name.startsWith("publisher.")) return "publisher";
  if (name.startsWith("bridge.")) return feed === "zmq" ? "bridge" : undefined;
  if (name.startsWith("fifo.")) return feed === "zmq" ? "bridge" : feed === "fifo" ? "publisher" : undefined;
  if (name === "feed.hello") return feed === "native" ? undefined : "consumer";
  return name.startsWith("feed.") ? "consumer" : undefined;
}

function fired(name: FailpointName): string {
  return path.join(os.tmpdir(), `faultline-fired-${process.pid}-${name}`);
}

/** Places that are passed once or twice in a whole run. */
const rare: readonly FailpointName[] = [
  "publisher.after-epoch",
  "publisher.mid-replay",
  "fifo.mid-hello",
  "feed.hello",
];
/** Places that are passed once a batch, of which a starved bridge writes few. */
const batched: readonly FailpointName[] = ["bridge.after-write", "fifo.before-write", "fifo.mid-record"];

/** Late enough that something is under way, early enough that something is still to come. */
function armed(name: FailpointName): Record<string, string> {
  const passage = rare.includes(name) ? 1 : batched.includes(name) ? 2 : 25;
  return { FAULTLINE_FAILPOINT: `${name}@${passage}`, FAULTLINE_FAILPOINT_ONCE: fired(name) };
}
