/** Kills stand-ins of the harness and looks whether the guardian leaves a process or a folder of theirs. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { packageRoot } from "../../fixtures/package-root.js";
import { startGuardian } from "./guardian.js";
import { alive, answers, groupMembers, identify, taggedProcesses } from "./proc.js";
import type { Told } from "./stand-in.js";
import { makeTempFolder } from "./temp.js";

const standIn = fileURLToPath(new URL("./stand-in.js", import.meta.url));
const program = fileURLToPath(new URL("./guardian-program.js", import.meta.url));
const programs = path.join(packageRoot(import.meta.url), "fixtures/programs");
const node = (program: string, ...args: string[]): string[] => [
  process.execPath,
  path.join(programs, program),
  ...args,
];

interface Harness extends Told {
  process: ChildProcess;
  tag: string;
  lines: AsyncIterator<string>;
}

let count = 0;
const started: Harness[] = [];

/** Starts a stand-in and waits until each of its children has said `ready`. */
async function startHarness(...commands: string[][]): Promise<Harness> {
  count += 1;
  const tag = `guardian-test-${process.pid}-${count}`;
  const child = spawn(process.execPath, [standIn, tag, JSON.stringify(commands)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const told: Told = JSON.parse((await lines.next()).value);
  const harness = { ...told, process: child, tag, lines };
  started.push(harness);
  for (const index of commands.keys()) await logSays(path.join(told.folder, `role${index}.log`), "ready");
  return harness;
}

async function logSays(file: string, text: string): Promise<void> {
  await becomes(() => fs.existsSync(file) && fs.readFileSync(file, "utf8").includes(text));
}

async function becomes(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

async function kill(harness: Harness): Promise<void> {
  const ended = once(harness.process, "exit");
  harness.process.kill("SIGKILL");
  await ended;
  await becomes(() => !alive(identify(harness.guardianPid)));
}

/** Nothing carries the tag, no group of a child has a member, and the folder is gone. */
function expectNothingLeft(harness: Harness): void {
  expect(taggedProcesses(harness.tag), "tagged processes").to.deep.equal([]);
  expect(harness.childPids.flatMap((pid) => groupMembers(pid))).to.deep.equal([]);
  expect(fs.existsSync(harness.folder), harness.folder).to.equal(false);
}

describe("children/guardian", () => {
  afterEach(() => {
    for (const { process: child, tag, childPids, folder, guardianPid } of started.splice(0)) {
      child.kill("SIGKILL");
      for (const { pid } of taggedProcesses(tag)) process.kill(pid, "SIGKILL");
      for (const { pid } of childPids.flatMap((leader) => groupMembers(leader))) process.kill(pid, "SIGKILL");
      if (alive(identify(guardianPid))) process.kill(guardianPid, "SIGKILL");
      fs.rmSync(folder, { recursive: true, force: true });
    }
  });

  it("ends running, SIGTERM-ignoring and busy children of a harness that is killed", async () => {
    const harness = await startHarness(node("forever.mjs"), node("ignores-sigterm.mjs"), node("spins.mjs"));
    await kill(harness);
    expectNothingLeft(harness);
  });

  it("ends a child that is stopped", async () => {
    const harness = await startHarness(node("stops-itself.mjs"));
    await kill(harness);
    expectNothingLeft(harness);
  });

  it("ends a grandchild in a session of its own, whose parent lives or not", async () => {
    const harness = await startHarness(
      node("forks-a-grandchild.mjs"),
      node("forks-a-grandchild.mjs", "--exit"),
    );
    await kill(harness);
    expectNothingLeft(harness);
  });

  it("ends what forks faster than one look can see", async () => {
    const harness = await startHarness([path.join(programs, "forks-a-storm.sh")]);
    await becomes(() => taggedProcesses(harness.tag).length > 20);
    await kill(harness);
    expectNothingLeft(harness);
  });

  it("ends the group of a child that cleared its environment", async () => {
    const harness = await startHarness([path.join(programs, "clears-its-environment.sh")]);
    expect(taggedProcesses(harness.tag)).to.deep.equal([]);
    await kill(harness);
    expectNothingLeft(harness);
  });

  it("outlives the signals of a terminal and cleans up after the harness that they end", async () => {
    const harness = await startHarness(node("forever.mjs"));
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.kill(harness.guardianPid, signal);
    const ended = once(harness.process, "exit");
    harness.process.kill("SIGHUP");
    await ended;
    await becomes(() => !alive(identify(harness.guardianPid)));
    expectNothingLeft(harness);
  });

  it("lets the harness know when it dies itself", async () => {
    const harness = await startHarness();
    process.kill(harness.guardianPid, "SIGKILL");
    expect((await harness.lines.next()).value).to.equal("guardian died");
  });

  it("leaves processes and folders of other runs alone", async () => {
    const other = await startHarness(node("forever.mjs"));
    const harness = await startHarness(node("forever.mjs"));
    await kill(harness);
    expect(other.childPids.every(answers)).to.equal(true);
    expect(fs.existsSync(other.folder)).to.equal(true);
    await kill(other);
    expectNothingLeft(other);
  });

  it("leaves folders alone when it is dismissed, and names the processes that had to be killed", async () => {
    const tag = `guardian-dismissed-${process.pid}`;
    const folder = makeTempFolder(tag);
    const guardian = await startGuardian(tag);
    guardian.addFolder(folder);
    const [file = "", ...args] = node("forever.mjs");
    const child = spawn(file, args, { stdio: "ignore", env: { FAULTLINE_RUN: tag } });
    const ended = once(child, "exit");
    const swept = await guardian.end();
    expect(swept.map(({ pid }) => pid)).to.deep.equal([child.pid]);
    expect(await ended).to.deep.equal([null, "SIGKILL"]);
    expect(answers(guardian.pid)).to.equal(false);
    fs.rmdirSync(folder);
  });

  it("removes only folders that a harness made", async () => {
    const kept = fs.mkdtempSync(path.join(os.tmpdir(), "kept-"));
    const nested = path.join(kept, "faultline-nested");
    fs.mkdirSync(nested);
    const guardian = spawn(process.execPath, [program, `guardian-test-${process.pid}`], {
      stdio: ["pipe", "ignore", "inherit"],
    });
    for (const folder of [kept, nested, os.tmpdir()]) {
      guardian.stdin.write(`${JSON.stringify({ folder })}\n`);
    }
    const ended = once(guardian, "exit");
    guardian.stdin.end();
    expect(await ended).to.deep.equal([0, null]);
    expect(fs.existsSync(nested)).to.equal(true);
    fs.rmSync(kept, { recursive: true });
  });
});
