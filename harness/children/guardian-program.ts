/** The guardian: waits until the harness is gone, then kills what the run left and removes its temporary folders. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Identity } from "../event.js";
import { type GuardianMessage, readyLine } from "./guardian-message.js";
import { answers, groupMembers, procAvailable } from "./proc.js";
import { readStat } from "./proc-files.js";
import { kill, killTagged, sweep } from "./sweep.js";
import { tempPrefix, tempPrefixOf } from "./temp.js";

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
  await sweep(killAll);
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
  const groups = [...leaders.values()].filter(groupRuns);
  for (const { pid } of groups) kill(-pid);
  const tagged = tag === undefined ? 0 : killTagged(tag).length;
  return groups.length + tagged;
}

/** Whether the group that this process led still runs, be its leader gone or not. */
function groupRuns(leader: Identity): boolean {
  if (!answers(-leader.pid)) return false;
  if (!procAvailable()) return true;
  // Another process with that number means that the group was gone, and is another one now.
  const ours = readStat(leader.pid)?.startTicks ?? leader.startTicks;
  return ours === leader.startTicks && groupMembers(leader.pid).length > 0;
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
