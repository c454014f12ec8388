/** One run of the pipeline for the bench: real processes, their output in files, wall and CPU time of the stream alone. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { takePort } from "../chaos/pipeline.js";

export interface Variant {
  name: string;
  feed: "zmq" | "fifo" | "native";
  /** Flags that every role gets. */
  shared?: readonly string[];
  /** Flags of the engine alone. */
  engine?: readonly string[];
  /** Bars may be lost, the last one too: the run is over when the engine falls silent after the replay. */
  lossy?: true;
}

export interface Stream {
  results: string;
  bars: number;
  speedMs: number;
}

export interface Measured {
  /** From the publisher's first line to the engine's last. */
  wallMs: number;
  /** Of all processes in that time; null where the kernel does not tell. */
  cpuMs: number | null;
}

const programs = path.join(path.dirname(fileURLToPath(import.meta.url)), "..");
/** How often the end of a log is looked at, in ms: one in a thousand of a run of some seconds. */
const lookMs = 2;
/** An engine that prints nothing for so long has taken what there was: two hundred bars of the bench, in ms. */
const silenceMs = 400;
/** A run that is not over by then will not be. */
const runMsMax = 120_000;
/** Clock ticks in a second, as /proc counts CPU time (sysconf(_SC_CLK_TCK) is 100 on every Linux in use). */
const ticksPerSecond = 100;

/** Takes everything down whatever happens. @throws Error when a program ends early, or when `signal` is aborted */
export async function measure(variant: Variant, stream: Stream, signal: AbortSignal): Promise<Measured> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "faultline-bench-"));
  const children: ChildProcess[] = [];
  const start = async (role: string, args: readonly string[], ready: RegExp): Promise<string> => {
    const log = path.join(folder, `${role}.log`);
    const fd = fs.openSync(log, "w");
    const child = spawn(process.execPath, [path.join(programs, `${role}.js`), ...args], {
      stdio: ["ignore", fd, fd],
    });
    fs.closeSync(fd);
    children.push(child);
    await line({ log, pattern: ready, child, part: "head", signal });
    return log;
  };
  try {
    const args = argumentsOf(variant, stream, folder);
    const engine = await start("engine", args.engine, /Engine ready/);
    if (variant.feed === "zmq") await start("bridge", args.bridge, /Bridge forwarding/);
    const publisher = await start("publisher", args.publisher, /Publisher bound/);
    const [cpuBefore, before] = [cpuMs(children), performance.now()];
    if (variant.lossy === true) {
      await line({
        log: publisher,
        pattern: /Replay complete/,
        child: children.at(-1),
        part: "tail",
        signal,
      });
      await silence(engine);
    } else {
      await line({ log: engine, pattern: /End of stream/, child: children[0], part: "tail", signal });
    }
    const wallMs = performance.now() - before;
    const cpuAfter = cpuMs(children);
    return { wallMs, cpuMs: cpuAfter === null || cpuBefore === null ? null : cpuAfter - cpuBefore };
  } finally {
    await Promise.all(children.map(stop));
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function argumentsOf({ feed, shared = [], engine = [] }: Variant, stream: Stream, folder: string) {
  const fifo = path.join(folder, "data.fifo");
  execFileSync("mkfifo", [fifo]);
  const url = `tcp://127.0.0.1:${takePort()}`;
  const bars = ["--bars", `${stream.bars}`];
  const kept = ["--ledger", path.join(folder, "ledger.jsonl"), "--state", path.join(folder, "engine")];
  const source = feed === "native" ? ["--feed", "zmq", "--zmq-url", url] : ["--feed", "fifo", "--fifo", fifo];
  const target = feed === "fifo" ? ["--fifo", fifo] : ["--bind", url];
  const pace = ["--speed-ms", `${stream.speedMs}`, "--wait-subscribers", "1"];
  const state = ["--state", path.join(folder, "publisher")];
  return {
    engine: ["mock-live", ...bars, ...kept, ...source, ...shared, ...engine],
    bridge: ["--zmq-url", url, "--fifo", fifo, ...shared],
    publisher: ["--results", stream.results, ...bars, ...target, ...pace, ...state, ...shared],
  };
}

interface Wanted {
  log: string;
  pattern: RegExp;
  child: ChildProcess | undefined;
  part: "head" | "tail";
  signal: AbortSignal;
}

/** Waits for a line in the first or the last bytes of a log. @throws Error with the log when the program ended before */
async function line({ log, pattern, child, part, signal }: Wanted): Promise<void> {
  const deadline = performance.now() + runMsMax;
  const bytes = Buffer.alloc(2048);
  const fd = fs.openSync(log, "r");
  try {
    for (;;) {
      signal.throwIfAborted();
      const ended = child?.exitCode !== null || performance.now() > deadline;
      const from = part === "head" ? 0 : Math.max(0, fs.fstatSync(fd).size - bytes.length);
      const text = bytes.toString("utf8", 0, fs.readSync(fd, bytes, 0, bytes.length, from));
      if (pattern.test(text)) return;
      if (ended) throw new Error(`${path.basename(log)} never showed ${pattern}:\n${text}`);
      await sleep(lookMs);
    }
  } finally {
    fs.closeSync(fd);
  }
}

/** Resolves when nothing was added to a log for a while. */
async function silence(log: string): Promise<void> {
  for (let size = -1; size !== fs.statSync(log).size; await sleep(silenceMs)) size = fs.statSync(log).size;
}

/** Of all children together; null where there is no /proc. */
function cpuMs(children: readonly ChildProcess[]): number | null {
  try {
    const ticks = children.map(({ pid }) => {
      const stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
      // Fields 14 and 15, counted behind the name, which may hold blanks (proc(5)).
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return Number(fields[11]) + Number(fields[12]);
    });
    return (ticks.reduce((sum, one) => sum + one, 0) * 1000) / ticksPerSecond;
  } catch {
    return null;
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}
