/** One instance of each role: a lock on a name that the kernel frees when its holder dies, by SIGKILL too. */
import { createHash } from "node:crypto";
import net from "node:net";
import { exitCodes, FatalError } from "./exit.js";

/** Ports used where there are no abstract sockets (macOS): below every ephemeral range. */
const portBase = 20_000;
const portCount = 10_000;

/**
 * Holds `role` on `resource` (a URL or a path) for the life of this process, or until the returned function is called.
 * @throws FatalError 69 when another process holds it
 */
export async function lockRole(role: string, resource: string): Promise<() => void> {
  const digest = createHash("sha256").update(`${role}\0${resource}`).digest("hex");
  const server = net.createServer((socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(refusal(role, resource, error)));
    server.listen(address(digest), resolve);
  });
  server.unref();
  return () => void server.close();
}

/** Names of abstract sockets fill sun_path: Node 20 pads shorter ones, Node 22 does not, and then they differ. */
const abstractNameLength = 108;

function address(digest: string): net.ListenOptions {
  if (process.platform === "linux") {
    return { path: `\0faultline-lock-${digest.slice(0, 32)}`.padEnd(abstractNameLength, "-") };
  }
  return { host: "127.0.0.1", port: portBase + (Number.parseInt(digest.slice(0, 8), 16) % portCount) };
}

function refusal(role: string, resource: string, error: Error): Error {
  if (!("code" in error) || error.code !== "EADDRINUSE") return error;
  return new FatalError(
    exitCodes.unavailable,
    `another ${role} already holds ${resource}; stop it first (a stopped process, state T, holds it too)`,
  );
}
