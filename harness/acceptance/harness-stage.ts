/** Runs the built program as a person would, for tests: in a scratch folder that is also its temporary folder. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import YAML from "yaml";
import { packageRoot } from "../../fixtures/package-root.js";
import type { Results } from "../results.js";

export const root = packageRoot(import.meta.url);
export const mainProgram = path.join(root, "dist/harness/main.js");
const programs = path.join(root, "fixtures/programs");

/** The command of a tiny program. */
export function tiny(name = "", ...args: string[]): string[] {
  const interpreter = name.endsWith(".py") ? "python3" : "node";
  return [interpreter, path.join(programs, name), ...args];
}

/** One run of the program. */
export interface Run {
  child: ChildProcess;
  out(): string;
  err(): string;
  /** Resolves when `holds` does, looked at whenever the program may have moved on; rejects when it ended before. */
  until(holds: () => boolean): Promise<void>;
  /** Exit code and signal, once it ended and its pipes are drained. */
  ended: Promise<readonly [number | null, NodeJS.Signals | null]>;
}

export interface RunOptions {
  env?: Readonly<Record<string, string>>;
  cwd?: string;
}

export interface HarnessStage {
  set(): void;
  strike(): Promise<void>;
  /** Of this test alone; its subfolders `tmp` and `reports` are the program's temporary folder and its store. */
  folder(): string;
  /** Starts `faultline` with these arguments. */
  start(args: readonly string[], options?: RunOptions): Run;
  /** Starts another program of Node, such as one of the pipeline, in the same surroundings. */
  program(command: readonly string[], options?: RunOptions): Run;
  /** Runs schemes with `--json` and resolves with the document, whatever the verdict; throws when there is none. */
  results(args: readonly string[], options?: RunOptions): Promise<Results>;
  /** Writes a file into the folder; its path. */
  write(name: string, text: string): string;
  /** A system file like ours with some of it changed; its path. */
  system(change: (system: SystemText) => void): string;
}

/** As much of a system file as the tests change. */
export interface SystemText {
  resources: Record<string, Record<string, unknown>>;
  roles: Record<string, RoleText>;
  observe: Record<string, Record<string, unknown>>;
}

export interface RoleText {
  command: string[];
  argsByFeed?: Record<string, string[]>;
  ready: { line: string; within: string };
  buffering?: string;
  env?: Record<string, string>;
}

/** How often something is looked at that tells nobody when it changes. */
const lookMs = 5;

/** Looks until the condition holds; the limit is that of the test. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, lookMs));
}

export function harnessStage(): HarnessStage {
  let folder = "";
  const running = new Set<ChildProcess>();

  const start: HarnessStage["start"] = (args, options) => program([mainProgram, ...args], options);

  function program(command: readonly string[], { env = {}, cwd = folder }: RunOptions = {}): Run {
    const child = spawn(process.execPath, command, {
      cwd,
      env: { ...ownEnvironment(), TMPDIR: path.join(folder, "tmp"), ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    running.add(child);
    const texts = { out: "", err: "" };
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      texts.out += chunk;
    });
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      texts.err += chunk;
    });
    let over = false;
    const ended = once(child, "close").then(([code, signal]): [number | null, NodeJS.Signals | null] => {
      running.delete(child);
      over = true;
      return [code, signal];
    });
    return {
      child,
      out: () => texts.out,
      err: () => texts.err,
      until: async (holds) => {
        await until(() => over || holds());
        if (!holds()) throw new Error(`the program ended before it came to that: ${texts.err}`);
      },
      ended,
    };
  }

  async function results(args: readonly string[], options?: RunOptions): Promise<Results> {
    const run = start(["run", ...args, "--json", "--output", path.join(folder, "reports")], options);
    const [code] = await run.ended;
    if (run.out() === "") throw new Error(`no document, exit code ${code}: ${run.err()}`);
    return JSON.parse(run.out());
  }

  function write(name: string, text: string): string {
    const file = path.join(folder, name);
    fs.writeFileSync(file, text);
    return file;
  }

  return {
    set: () => {
      folder = fs.mkdtempSync(path.join(os.tmpdir(), "harness-test-"));
      fs.mkdirSync(path.join(folder, "tmp"));
    },
    strike: async () => {
      for (const child of running) {
        const closed = once(child, "close");
        child.kill("SIGKILL");
        await closed;
      }
      for (const { pid } of processesOf(folder)) process.kill(pid, "SIGKILL");
      fs.rmSync(folder, { recursive: true });
    },
    folder: () => folder,
    start,
    program,
    results,
    write,
    system: (change) => {
      const text = fs.readFileSync(path.join(root, "schemes/systems/mocklive.yaml"), "utf8");
      const system: SystemText = YAML.parse(text);
      change(system);
      return write("system.yaml", YAML.stringify(system));
    },
  };
}

/** Ours without what npm puts there, which the program looks at. */
function ownEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => name !== "INIT_CWD" && !name.startsWith("npm_")),
  );
}

/** A process that belongs to the folder of a test. */
export interface Found {
  pid: number;
  command: string;
}

/** Every process that names the folder in its environment (its temporary folder lies there) or its command line. */
export function processesOf(folder: string): Found[] {
  return fs
    .readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((name) => {
      const command = readOrEmpty(`/proc/${name}/cmdline`);
      const named = `${command}${readOrEmpty(`/proc/${name}/environ`)}`.includes(folder);
      return named ? [{ pid: Number(name), command: command.replaceAll("\0", " ").trim() }] : [];
    });
}

/** A process may end, or deny a look, at any moment. */
function readOrEmpty(file: string): string {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
