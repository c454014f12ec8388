/** A thread for the tests: both ends of a link, which talk while the main thread stands still. */
import net from "node:net";
import { workerData } from "node:worker_threads";
import { endOf, until } from "./link-stage.js";

export interface Ends {
  targetPort: number;
  linkPort: number;
  /** Becomes the number of round trips that were made. */
  trips: Int32Array<SharedArrayBuffer>;
}

export const tripCount = 100;

const { targetPort, linkPort, trips } = workerData as Ends;
const server = net.createServer((socket) => socket.pipe(socket));
await new Promise<void>((resolve) => server.listen(targetPort, "127.0.0.1", resolve));
const client = endOf(net.connect(linkPort, "127.0.0.1"));
for (let trip = 1; trip <= tripCount; trip += 1) {
  client.socket.write("x");
  await until(() => client.received().length === trip);
}
Atomics.store(trips, 0, tripCount);
Atomics.notify(trips, 0);
client.socket.destroy();
server.close();
