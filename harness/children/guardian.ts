/** Starts the guardian, the process that cleans up after a harness that could not, and talks to it. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Identity } from "../event.js";
import { baseEnvironment } from "./environment.js";
import { type GuardianMessage, readyLine } from "./guardian-message.js";
import { type Swept, sweepTagged } from "./sweep.js";

export interface Guardian {
  pid: number;
  /** Resolves if the guardian ends although it was not told to: the run is no longer safe, hence inconclusive. */
  died: Promise<void>;
  addFolder(folder: string): void;
  forgetFolder(folder: string): void;
  /** Also has the group of this process killed; for programs that clear or overwrite their environment. */
  addChild(leader: Identity): void;
  forgetChild(leader: Identity): void;
  /**
   * To be called when all runs are over: kills what still carries the tag and returns it, then dismisses the guardian.
   * Folders stay, for they were removed or kept on purpose.
   */
  end(): Promise<Swept[]>;
}

/** Longest start of the guardian: a Node program starts in about 50 ms, on a busy machine in some seconds. */
const startMs = 20_000;
const program = fileURLToPath(new URL("./guardian-program.js", import.meta.url));

/** Resolves once the guardian runs and reads; rejects when it does not come up. To be called before all else. */
export async function startGuardian(tag: string): Promise<Guardian> {
  const guardian = spawn(process.execPath, [program, tag], {
    cwd: "/",
    detached: true,
    // Without any tag of an outer run: whoever kills that run must leave this guardian to clean up ours.
    env: baseEnvironment(),
    stdio: ["pipe", "pipe", "ignore"],
  });
  let dismissed = false;
  const exited = new Promise<string>((resolve) => {
    guardian.once("error", (error) => resolve(error.message));
    guardian.once("exit", (code, signal) => resolve(`it exited with ${signal ?? `code ${code}`}`));
  });
  // A write to a guardian that died fails with EPIPE; its exit event already tells.
  guardian.stdin.on("error", () => {});
  await ready(guardian.stdout, exited);
  // The harness may end without waiting for its guardian, which then sees the pipe close.
  guardian.unref();
  const tell = (message: GuardianMessage): void => {
    guardian.stdin.write(`${JSON.stringify(message)}\n`);
  };
  return {
    pid: guardian.pid ?? 0,
    died: exited.then(() => (dismissed ? new Promise<void>(() => {}) : undefined)),
    addFolder: (folder) => tell({ folder }),
    forgetFolder: (folder) => tell({ forgetFolder: folder }),
    addChild: (leader) => tell({ child: leader }),
    forgetChild: (leader) => tell({ forgetChild: leader }),
    end: async () => {
      const swept = await sweepTagged(tag);
      dismissed = true;
      guardian.ref();
      tell({ bye: true });
      guardian.stdin.end();
      await exited;
      return swept;
    },
  };
}

async function ready(stdout: NodeJS.ReadableStream, exited: Promise<string>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`it said nothing within ${startMs} ms`), startMs);
  });
  const spoke = new Promise<null>((resolve) => {
    let text = "";
    stdout.on("data", (chunk: Buffer) => {
      text += chunk.toString("utf8");
      if (text.includes(readyLine)) resolve(null);
    });
  });
  const problem = await Promise.race([spoke, exited, late]);
  clearTimeout(timer);
  if (problem !== null) throw new Error(`the guardian of the run could not be started: ${problem}`);
}
