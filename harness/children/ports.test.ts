/** Tests that reserved ports are outside of the ephemeral range, are not bound, and are nobody else's. */

import { once } from "node:events";
import net from "node:net";
import { expect } from "chai";
import { ephemeralStart, reservePort, reserveThis } from "./ports.js";

async function listening(port: number): Promise<net.Server> {
  const server = net.createServer().listen(port, "127.0.0.1");
  await once(server, "listening");
  return server;
}

function portOf(server: net.Server): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

describe("children/ports", () => {
  it("reads the start of the ephemeral range, and knows the default", () => {
    expect(ephemeralStart("20000\t60999\n")).to.equal(20000);
    expect(ephemeralStart(null)).to.equal(32768);
  });

  it("reserves a port below the ephemeral range that its program can bind", async () => {
    const reserved = await reservePort();
    expect(reserved.port).to.be.within(15000, 32767);
    const server = await listening(reserved.port);
    server.close();
    await reserved.release();
  });

  it("gives no port away twice, and gives it away again once released", async () => {
    const first = await reservePort();
    expect(await reserveThis(first.port, "another run")).to.equal(null);
    await first.release();
    const second = await reserveThis(first.port, "another run");
    expect(second?.port).to.equal(first.port);
    await second?.release();
  });

  it("does not reserve a port on which somebody listens, and leaves no lock behind", async () => {
    const server = await listening(0);
    const port = portOf(server);
    expect(await reserveThis(port, "a run")).to.equal(null);
    server.close();
    await once(server, "close");
    const reserved = await reserveThis(port, "a run");
    expect(reserved?.port).to.equal(port);
    await reserved?.release();
  });
});
