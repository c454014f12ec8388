/** The verb `doctor`: whether this machine has what a run needs, each with what to do where it has not. */
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { exitCodes } from "../errors.js";
import { makeFolders } from "../folders.js";

export interface Diagnosis {
  name: string;
  /** `missing` ends with 69; `limited` means that some schemes or probes say less. */
  state: "ok" | "limited" | "missing";
  detail: string;
}

/** The oldest Node that the harness runs on; package.json says the same. */
const nodeMin = [20, 19] as const;

export async function examine(output: string): Promise<readonly Diagnosis[]> {
  return [
    nodeVersion(process.versions.node),
    program("ps", ["-p", String(process.pid)], "missing", "tree-kill needs it: install procps"),
    fifo(),
    proc(),
    program("stdbuf", ["--version"], "limited", "roles with `buffering: block` need it: install coreutils"),
    program(
      "prlimit",
      ["--version"],
      "limited",
      "the faults limit and disk-full need it: install util-linux",
    ),
    await zeromq(),
    writable(output),
  ];
}

export function diagnosisText(found: readonly Diagnosis[]): string {
  const width = Math.max(...found.map(({ name }) => name.length), 0);
  return found
    .map(({ name, state, detail }) => `${state.padEnd(7)}  ${name.padEnd(width)}  ${detail}\n`)
    .join("");
}

export function diagnosisCode(found: readonly Diagnosis[]): number {
  return found.some(({ state }) => state === "missing") ? exitCodes.prerequisite : exitCodes.pass;
}

export function nodeVersion(version: string): Diagnosis {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [needMajor, needMinor] = nodeMin;
  const enough = major > needMajor || (major === needMajor && minor >= needMinor);
  return {
    name: "node",
    state: enough ? "ok" : "missing",
    detail: enough ? version : `${version} is too old: install ${needMajor}.${needMinor} or newer`,
  };
}

function program(name: string, args: string[], state: "missing" | "limited", advice: string): Diagnosis {
  const { status, error } = spawnSync(name, args, { stdio: "ignore" });
  if (error === undefined && status === 0) return { name, state: "ok", detail: "found" };
  return { name, state, detail: `not usable (${error?.message ?? `exit code ${status}`}): ${advice}` };
}

function fifo(): Diagnosis {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "faultline-doctor-"));
  try {
    const result = program(
      "mkfifo",
      [path.join(folder, "fifo")],
      "missing",
      "the feeds zmq and fifo need it",
    );
    return result.state === "ok" ? { ...result, detail: `works in ${os.tmpdir()}` } : result;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function proc(): Diagnosis {
  const readable = fs.existsSync("/proc/self/stat") && fs.existsSync("/proc/self/fdinfo");
  return {
    name: "/proc",
    state: readable ? "ok" : "limited",
    detail: readable
      ? "readable"
      : "no /proc: some evidence is `not available`, and faults that need it are inconclusive",
  };
}

async function zeromq(): Promise<Diagnosis> {
  try {
    const { version } = await import("zeromq");
    return { name: "zeromq", state: "ok", detail: `libzmq ${version}` };
  } catch (error) {
    const what = error instanceof Error ? error.message.split("\n")[0] : String(error);
    return {
      name: "zeromq",
      state: "limited",
      detail: `does not load (${what}): only --feed fifo works; npm ci`,
    };
  }
}

function writable(output: string): Diagnosis {
  const name = "results";
  try {
    makeFolders(output);
    const probe = path.join(output, `doctor.${process.pid}.tmp`);
    fs.writeFileSync(probe, "");
    fs.rmSync(probe);
    return { name, state: "ok", detail: `${output} is writable` };
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    return { name, state: "missing", detail: `${what}: choose another folder with --output DIR` };
  }
}
