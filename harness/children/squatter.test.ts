/** Tests of who takes a port: on the loopback, without any other process. */
import { once } from "node:events";
import net from "node:net";
import { expect } from "chai";
import { reservePort } from "./ports.js";
import { squatAt } from "./squatter.js";

describe("squatter.ts", () => {
  it("keeps the port, keeps who connects waiting, and lets go of both", async () => {
    const { port, release } = await reservePort();
    const squatter = await squatAt(port);
    const refused = await squatAt(port).catch((error: NodeJS.ErrnoException) => error.code);
    expect(refused).to.equal("EADDRINUSE");
    const socket = net.connect(port, "127.0.0.1");
    socket.on("error", () => undefined);
    await once(socket, "connect");
    const closed = once(socket, "close");
    await squatter.leave();
    socket.resume();
    await closed;
    await (await squatAt(port)).leave();
    await release();
  });
});
