/** A lock that the kernel frees when its holder dies: an abstract unix socket, elsewhere a lock file with a pid. */
import { createHash } from "node:crypto";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { answers } from "./proc.js";

export interface Held {
  release(): Promise<void>;
}

export interface Rival {
  /** Who holds the lock, in its own words; null when it does not answer (stopped, or busy). */
  owner: string | null;
  /** Resolves when the lock may be free again. */
  freed: Promise<void>;
  /** Stops waiting for it. */
  leave(): void;
}

/**
 * Length of sun_path without its leading NUL (unix(7)). Node 20 pads an abstract name with NULs to this length, later
 * ones do not: only names of full length are the same to all of them.
 */
const nameLength = 107;
/** How long a holder may take to tell its name. */
const answerMs = 300;
/** How often a lock file is looked at (there the kernel tells nothing). */
const lookEveryMs = 100;
/** Digits of the digest that stands for a name which does not fit. */
const digestLength = 32;

/** The lock, or null when somebody else has it. Does not keep the program running. */
export function tryHold(name: string, owner: string): Promise<Held | null> {
  return process.platform === "linux" ? holdSocket(name, owner) : Promise.resolve(holdFile(name, owner));
}

/** Asks who holds the lock; null when nobody does any more. */
export function askRival(name: string): Promise<Rival | null> {
  return process.platform === "linux" ? askSocket(name) : Promise.resolve(askFile(name));
}

function address(name: string): string {
  const short = name.length <= nameLength ? name : createHash("sha256").update(name).digest("hex");
  return `\0${(short === name ? name : short.slice(0, digestLength)).padEnd(nameLength, ".")}`;
}

async function holdSocket(name: string, owner: string): Promise<Held | null> {
  const waiting = new Set<net.Socket>();
  // Whoever waits stays connected, and sees the connection end when we release the lock or die.
  const server = net.createServer((socket) => {
    waiting.add(socket);
    socket.unref();
    socket.on("error", () => {});
    socket.on("close", () => waiting.delete(socket));
    socket.write(`${owner}\n`);
  });
  const held = await new Promise<boolean>((resolve, reject) => {
    server.once("error", (error) => {
      if ("code" in error && error.code === "EADDRINUSE") resolve(false);
      else reject(error);
    });
    server.listen({ path: address(name) }, () => resolve(true));
  });
  if (!held) return null;
  server.unref();
  const release = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of waiting) socket.destroy();
    await closed;
  };
  return { release };
}

async function askSocket(name: string): Promise<Rival | null> {
  const socket = net.connect({ path: address(name) });
  socket.on("error", () => {});
  const freed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  const owner = await new Promise<string | null | undefined>((resolve) => {
    const timer = setTimeout(() => resolve(null), answerMs);
    socket.once("data", (data: Buffer) => resolve(data.toString("utf8").trim()));
    socket.once("close", () => resolve(undefined));
    socket.once("close", () => clearTimeout(timer));
    socket.once("data", () => clearTimeout(timer));
  });
  return owner === undefined ? null : { owner, freed, leave: () => socket.destroy() };
}

function lockFile(name: string): string {
  const folder = path.join(os.tmpdir(), `faultline-locks-${process.getuid?.() ?? 0}`);
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  return path.join(folder, `${encodeURIComponent(name)}.lock`);
}

interface Owner {
  pid: number;
  owner: string;
}

function holdFile(name: string, owner: string): Held | null {
  const file = lockFile(name);
  const found = readOwner(file);
  // A file whose process is gone was left by a crash. Two that find it so at once: the link below decides.
  if (found !== null && !answers(found.pid)) fs.rmSync(file, { force: true });
  const draft = `${file}.${process.pid}`;
  fs.writeFileSync(draft, JSON.stringify({ pid: process.pid, owner } satisfies Owner), { mode: 0o600 });
  try {
    fs.linkSync(draft, file);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return null;
    throw error;
  } finally {
    fs.rmSync(draft, { force: true });
  }
  return { release: async () => fs.rmSync(file, { force: true }) };
}

function askFile(name: string): Rival | null {
  const file = lockFile(name);
  const found = readOwner(file);
  if (found === null || !answers(found.pid)) return null;
  let left = false;
  const freed = (async () => {
    while (!left && readOwner(file)?.pid === found.pid && answers(found.pid)) {
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    }
  })();
  const leave = (): void => {
    left = true;
  };
  return { owner: found.owner, freed, leave };
}

function readOwner(file: string): Owner | null {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}
