/** The guardian: waits until the harness is gone, then kills what the run left and removes its temporary folders. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Identity } from "../event.js";
import { type GuardianMessage, readyLine } from "./guardian-message.js";
import { alive, answers, procAvailable, taggedProcesses } from "./proc.js";
import { readStat } from "./proc-files.js";
import { tempPrefix, tempPrefixOf } from "./temp.js";

/** Scans in a row that must find nothing: a process between fork and exec can be missed by one. */
const emptyScansWanted = 2;
/** Most scans: with a pause of 10 ms about ten seconds of a program that forks faster than it is killed. */
const scansMax = 1_000;
const pauseMs = 10;

const [, , tag] = process.argv;
const folders = new Set<string>();
const leaders = new Map<number, Identity>();
let dismissed = false;

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2"] as const) {
  process.on(signal, () => {});
}
listen();
fs.writeSync(1, `${readyLine}\n`);
fs.closeSync(1);

function listen(): void {
  let text = "";
  process.stdin.setEncoding("utf8");
  process.stdin.on("data", (chunk: string) => {
    const lines = `${text}${chunk}`.split("\n");
    text = lines.pop() ?? "";
    for (const line of lines) take(JSON.parse(line));
  });
  // An error on the pipe means the same as its end: the harness is no longer there.
  process.stdin.on("error", () => process.stdin.destroy());
  process.stdin.on("close", () => {
    if (!dismissed) void cleanUp();
  });
}

function take(message: GuardianMessage): void {
  if ("folder" in message) folders.add(message.folder);
  else if ("forgetFolder" in message) folders.delete(message.forgetFolder);
  else if ("child" in message) leaders.set(message.child.pid, message.child);
  else if ("forgetChild" in message) leaders.delete(message.forgetChild.pid);
  else dismissed = true;
}

async function cleanUp(): Promise<void> {
  let empty = 0;
  for (let scan = 0; scan < scansMax && empty < emptyScansWanted; scan += 1) {
    const found = killAll();
    empty = found === 0 ? empty + 1 : 0;
    if (empty < emptyScansWanted) await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  for (const folder of [...folders, ...unregisteredFolders()]) removeFolder(folder);
}

/** Folders of the run that it had no time to register. */
function unregisteredFolders(): string[] {
  if (tag === undefined) return [];
  const prefix = tempPrefixOf(tag);
  const names = fs.readdirSync(os.tmpdir()).filter((name) => name.startsWith(prefix));
  return names.map((name) => path.join(os.tmpdir(), name));
}

/** Kills every process of the run that it can find; returns how many there were. */
function killAll(): number {
  let found = 0;
  for (const leader of leaders.values()) {
    if (!procAvailable() ? !answers(-leader.pid) : !alive(leader)) continue;
    found += 1;
    kill(-leader.pid);
  }
  for (const { pid } of tag === undefined ? [] : taggedProcesses(tag)) {
    if (pid === process.pid) continue;
    found += 1;
    // A tagged leader stands for its whole group; of a group that somebody else leads only the process is ours.
    if (readStat(pid)?.groupId === pid) kill(-pid);
    kill(pid);
  }
  return found;
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // Already gone; the next scan tells whether it is.
  }
}

/** Removes only what the harness makes: folders of ours, directly below the temporary folder, by their prefix. */
function removeFolder(folder: string): void {
  const parent = path.dirname(folder);
  if (parent !== os.tmpdir() && parent !== fs.realpathSync(os.tmpdir())) return;
  if (!path.basename(folder).startsWith(tempPrefix)) return;
  const stat = fs.lstatSync(folder, { throwIfNoEntry: false });
  if (!stat?.isDirectory() || stat.uid !== process.getuid?.()) return;
  fs.rmSync(folder, { recursive: true, force: true });
}
