/** Tests what a link does beside its toxics: it injects, refuses, and closes. */
import net from "node:net";
import { expect } from "chai";
import { endOf, linkStage, until } from "./link-stage.js";

const stage = linkStage();

describe("wire/link", () => {
  beforeEach(() => stage.set());
  afterEach(() => stage.strike());

  it("sets garbage and old lines between the lines of a stream, counted as they left", async () => {
    const { client, server } = await stage.pair();
    const real = ['BARS {"n":1}', 'BARS {"n":2}'];
    server.socket.write(`${real[0]}\n`);
    await until(() => client.received().length === 13);
    const sent = [await stage.link().inject("foreign", 2), await stage.link().replay(1, "BARS")];
    server.socket.write(`${real[1]}\n`);
    await until(() => client.received().length === 26 + sent.reduce((sum, { bytes }) => sum + bytes, 0));
    expect(sent.map(({ messages, connections }) => [messages, connections])).to.deep.equal([
      [2, 1],
      [1, 1],
    ]);
    const lines = client.received().toString().split("\n");
    expect([lines[0], ...lines.slice(3)]).to.deep.equal([real[0], real[0], real[1], ""]);
    for (const line of lines.slice(1, 3)) expect(line).to.match(/^BARS \{"station"/);
  });

  it("sets garbage anywhere into a stream that never ends a line", async () => {
    const { client, server } = await stage.pair();
    server.socket.write("no line");
    await until(() => client.received().length === 7);
    const { bytes, messages } = await stage.link().inject("binary", 1, { topic: "BARS" });
    await until(() => client.received().length === 7 + bytes);
    expect([messages, client.received().toString("latin1", 0, 12)]).to.deep.equal([1, "no lineBARS "]);
  });

  it("withdraws what a partition keeps from leaving, and says that nothing left", async () => {
    const { client, server } = await stage.pair();
    server.socket.write("one\n");
    await until(() => client.received().length === 4);
    const id = await stage.link().apply({ kind: "partition", direction: "down" });
    expect(await stage.link().inject("malformed", 3)).to.deep.equal({
      bytes: 0,
      messages: 0,
      connections: 0,
    });
    expect((await stage.link().lift(id)).heldBytes).to.equal(0);
    server.socket.write("two\n");
    await until(() => client.received().length === 8);
    expect(client.received().toString()).to.equal("one\ntwo\n");
  });

  it("refuses what cannot be done, and says why", async () => {
    const link = stage.link();
    const wrong = async (promise: Promise<unknown>): Promise<string> => {
      const error = await promise.catch((reason: unknown) => reason);
      return error instanceof Error ? error.message : "";
    };
    expect(await wrong(link.tally("latency-9"))).to.equal("latency-9: no such toxic is on this link");
    expect(await wrong(link.replay(0))).to.equal("count: must be a whole number from 1 to 10000, got 0");
    const open = stage.wire().open({ listenPort: stage.targetPort(), targetPort: link.port });
    expect(await wrong(open)).to.contain("EADDRINUSE");
    await stage.wire().end();
    expect(await wrong(link.connections())).to.equal("the wire has ended");
  });

  it("leaves nothing open after close: both ends are reset, and the port is free", async () => {
    const { client, server } = await stage.pair();
    await stage.link().apply({ kind: "partition", direction: "both" });
    const late = await stage.connect();
    await stage.link().close();
    await until(() => [client, server, late].every((end) => end.ending() === "reset"));
    const again = net.createServer();
    await new Promise<void>((resolve) => again.listen(stage.link().port, "127.0.0.1", resolve));
    again.close();
  });

  it("closes every connection when it ends, at once", async () => {
    const { client, server } = await stage.pair();
    await stage.wire().end();
    await until(() => client.ending() !== "none" && server.ending() !== "none");
    const refused = endOf(net.connect({ host: "127.0.0.1", port: stage.link().port }));
    await until(() => refused.ending() === "reset");
  });
});
