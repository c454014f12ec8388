/** Takes a TCP port as a stranger would: listens there, keeps who connects waiting in silence, and lets go of all. */
import net from "node:net";

export interface Squatter {
  /** How many connected so far. */
  connections(): number;
  /** Resolves when nobody listens there any more and the connections are closed. */
  leave(): Promise<void>;
}

/** @throws what listen(2) said, such as EADDRINUSE */
export function squatAt(port: number): Promise<Squatter> {
  const sockets = new Set<net.Socket>();
  let count = 0;
  const server = net.createServer({ pauseOnConnect: true }, (socket) => {
    count += 1;
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.once("close", () => sockets.delete(socket));
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host: "127.0.0.1", port, exclusive: true }, () => {
      resolve({
        connections: () => count,
        leave: () =>
          new Promise((left) => {
            server.close(() => left());
            for (const socket of sockets) socket.destroy();
          }),
      });
    });
  });
}
