/** Tests the wire between real ZeroMQ sockets: what is injected are messages, and the real ones around are whole. */
import { expect } from "chai";
import { Subscriber, XPublisher } from "zeromq";
import { type ReservedPort, reservePort } from "../children/ports.js";
import { hugeBytes } from "./garbage.js";
import { until } from "./link-stage.js";
import { type Link, startWire, type Wire } from "./wire.js";

const subscribed = 1;

let ports: ReservedPort[] = [];
let wire: Wire;
let link: Link;
let pub: XPublisher;
let sub: Subscriber;
/** The messages that came, each as its frames. */
let came: Buffer[][] = [];
/** Subscriptions (1) and their ends (0), as the publisher heard of them. */
let heard: number[] = [];

async function gather(): Promise<void> {
  const { signal, subscriber } = { signal: came, subscriber: sub };
  for await (const frames of subscriber) signal.push(frames);
}

async function listen(): Promise<void> {
  const { changes, publisher } = { changes: heard, publisher: pub };
  for await (const [change] of publisher) changes.push(change?.[0] ?? -1);
}

const texts = (): string[] => came.map((frames) => frames.join("|"));

function bar(n: number): string {
  return `BARS {"n":${n}}`;
}

describe("wire/wire with ZeroMQ", () => {
  beforeEach(async () => {
    ports = [await reservePort(), await reservePort()];
    const [targetPort = 0, listenPort = 0] = ports.map(({ port }) => port);
    wire = startWire();
    link = await wire.open({ listenPort, targetPort });
    pub = new XPublisher({ linger: 0, sendTimeout: 0, sendHighWaterMark: 100_000 });
    pub.verbosity = "allSubsUnsubs";
    await pub.bind(`tcp://127.0.0.1:${targetPort}`);
    sub = new Subscriber({ linger: 0, reconnectInterval: 5, receiveHighWaterMark: 100_000 });
    sub.connect(`tcp://127.0.0.1:${listenPort}`);
    sub.subscribe("BARS");
    came = [];
    heard = [];
    void gather();
    void listen();
    await until(() => heard.includes(subscribed));
  });

  afterEach(async () => {
    sub.close();
    pub.close();
    await wire.end();
    for (const port of ports) await port.release();
  });

  it("sends nothing to those of whom it does not know that they are past the handshake", async () => {
    expect(await link.inject("foreign", 1)).to.deep.equal({ bytes: 0, messages: 0, connections: 0 });
  });

  it("injects each kind of garbage as messages of the topic", async () => {
    await pub.send(bar(1));
    await until(() => came.length === 1);
    for (const what of ["malformed", "huge", "binary", "half", "foreign"] as const) {
      const before = came.length;
      const { bytes, messages, connections } = await link.inject(what, 2);
      expect([messages, connections]).to.deep.equal([2, 1]);
      await until(() => came.length === before + 2);
      const frames = came.slice(before).flat();
      expect(frames.every((frame) => frame.toString("latin1", 0, 5) === "BARS ")).to.equal(true);
      const framing = frames.map(({ length }) => (length > 255 ? 9 : 2) + length);
      expect(bytes).to.equal(framing.reduce((sum, length) => sum + length, 0));
    }
    await pub.send(bar(2));
    await until(() => texts().at(-1) === bar(2));
    expect(came[3]?.[0]?.length).to.equal(5 + hugeBytes);
    expect(texts()[7]).to.equal('BARS {"n');
  });

  it("replays the newest messages as they were, multipart ones too", async () => {
    for (const n of [1, 2]) await pub.send(bar(n));
    await pub.send(["BARS", "part 1", "part 2"]);
    await until(() => came.length === 3);
    expect(await link.replay(2)).to.deep.equal({ bytes: 2 + 12 + 6 + 16, messages: 2, connections: 1 });
    await until(() => came.length === 5);
    expect(texts().slice(3)).to.deep.equal([bar(2), "BARS|part 1|part 2"]);
  });

  it("leaves the real messages around whole and in order, under toxics as well", async () => {
    const barCount = 3_000;
    const late = await link.apply({ kind: "latency", direction: "down", delayMs: 3, jitterMs: 2, seed: "z" });
    const sliced = await link.apply({ kind: "slicer", direction: "down", sliceBytes: 777, pauseMs: 0 });
    const sent: Promise<{ messages: number }>[] = [];
    for (let n = 1; n <= barCount; n += 1) {
      await pub.send(n % 3 === 0 ? [bar(n), "second part"] : bar(n));
      if (n % 300 === 0) sent.push(link.inject("binary", 5), link.replay(7));
      if (n % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    const added = (await Promise.all(sent)).reduce((sum, { messages }) => sum + messages, 0);
    expect(added).to.be.above(60);
    await until(() => came.length === barCount + added);
    const real = /^BARS \{"n":\d+\}(\|second part)?$/;
    const firsts = [...new Set(texts().filter((text) => real.test(text)))];
    const wanted = Array.from({ length: barCount }, (_, index) =>
      (index + 1) % 3 === 0 ? `${bar(index + 1)}|second part` : bar(index + 1),
    );
    expect(firsts).to.deep.equal(wanted);
    const tallies = [await link.lift(late), await link.lift(sliced)];
    for (const { heldBytes, droppedBytes } of tallies)
      expect([heldBytes, droppedBytes]).to.deep.equal([0, 0]);
  });

  it("a reset is survived: the subscriber connects anew and hears on", async () => {
    await pub.send(bar(1));
    await until(() => came.length === 1);
    expect(await link.reset()).to.deep.equal({ connections: 1 });
    await until(() => heard.length === 3);
    await pub.send(bar(2));
    await until(() => came.length === 2);
    expect(heard).to.deep.equal([subscribed, 0, subscribed]);
    expect(await link.connections()).to.deep.equal({ live: 1, made: 2 });
  });

  it("half-open: the subscriber hears nothing and does not know it, until the lift", async () => {
    await pub.send(bar(1));
    await until(() => came.length === 1);
    const id = await link.apply({ kind: "half-open" });
    await until(() => heard.length === 2);
    await pub.send(bar(2));
    expect(await link.connections()).to.deep.equal({ live: 0, made: 1 });
    expect((await link.lift(id)).connections).to.equal(1);
    await until(() => heard.length === 3);
    await pub.send(bar(3));
    await until(() => came.length === 2);
    expect(texts()).to.deep.equal([bar(1), bar(3)]);
  });
});
