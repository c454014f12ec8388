/** A program for the tests: uses a wire, and then has nothing more to do, whether it has closed the wire or forgot it. */

import net from "node:net";
import { reservePort } from "../children/ports.js";
import { endOf, until } from "./link-stage.js";
import { startWire } from "./wire.js";

const [target, listen] = [await reservePort(), await reservePort()];
const ends: net.Socket[] = [];
const server = net.createServer((socket) => {
  ends.push(endOf(socket).socket);
  socket.end("served");
});
await new Promise<void>((resolve) => server.listen(target.port, "127.0.0.1", resolve));
const wire = startWire();
const link = await wire.open({ listenPort: listen.port, targetPort: target.port });
await link.apply({ kind: "latency", direction: "up", delayMs: 3_600_000, jitterMs: 0, seed: "" });
const client = endOf(net.connect(listen.port, "127.0.0.1"));
client.socket.write("waits in the wire");
await until(() => client.received().toString() === "served");
if (process.argv[2] === "closes") {
  await link.close();
  await wire.end();
}
for (const socket of [client.socket, ...ends]) socket.destroy();
server.close();
await target.release();
await listen.release();
