/** A pipeline of real processes for the tests of the transport: publisher, bridge where the feed has one, consumer. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { crc32 } from "node:zlib";
import { loadResults } from "../results.js";

export type PipelineFeed = "zmq" | "fifo" | "native";
export type RoleName = "publisher" | "bridge" | "consumer";

/** What has not happened after so many ms will not, also on two cores with a load of 15; then the logs are shown. */
const waitMsMax = 50_000;

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(fs.realpathSync(here), "../../../..");
export const resultsFile = path.join(root, "fixtures", "results_10-24.json");

export interface PipelineOptions {
  feed: PipelineFeed;
  /** TCP port of the PUB endpoint; history is on the next one. */
  port: number;
  speedMs: number;
  bars: number;
  recovery?: "on" | "off";
  /** Instead of the generated day. */
  results?: string;
  /** The engine takes the place of the consumer that only writes down; its ledger is ledger.jsonl in the folder. */
  engine?: boolean;
  /** Keep the publisher's epoch and cursor; default true. */
  state?: boolean;
  environment?: Partial<Record<RoleName, Record<string, string>>>;
  extra?: Partial<Record<RoleName, readonly string[]>>;
}

export interface Pipeline {
  feed: PipelineFeed;
  folder: string;
  fifo: string;
  url: string;
  roles: readonly RoleName[];
  start(role: RoleName): Promise<void>;
  /** Sends the signal to the role, when it is alive; with SIGKILL and SIGTERM waits until it is gone. */
  signal(role: RoleName, signal: NodeJS.Signals): Promise<void>;
  alive(role: RoleName): boolean;
  pid(role: RoleName): number | undefined;
  /** Starts again whatever died by a signal of its own making (a failpoint), until stopped. */
  keepAlive(): void;
  /** Waits for a line of the role, past or to come, in any incarnation. */
  line(role: RoleName, pattern: RegExp): Promise<void>;
  /** Waits for anything else. */
  until(condition: () => boolean): Promise<void>;
  /** What the consumer wrote down, one string for each symbol bar. */
  taken(): string[];
  /** Everything that all incarnations of the role printed. */
  log(role: RoleName): string;
  stop(): Promise<void>;
}

export function openPipeline(options: PipelineOptions): Pipeline {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "faultline-transport-"));
  const fifo = path.join(folder, "data.fifo");
  execFileSync("mkfifo", [fifo]);
  const roles: readonly RoleName[] =
    options.feed === "zmq" ? ["consumer", "bridge", "publisher"] : ["consumer", "publisher"];
  const children = new Map<RoleName, ChildProcess>();
  const logs: Record<RoleName, string> = { publisher: "", bridge: "", consumer: "" };
  const news = new EventEmitter();
  let kept = false;
  let stopped = false;

  const start = async (role: RoleName): Promise<void> => {
    const [script, ...args] = command(role, options, folder, fifo);
    const child = spawn(process.execPath, [path.join(here, script ?? ""), ...args], {
      env: { ...process.env, ...options.environment?.[role] },
      stdio: ["ignore", "pipe", "pipe"],
    });
    children.set(role, child);
    const mark = logs[role].length;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        logs[role] += text;
        news.emit("news");
      });
    }
    child.once("exit", (_code, signal) => {
      children.delete(role);
      news.emit("news");
      if (kept && !stopped && signal === "SIGKILL") void start(role);
    });
    await wait(() => children.get(role) !== child || ready.test(logs[role].slice(mark)));
    if (child.exitCode !== null)
      throw new Error(`${role} ended with ${child.exitCode}: ${logs[role].slice(mark)}`);
  };
  const wait = async (condition: () => boolean): Promise<void> => {
    const deadline = performance.now() + waitMsMax;
    const tick = setInterval(() => news.emit("news"), 5);
    try {
      while (!condition()) {
        if (performance.now() > deadline) {
          throw new Error(
            `nothing came of it: ${roles.map((role) => `\n--- ${role}\n${logs[role].slice(-1500)}`).join("")}`,
          );
        }
        await once(news, "news");
      }
    } finally {
      clearInterval(tick);
    }
  };
  return {
    feed: options.feed,
    folder,
    fifo,
    url: `tcp://127.0.0.1:${options.port}`,
    roles,
    pid: (role) => children.get(role)?.pid,
    start,
    async signal(role, signal) {
      const child = children.get(role);
      if (child === undefined) return;
      const gone = signal === "SIGKILL" || signal === "SIGTERM" ? once(child, "close") : undefined;
      child.kill(signal);
      await gone;
    },
    alive: (role) => children.has(role),
    keepAlive() {
      kept = true;
    },
    line: (role, pattern) => wait(() => pattern.test(logs[role])),
    until: wait,
    taken: () => read(path.join(folder, "taken")),
    log: (role) => logs[role],
    async stop() {
      stopped = true;
      for (const child of [...children.values()]) {
        const gone = once(child, "exit");
        child.kill("SIGKILL");
        await gone;
      }
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

const ready = /Publisher bound|Bridge forwarding|consumer: ready|Engine ready/;

/** Each pipeline gets its own two ports, below the ephemeral range, spread so that two suites rarely meet. */
let nextPort = 12_000 + (process.pid % 800) * 20;

export function takePort(): number {
  nextPort += 2;
  return nextPort;
}

/** Runs the body on a pipeline of its own and takes the pipeline down, whatever happens. */
export async function withPipeline(
  options: Omit<PipelineOptions, "port">,
  body: (pipeline: Pipeline) => Promise<void>,
): Promise<void> {
  const pipeline = openPipeline({ port: takePort(), ...options });
  try {
    await body(pipeline);
  } finally {
    await pipeline.stop();
  }
}

/** Starts all roles, the publisher last. */
export async function startAll(pipeline: Pipeline): Promise<void> {
  for (const role of pipeline.roles) await pipeline.start(role);
}

/** What the consumer must have written down, from the results file alone. */
export function expectedTaken(bars: number): string[] {
  const lines: string[] = [];
  for (const { symbolBars } of loadResults(resultsFile).bars.slice(0, bars)) {
    for (const { symbol, timestamp_ms, open, high, low, close, volume } of symbolBars) {
      const digest = crc32([symbol, timestamp_ms, open, high, low, close, volume].join()).toString(16);
      lines.push(`${String(lines.length).padStart(7)}${digest.padStart(8, "0")}`);
    }
  }
  return lines;
}

function command(role: RoleName, options: PipelineOptions, folder: string, fifo: string): string[] {
  const url = `tcp://127.0.0.1:${options.port}`;
  const recovery = ["--recovery", options.recovery ?? "on"];
  const extra = options.extra?.[role] ?? [];
  if (role === "bridge") return ["../bridge.js", "--zmq-url", url, "--fifo", fifo, ...recovery, ...extra];
  if (role === "consumer") {
    const source = options.feed === "native" ? ["--feed", "zmq", "--zmq-url", url] : ["--feed", "fifo"];
    const shared = ["--fifo", fifo, ...source, ...recovery, ...extra];
    if (options.engine !== true) return ["consumer.js", "--out", path.join(folder, "taken"), ...shared];
    const kept = ["--ledger", path.join(folder, "ledger.jsonl"), "--state", path.join(folder, "engine")];
    return ["../engine.js", "mock-live", "--bars", `${options.bars}`, ...kept, ...shared];
  }
  const target = options.feed === "fifo" ? ["--fifo", fifo] : ["--bind", url];
  const stream = [
    "--results",
    options.results ?? resultsFile,
    "--speed-ms",
    `${options.speedMs}`,
    "--bars",
    `${options.bars}`,
  ];
  const state = options.state === false ? [] : ["--state", path.join(folder, "state")];
  return ["../publisher.js", ...stream, ...target, ...state, ...recovery, ...extra];
}

function read(file: string): string[] {
  const text = fs.existsSync(file) ? fs.readFileSync(file, "latin1") : "";
  return text.split("\n").slice(0, -1);
}
