/** Stands in for a harness in tests of the guardian: starts children as a run does, tells about them, and waits. */
import path from "node:path";
import { startChild } from "./child.js";
import { startGuardian } from "./guardian.js";
import { makeTempFolder } from "./temp.js";

export interface Told {
  folder: string;
  guardianPid: number;
  childPids: number[];
}

/** What a failing test leaks ends by itself. */
const lifeMs = 60_000;

// Usage: stand-in.js TAG JSON, where JSON is a list of commands, each a list of words.
const [, , tag = "", commands = "[]"] = process.argv;
const guardian = await startGuardian(tag);
const folder = makeTempFolder(tag);
guardian.addFolder(folder);
const parsed: string[][] = JSON.parse(commands);
const children = parsed.map((command, index) => {
  const role = `role${index}`;
  const child = startChild({
    role,
    incarnation: 1,
    command,
    cwd: folder,
    env: {},
    tag,
    outFile: path.join(folder, `${role}.log`),
    errFile: path.join(folder, `${role}.err.log`),
    buffering: "line",
  });
  guardian.addChild(child.identity);
  return child;
});
const told: Told = {
  folder,
  guardianPid: guardian.pid,
  childPids: children.map(({ identity }) => identity.pid),
};
process.stdout.write(`${JSON.stringify(told)}\n`);
void guardian.died.then(() => process.stdout.write("guardian died\n"));
setTimeout(() => process.exit(0), lifeMs);
