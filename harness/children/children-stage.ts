/** Starts children for the tests of this folder, in a temporary folder, and leaves none of them behind. */
import fs from "node:fs";
import path from "node:path";
import { packageRoot } from "../../fixtures/package-root.js";
import { type Child, type ChildOptions, startChild } from "./child.js";
import { taggedProcesses } from "./proc.js";
import { makeTempFolder } from "./temp.js";

export const programs = path.join(packageRoot(import.meta.url), "fixtures/programs");

/** The command of a tiny program. */
export function fixture(name: string, ...args: string[]): string[] {
  return [process.execPath, path.join(programs, name), ...args];
}

/** Looks until the condition holds; the limit is that of the test. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

export interface ChildrenStage {
  tag: string;
  set(): void;
  strike(): void;
  folder(): string;
  /** Until the end of the test the harness finds no program in its PATH. */
  hidePrograms(): void;
  /** Starts the next incarnation of the role `engine`. */
  start(command: readonly string[], more?: Partial<ChildOptions>): Child;
  /** What it has written to stdout so far, or to stderr. */
  log(child: Child, end?: ".log" | ".err.log"): string;
  says(child: Child, text: string): Promise<void>;
}

export function childrenStage(name: string): ChildrenStage {
  const tag = `${name}-${process.pid}`;
  const children: Child[] = [];
  const searchPath = process.env.PATH;
  let folder = "";
  const log: ChildrenStage["log"] = (child, end = ".log") =>
    fs.readFileSync(path.join(folder, `engine_${child.incarnation}${end}`), "utf8");
  return {
    tag,
    set: () => {
      folder = makeTempFolder(tag);
    },
    strike: () => {
      process.env.PATH = searchPath;
      for (const child of children.splice(0)) child.signal("SIGKILL");
      for (const { pid } of taggedProcesses(tag)) process.kill(pid, "SIGKILL");
      fs.rmSync(folder, { recursive: true });
    },
    folder: () => folder,
    hidePrograms: () => {
      process.env.PATH = "/no/such";
    },
    start: (command, more = {}) => {
      const incarnation = children.length + 1;
      const child = startChild({
        role: "engine",
        incarnation,
        command,
        cwd: folder,
        env: {},
        tag,
        outFile: path.join(folder, `engine_${incarnation}.log`),
        errFile: path.join(folder, `engine_${incarnation}.err.log`),
        buffering: "line",
        ...more,
      });
      children.push(child);
      return child;
    },
    log,
    says: (child, text) => until(() => log(child).includes(text)),
  };
}
