/** Tests the wire between real sockets: what each toxic does, and that its tally is what the other end saw. */
import { createHash, randomBytes } from "node:crypto";
import { performance } from "node:perf_hooks";
import { expect } from "chai";
import { heldBytesLimit } from "./limits.js";
import { linkStage, tallyWhen, until } from "./link-stage.js";
import { quantumBytesOf } from "./toxics/bandwidth.js";

/** Most that one read of a socket brings (libuv). */
const readBytesMax = 65_536;
/** Longer than any test. */
const hourMs = 3_600_000;

const stage = linkStage();

describe("wire/wire", () => {
  beforeEach(() => stage.set());
  afterEach(() => stage.strike());

  it("passes what is said both ways, and a half-close as a half-close", async () => {
    const { client, server } = await stage.pair();
    const question = randomBytes(3_000_000);
    const reply = randomBytes(3_000_000);
    client.socket.end(question);
    await until(() => server.ending() === "fin");
    expect(server.received().equals(question)).to.equal(true);
    expect(client.ending()).to.equal("none");
    server.socket.end(reply);
    await until(() => client.ending() === "fin");
    expect(client.received().equals(reply)).to.equal(true);
    await until(async () => (await stage.link().connections()).live === 0);
    expect(await stage.link().connections()).to.deep.equal({ live: 0, made: 1 });
  });

  it("closes at once whoever connects while nobody serves", async () => {
    await stage.stopServing();
    const client = await stage.connect();
    await until(() => client.ending() !== "none");
    expect(client.ending()).to.equal("reset");
    expect(await stage.link().connections()).to.deep.equal({ live: 0, made: 0 });
  });

  it("passes a reset on as a reset, from either side", async () => {
    const first = await stage.pair();
    first.client.socket.resetAndDestroy();
    await until(() => first.server.ending() === "reset");
    const second = await stage.pair();
    second.server.socket.resetAndDestroy();
    await until(() => second.client.ending() === "reset");
  });

  it("latency: each chunk comes its delay later, in order, and the tally has measured it", async () => {
    const { client, server } = await stage.pair();
    const id = await stage
      .link()
      .apply({ kind: "latency", direction: "down", delayMs: 30, jitterMs: 20, seed: "s" });
    const delays: number[] = [];
    let sentAtMs: number[] = [];
    client.socket.on("data", (bytes: Buffer) => {
      const came = sentAtMs.slice(0, bytes.length);
      sentAtMs = sentAtMs.slice(bytes.length);
      for (const atMs of came) delays.push(performance.now() - atMs);
    });
    for (let index = 0; index < 40; index += 1) {
      sentAtMs.push(performance.now());
      server.socket.write(Buffer.from([index]));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await until(() => client.received().length === 40);
    expect([...client.received()]).to.deep.equal(Array.from({ length: 40 }, (_, index) => index));
    expect(Math.min(...delays)).to.be.at.least(10);
    const tally = await stage.link().lift(id);
    expect(tally.passedBytes).to.equal(40);
    expect(tally.connections).to.equal(1);
    expect(tally.delayMsLeast).to.be.at.least(10);
    // What the ends saw includes what the tally saw.
    expect(tally.delayMsMost).to.be.at.most(Math.max(...delays));
  });

  it("latency: a lift lets go at once what is still delayed, and only the way it was on", async () => {
    const { client, server } = await stage.pair();
    const id = await stage
      .link()
      .apply({ kind: "latency", direction: "down", delayMs: hourMs, jitterMs: 0, seed: "s" });
    server.socket.write("abc");
    await tallyWhen(stage, id, ({ heldBytes }) => heldBytes === 3);
    client.socket.write("up");
    await until(() => server.received().toString() === "up");
    server.socket.write("def");
    await tallyWhen(stage, id, ({ heldBytes }) => heldBytes === 6);
    const { sinceMs, ...tally } = await stage.link().lift(id);
    await until(() => client.received().toString() === "abcdef");
    expect(sinceMs).to.be.above(0);
    expect(tally).to.deep.equal({
      passedBytes: 0,
      heldBytes: 6,
      heldBytesMax: 6,
      droppedBytes: 0,
      chunks: 2,
      slices: 0,
      sliceBytesMost: 0,
      delayMsLeast: null,
      delayMsMost: null,
      connections: 1,
    });
  });

  it("bandwidth: a stream takes the time that its rate allows, and loses nothing", async () => {
    const { client, server } = await stage.pair();
    const bytesPerSecond = 400_000;
    const id = await stage.link().apply({ kind: "bandwidth", direction: "down", bytesPerSecond });
    const sent = randomBytes(80_000);
    const startMs = performance.now();
    server.socket.write(sent);
    await until(() => client.received().length === sent.length);
    const tookMs = performance.now() - startMs;
    expect(client.received().equals(sent)).to.equal(true);
    const leastMs = ((sent.length - 2 * quantumBytesOf(bytesPerSecond)) / bytesPerSecond) * 1_000;
    expect(tookMs).to.be.at.least(leastMs);
    const tally = await stage.link().lift(id);
    expect(tally.passedBytes).to.equal(sent.length);
    expect(tally.sliceBytesMost).to.be.at.most(quantumBytesOf(bytesPerSecond));
  });

  it("partition: nothing passes, nor is a connection made; after the lift all goes on", async () => {
    const { client, server } = await stage.pair();
    const id = await stage.link().apply({ kind: "partition", direction: "both" });
    client.socket.write("up");
    server.socket.write("down");
    const late = await stage.connect();
    late.socket.end("late");
    const tally = await tallyWhen(stage, id, ({ heldBytes }) => heldBytes === 10);
    expect([tally.passedBytes, tally.connections]).to.deep.equal([0, 2]);
    expect([stage.served().length, await stage.link().connections()]).to.deep.equal([
      1,
      { live: 1, made: 1 },
    ]);
    expect([client.received().length, server.received().length]).to.deep.equal([0, 0]);
    const last = await stage.link().lift(id);
    expect([last.passedBytes, last.heldBytes]).to.deep.equal([0, 10]);
    await until(() => stage.served()[1]?.ending() === "fin");
    expect(stage.served()[1]?.received().toString()).to.equal("late");
    await until(() => client.received().toString() === "down" && server.received().toString() === "up");
  });

  it("partition of one way: the other passes, and an end is held back as well", async () => {
    const { client, server } = await stage.pair();
    const id = await stage.link().apply({ kind: "partition", direction: "down" });
    server.socket.end("down");
    await tallyWhen(stage, id, ({ heldBytes }) => heldBytes === 4);
    client.socket.write("up");
    await until(() => server.received().toString() === "up");
    const late = await stage.pair();
    late.client.socket.write("late");
    await until(() => late.server.received().toString() === "late");
    expect([client.ending(), client.received().length]).to.deep.equal(["none", 0]);
    await stage.link().lift(id);
    await until(() => client.ending() === "fin");
    expect(client.received().toString()).to.equal("down");
  });

  it("holds no more than its limit: beyond that TCP pushes back, and nothing is lost", async () => {
    const { client, server } = await stage.pair();
    const id = await stage.link().apply({ kind: "partition", direction: "down" });
    const sent = randomBytes(32 * 1024 * 1024);
    server.socket.write(sent);
    await tallyWhen(stage, id, ({ heldBytes }) => heldBytes >= heldBytesLimit);
    expect(server.socket.writableLength).to.be.above(0);
    const { heldBytesMax } = await stage.link().lift(id);
    expect(heldBytesMax).to.be.at.most(heldBytesLimit + readBytesMax);
    await until(() => client.socket.bytesRead === sent.length);
    const digest = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");
    expect(digest(client.received())).to.equal(digest(sent));
  });

  it("slicer: what was written at once leaves in slices", async () => {
    const { client, server } = await stage.pair();
    const id = await stage.link().apply({ kind: "slicer", direction: "up", sliceBytes: 100, pauseMs: 1 });
    const sent = randomBytes(1_000);
    client.socket.write(sent);
    await until(() => server.received().length === sent.length);
    expect(server.received().equals(sent)).to.equal(true);
    const { passedBytes, slices, sliceBytesMost } = await stage.link().lift(id);
    expect({ passedBytes, slices, sliceBytesMost }).to.deep.equal({
      passedBytes: 1_000,
      slices: 10,
      sliceBytesMost: 100,
    });
  });

  it("several toxics: a stream is late, slow and sliced at once, and whole", async () => {
    const { client, server } = await stage.pair();
    const link = stage.link();
    const late = await link.apply({
      kind: "latency",
      direction: "both",
      delayMs: 20,
      jitterMs: 5,
      seed: "s",
    });
    const slow = await link.apply({ kind: "bandwidth", direction: "down", bytesPerSecond: 1_000_000 });
    const sliced = await link.apply({ kind: "slicer", direction: "down", sliceBytes: 700, pauseMs: 0 });
    const sent = randomBytes(20_000);
    server.socket.write(sent);
    await until(() => client.received().length === sent.length);
    expect(client.received().equals(sent)).to.equal(true);
    const tallies = [await link.lift(late), await link.lift(slow), await link.lift(sliced)];
    for (const { passedBytes, delayMsLeast, sliceBytesMost } of tallies) {
      expect([passedBytes, sliceBytesMost]).to.deep.equal([20_000, 700]);
      expect(delayMsLeast).to.be.at.least(15);
    }
  });

  it("half-open: the listener loses its ends, the others hear nothing, until the lift resets them", async () => {
    const old = await stage.pair();
    old.client.socket.write("before");
    await until(() => old.server.received().toString() === "before");
    const id = await stage.link().apply({ kind: "half-open" });
    await until(() => old.server.ending() !== "none");
    old.client.socket.write("into the void");
    await tallyWhen(stage, id, ({ droppedBytes }) => droppedBytes === 13);
    const fresh = await stage.pair();
    fresh.client.socket.write("new");
    await until(() => fresh.server.received().toString() === "new");
    expect([old.client.ending(), old.client.received().length]).to.deep.equal(["none", 0]);
    expect(await stage.link().connections()).to.deep.equal({ live: 1, made: 2 });
    const { passedBytes, droppedBytes, connections } = await stage.link().lift(id);
    expect([passedBytes, droppedBytes, connections]).to.deep.equal([3, 13, 2]);
    await until(() => old.client.ending() === "reset");
    fresh.server.socket.write("still here");
    await until(() => fresh.client.received().toString() === "still here");
  });

  it("reset: both ends of each connection see a reset, and what was held counts as dropped", async () => {
    const pairs = [await stage.pair(), await stage.pair()];
    const id = await stage.link().apply({ kind: "partition", direction: "down" });
    pairs[0]?.server.socket.write("held");
    await tallyWhen(stage, id, ({ heldBytes }) => heldBytes === 4);
    expect(await stage.link().reset()).to.deep.equal({ connections: 2 });
    await until(() =>
      pairs.every(({ client, server }) => client.ending() === "reset" && server.ending() === "reset"),
    );
    await tallyWhen(stage, id, ({ droppedBytes, heldBytes }) => droppedBytes === 4 && heldBytes === 0);
    expect(await stage.link().connections()).to.deep.equal({ live: 0, made: 2 });
  });
});
