/** The flags of `npm run sweep`, declared once, turned into plain options. */
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { append, duration, part, whole } from "../command/flag-values.js";
import type { GuardedFlag } from "../command/npm-guard.js";
import { FaultlineError } from "../errors.js";

export interface SweepOptions {
  /** Role names; empty: all. */
  targets: readonly string[];
  /** Undefined: the system's first; `all`: each of them. */
  feed: string | undefined;
  system: string;
  every: number;
  phases: readonly number[];
  /** Without the plain kills at each bar. */
  kills: boolean;
  failpoints: boolean;
  pairs: boolean;
  recovering: boolean;
  random: number;
  seed: string | undefined;
  bars: number;
  speedMs: number;
  results: string | undefined;
  workers: number | undefined;
  slice: { index: number; count: number };
  globalTimeoutMs: number | undefined;
  list: boolean;
  json: boolean;
  output: string;
}

/** 300 bars in which to die, and one after them in which to live. */
const defaultBars = 301;
/** The fastest at which a process still works between two bars rather than all the time. */
const defaultSpeedMs = 2;
const casesMax = 1_000_000;
const workersMax = 256;

/** Null: `--help` was asked for, and its text was handed to `show`. */
export function parseSweepFlags(argv: readonly string[], show: (text: string) => void): SweepOptions | null {
  const program = makeProgram().configureOutput({
    writeOut: show,
    writeErr: () => {},
    outputError: () => {},
  });
  try {
    program.parse([...argv], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return null;
    throw new FaultlineError(
      "BAD_FLAGS",
      `${error.message.replace(/^error: /, "")}; --help lists the flags`,
      {
        cause: error,
      },
    );
  }
  return optionsOf(program.opts<Raw>());
}

/** For the guard against npm. */
export function sweepFlags(): readonly GuardedFlag[] {
  return makeProgram().options.map((option) => ({
    long: option.long ?? "",
    takesValue: option.required || option.optional,
  }));
}

interface Raw {
  target?: string[];
  feed?: string;
  system: string;
  every: number;
  phases: number[];
  kills: boolean;
  failpoints?: boolean;
  pairs?: boolean;
  recovering?: boolean;
  random: number;
  full?: boolean;
  seed?: string;
  bars: number;
  speedMs: number;
  results?: string;
  workers?: number;
  slice: { index: number; count: number };
  globalTimeout?: number;
  list?: boolean;
  json?: boolean;
  output: string;
}

/** Random kills of a full sweep. */
const fullRandom = 500;

function optionsOf(raw: Raw): SweepOptions {
  const full = raw.full === true;
  return {
    targets: (raw.target ?? []).filter((name) => name !== "all"),
    feed: raw.feed,
    system: raw.system,
    every: raw.every,
    phases: raw.phases,
    kills: raw.kills,
    failpoints: full || raw.failpoints === true,
    pairs: full || raw.pairs === true,
    recovering: full || raw.recovering === true,
    random: full && raw.random === 0 ? fullRandom : raw.random,
    seed: raw.seed,
    bars: raw.bars,
    speedMs: raw.speedMs,
    results: raw.results,
    workers: raw.workers,
    slice: raw.slice,
    globalTimeoutMs: raw.globalTimeout,
    list: raw.list === true,
    json: raw.json === true,
    output: raw.output,
  };
}

function makeProgram(): Command {
  return new Command("sweep")
    .exitOverride()
    .description(
      "Kills each role at each bar, and wherever else it hurts; every ledger must equal the golden one.",
    )
    .addOption(
      new Option("--target <role>", "role to kill, or all (default); may be repeated").argParser(append),
    )
    .addOption(new Option("--feed <feed>", "zmq, fifo, native or all; default: the system's first"))
    .addOption(new Option("--every <n>", "kill at each nth bar").argParser(whole(1)).default(1))
    .addOption(
      new Option("--phases <list>", "moments at each bar, in percent of the way to the next")
        .argParser(percents)
        .default([0], "0"),
    )
    .addOption(new Option("--no-kills", "without the plain kills at each bar"))
    .addOption(new Option("--failpoints", "crash each role at each of its failpoints"))
    .addOption(new Option("--pairs", "kill two and three roles at once"))
    .addOption(new Option("--recovering", "kill again while a role recovers"))
    .addOption(new Option("--random <n>", "double and triple kills").argParser(whole(0, casesMax)).default(0))
    .addOption(new Option("--full", `all of the above, with ${fullRandom} random kills`))
    .addOption(new Option("--seed <text>", "seed of the random kills; drawn and printed by default"))
    .addOption(new Option("--bars <n>", "length of the stream").argParser(whole(2)).default(defaultBars))
    .addOption(new Option("--speed-ms <n>", "milliseconds a bar").argParser(whole(1)).default(defaultSpeedMs))
    .addOption(new Option("--results <file>", "results file to publish"))
    .addOption(new Option("--system <file>", "system file").default("mocklive", "that of the library"))
    .addOption(new Option("--workers <n>", "cases side by side").argParser(whole(1, workersMax)))
    .addOption(
      new Option("--slice <I/N>", "only the Ith of N parts")
        .argParser(part)
        .default({ index: 1, count: 1 }, "1/1"),
    )
    .addOption(
      new Option("--global-timeout <time>", "cut the whole sweep after 90s, 5m, ...").argParser(duration),
    )
    .addOption(new Option("--list", "print the cases and stop"))
    .addOption(new Option("--json", "one JSON document on stdout instead of the strips"))
    .addOption(new Option("--output <dir>", "root of the run folders").default("reports"));
}

function percents(text: string): number[] {
  const values = text.split(",").map((one) => (/^\d{1,2}$/.test(one) ? Number(one) : Number.NaN));
  if (values.every((value) => value >= 0)) return [...new Set(values)];
  throw new InvalidArgumentError("It must be percents below 100, such as 0,40,75.");
}
