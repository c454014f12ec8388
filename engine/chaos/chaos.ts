/** Chaos for the transport: SIGKILL and SIGSTOP at random moments, then what was taken must be what was to be taken. */
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { seededRandom } from "../../fixtures/random.js";
import { runMain } from "../exit.js";
import { oneOf, readFlags, wholeNumber } from "../flags.js";
import { printLine } from "../print.js";
import { expectedTaken, openPipeline, type Pipeline, type PipelineFeed, type RoleName } from "./pipeline.js";

export interface ChaosResult {
  kills: number;
  stops: number;
  /** How often the data FIFO was removed and made anew. */
  recreated: number;
  /** Undefined when everything was taken once and in order; else what is wrong first. */
  wrong: string | undefined;
}

interface ChaosOptions {
  feed: PipelineFeed;
  port: number;
  seed: number;
  speedMs: number;
  bars: number;
}

/** Longest wait for the end once the last fault is healed, in ms: a bug, not a slow machine, is beyond it. */
const settleMsMax = 30_000;

/** Harms one pipeline until its publisher is done, heals it, and compares. */
export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const pipeline = openPipeline(options);
  const random = seededRandom(options.seed).uniform;
  const counts = { kills: 0, stops: 0, recreated: 0 };
  const expected = expectedTaken(options.bars);
  const starting = new Map<RoleName, Promise<void>>();
  try {
    for (const role of pipeline.roles) await pipeline.start(role);
    while (!pipeline.log("publisher").includes("Replay complete")) {
      await sleep(20 + random() * 160);
      const role = pipeline.roles[Math.floor(random() * pipeline.roles.length)] ?? "consumer";
      await harm(pipeline, role, random, counts, starting);
    }
    const deadline = performance.now() + settleMsMax;
    while (pipeline.taken().length < expected.length && performance.now() < deadline) await sleep(20);
    const wrong = firstDifference(expected, pipeline.taken());
    if (wrong !== undefined)
      for (const role of pipeline.roles) printLine(`--- ${role}\n${tail(pipeline.log(role))}`);
    return { ...counts, wrong };
  } finally {
    await pipeline.stop();
  }
}

async function harm(
  pipeline: Pipeline,
  role: RoleName,
  random: () => number,
  counts: Omit<ChaosResult, "wrong">,
  starting: Map<RoleName, Promise<void>>,
): Promise<void> {
  if (random() < 0.08 && pipeline.feed !== "native") {
    // A role that starts while there is no FIFO rightly refuses to.
    await Promise.all(starting.values());
    fs.rmSync(pipeline.fifo);
    counts.recreated += 1;
    await sleep(random() * 100);
    execFileSync("mkfifo", [pipeline.fifo]);
    return;
  }
  if (random() < 0.7) {
    // Every fourth time two or all roles die together.
    const together = pipeline.roles.filter((other) => other === role || random() < 0.15);
    await Promise.all(together.map((victim) => pipeline.signal(victim, "SIGKILL")));
    counts.kills += together.length;
    await sleep(random() * 60);
    for (const victim of together) {
      // Half of the time the next fault hits while this role still starts.
      const started = pipeline.start(victim);
      starting.set(victim, started);
      if (random() < 0.5) await started;
    }
    return;
  }
  await pipeline.signal(role, "SIGSTOP");
  counts.stops += 1;
  await sleep(50 + random() * 200);
  await pipeline.signal(role, "SIGCONT");
}

export function firstDifference(expected: readonly string[], got: readonly string[]): string | undefined {
  for (let index = 0; index < Math.max(expected.length, got.length); index += 1) {
    if (expected[index] !== got[index]) {
      return `at symbol bar ${index} of ${expected.length}: expected ${expected[index]}, got ${got[index]} (${got.length} taken)`;
    }
  }
  return undefined;
}

function tail(log: string): string {
  return log.split("\n").slice(-30).join("\n");
}

async function main(): Promise<void> {
  const given = readFlags(
    {
      name: "chaos",
      summary: "Harms a pipeline at random and checks that nothing is lost or doubled.",
      flags: {
        feed: { value: "zmq|fifo|native", default: "zmq", help: "which pipeline" },
        seed: { value: "N", default: "1", help: "first seed" },
        runs: { value: "N", default: "1", help: "runs, each with the next seed" },
        port: { value: "N", default: "17100", help: "port of the PUB endpoint" },
        "speed-ms": { value: "N", default: "5", help: "ms a bar" },
        bars: { value: "N", default: "391", help: "bars" },
      },
    },
    process.argv.slice(2),
  );
  let failed = 0;
  const runs = wholeNumber("runs", given.runs, 1);
  for (let run = 0; run < runs; run += 1) {
    const seed = wholeNumber("seed", given.seed, 0) + run;
    const result = await runChaos({
      feed: oneOf("feed", given.feed, ["zmq", "fifo", "native"]),
      port: wholeNumber("port", given.port, 1024, 32_000),
      seed,
      speedMs: wholeNumber("speed-ms", given["speed-ms"], 1),
      bars: wholeNumber("bars", given.bars, 1),
    });
    if (result.wrong !== undefined) failed += 1;
    printLine(
      `${given.feed} seed ${seed}: ${result.kills} kills, ${result.stops} stops, ${result.recreated} new FIFOs: ${result.wrong ?? "identical"}`,
    );
  }
  printLine(`${runs - failed} of ${runs} runs identical`);
  process.exitCode = failed === 0 ? 0 : 1;
}

if (process.argv[1]?.endsWith("chaos.js")) await runMain("chaos", main);
