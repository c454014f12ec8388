/** What the wire does to sockets beyond reading and writing. */
import type net from "node:net";

/** RST instead of FIN, for a socket that is connecting as soon as it is; one that was never asked to connect is closed. */
export function resetSocket(socket: net.Socket): void {
  if (socket.destroyed) return;
  if (socket.pending && !socket.connecting) socket.destroy();
  // libuv refuses to reset while a FIN is on its way (EINVAL), and then the socket would never close.
  else if (socket.writableEnded && !socket.writableFinished)
    socket.once("finish", () => socket.resetAndDestroy());
  else socket.resetAndDestroy();
}
