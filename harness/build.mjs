/**
 * Compiles the TypeScript sources into `dist/`, once: under a lock, skipped when the build is current, and
 * published by renaming a link, so that a program that is running never loads half a build.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const sourceFolders = ["harness", "engine", "fixtures"];
/** What runs under Node, and what runs in the browser: each sees the types of its own world alone. */
const projects = [".", "harness/reporters/html/client"];
const extraInputs = [
  ...projects.map((project) => path.join(project, "tsconfig.json")),
  "package-lock.json",
  "harness/build.mjs",
];
/** Builds older than this many generations are removed: the last one may still be in use by a running suite. */
const keptBuilds = 3;
/** Longest wait for another build of the same checkout; a cold compile takes seconds. */
const lockWaitMs = 120_000;
/** Names of abstract sockets fill sun_path: Node 20 pads shorter ones, Node 22 does not, and then they differ. */
const abstractNameLength = 108;

/** Relative paths of every TypeScript source, sorted, so that the digest does not depend on the directory order. */
function sources() {
  const found = [...extraInputs.filter((file) => fs.existsSync(path.join(root, file)))];
  for (const folder of sourceFolders) {
    for (const entry of fs.readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })) {
      if (entry.isFile() && entry.name.endsWith(".ts")) {
        found.push(path.relative(root, path.join(entry.parentPath, entry.name)));
      }
    }
  }
  return found.sort();
}

function digest() {
  const hash = createHash("sha256");
  for (const file of sources()) {
    hash.update(`${file}\0`).update(fs.readFileSync(path.join(root, file)));
  }
  return hash.digest("hex").slice(0, 16);
}

function isCurrent(name) {
  try {
    const dist = path.join(root, "dist");
    return fs.readlinkSync(dist) === path.join(".build", name) && fs.existsSync(dist);
  } catch {
    return false;
  }
}

/** Holds an abstract socket (a port elsewhere) that the kernel frees even when this process is killed. */
async function lock() {
  const key = createHash("sha256").update(root).digest("hex").slice(0, 16);
  const address =
    process.platform === "linux"
      ? { path: `\0faultline-build-${key}`.padEnd(abstractNameLength, "-") }
      : { host: "127.0.0.1", port: 20_000 + (Number.parseInt(key.slice(0, 4), 16) % 10_000) };
  const deadline = Date.now() + lockWaitMs;
  for (;;) {
    const server = net.createServer();
    const held = await new Promise((resolve, reject) => {
      server.once("error", (error) => (error.code === "EADDRINUSE" ? resolve(false) : reject(error)));
      server.listen(address, () => resolve(true));
    });
    if (held) return server;
    if (Date.now() > deadline)
      throw new Error(`another build of ${root} has held the lock for ${lockWaitMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function compile(name) {
  const staging = path.join(root, ".build", `${name}.${process.pid}.tmp`);
  const tsc = path.join(root, "node_modules", "typescript", "bin", "tsc");
  if (!fs.existsSync(tsc)) throw new Error("the TypeScript compiler is not installed: run `npm ci` first");
  for (const project of projects) {
    const result = spawnSync(process.execPath, [tsc, "--project", project, "--outDir", staging], {
      cwd: root,
      stdio: ["ignore", 2, 2],
    });
    if (result.status === 0) continue;
    fs.rmSync(staging, { recursive: true, force: true });
    throw new Error("the sources do not compile; the errors stand above");
  }
  fs.rmSync(path.join(root, ".build", name), { recursive: true, force: true });
  fs.renameSync(staging, path.join(root, ".build", name));
}

function publish(name) {
  const link = path.join(root, `.build/dist.${process.pid}.tmp`);
  fs.rmSync(link, { force: true });
  fs.symlinkSync(path.join(".build", name), link);
  const dist = path.join(root, "dist");
  if (fs.existsSync(dist) && !fs.lstatSync(dist).isSymbolicLink()) fs.rmSync(dist, { recursive: true });
  fs.renameSync(link, dist);
}

function removeOldBuilds(current) {
  const folder = path.join(root, ".build");
  const builds = fs
    .readdirSync(folder)
    .filter((name) => name !== current)
    .map((name) => ({ name, at: fs.lstatSync(path.join(folder, name)).mtimeMs }))
    .sort((a, b) => b.at - a.at);
  for (const { name } of builds.slice(keptBuilds - 1)) {
    fs.rmSync(path.join(folder, name), { recursive: true, force: true });
  }
}

async function main() {
  const held = await lock();
  try {
    const name = digest();
    if (isCurrent(name)) return;
    if (!fs.existsSync(path.join(root, ".build", name))) {
      fs.mkdirSync(path.join(root, ".build"), { recursive: true });
      compile(name);
    }
    publish(name);
    removeOldBuilds(name);
  } finally {
    held.close();
  }
}

try {
  await main();
} catch (error) {
  process.stderr.write(`build: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 70;
}
