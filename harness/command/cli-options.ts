/** The flags of the verbs, declared once, and the plain options that they become. */
import { type Command, Option } from "commander";
import type { Shard } from "../planning/shard.js";
import type { Format } from "../reporters/projections.js";
import { type Keep, keeps } from "../store.js";
import {
  append,
  date,
  duration,
  partOrAuto,
  refuseTimeout,
  regularExpression,
  whole,
} from "./flag-values.js";
import type { MergeOptions } from "./merge-command.js";
import type { ReplayOptions } from "./replay-command.js";

export interface SelectOptions {
  /** Names, ids, globs or files; empty: the default schemes. */
  names: readonly string[];
  feed: string | undefined;
  grep: RegExp | undefined;
  tags: readonly string[];
  system: string | undefined;
}

export interface RunOptions extends SelectOptions {
  speedMs: number | undefined;
  bars: number | undefined;
  results: string | undefined;
  /** MM-DD: stands for `results_MM-DD.json`. */
  date: string | undefined;
  workers: number | undefined;
  list: boolean;
  dryRun: boolean;
  json: boolean;
  keep: Keep;
  output: string;
  seed: string | undefined;
  repeatEach: number;
  minSnapshots: number | undefined;
  globalTimeoutMs: number | undefined;
  recovery: boolean | undefined;
  /** `auto`: as the job runner says. */
  shard: Shard | "auto" | undefined;
  /** Only what did not pass in the newest run of the store. */
  lastFailed: boolean;
  failOnFlaky: boolean;
}

/** More attempts than that in one call are a mistake. */
const repeatMax = 100_000;
const workersMax = 256;

/** As commander hands the flags over. */
export interface RawRun {
  feed?: string;
  grep?: RegExp;
  tag?: string[];
  system?: string;
  speedMs?: number;
  bars?: number;
  results?: string;
  date?: string;
  workers?: number;
  list?: boolean;
  dryRun?: boolean;
  json?: boolean;
  keep?: Keep;
  output?: string;
  seed?: string;
  repeatEach?: number;
  minSnapshots?: number;
  globalTimeout?: number;
  recovery?: "on" | "off";
  shard?: Shard | "auto";
  lastFailed?: boolean;
  failOnFlaky?: boolean;
  expectShards?: number;
  times?: number;
  untilFail?: number;
  format?: Format;
}

export function selectOptions(names: readonly string[], raw: RawRun): SelectOptions {
  return { names, feed: raw.feed, grep: raw.grep, tags: raw.tag ?? [], system: raw.system };
}

export function runOptions(names: readonly string[], raw: RawRun): RunOptions {
  return {
    ...selectOptions(names, raw),
    speedMs: raw.speedMs,
    bars: raw.bars,
    results: raw.results,
    date: raw.date,
    workers: raw.workers,
    list: raw.list === true,
    dryRun: raw.dryRun === true,
    json: raw.json === true,
    keep: raw.keep ?? "all",
    output: raw.output ?? "reports",
    seed: raw.seed,
    repeatEach: raw.repeatEach ?? 1,
    minSnapshots: raw.minSnapshots,
    globalTimeoutMs: raw.globalTimeout,
    recovery: raw.recovery === undefined ? undefined : raw.recovery === "on",
    shard: raw.shard,
    lastFailed: raw.lastFailed === true,
    failOnFlaky: raw.failOnFlaky === true,
  };
}

export function mergeOptions(folders: readonly string[], raw: RawRun): MergeOptions {
  const { json, output, failOnFlaky } = runOptions([], raw);
  return { folders, expectShards: raw.expectShards ?? 1, json, output, failOnFlaky };
}

export function replayOptions(folder: string | undefined, raw: RawRun): ReplayOptions {
  const { lastFailed, results, workers, globalTimeoutMs, keep, json, output, failOnFlaky } = runOptions(
    [],
    raw,
  );
  const given = { lastFailed, results, workers, globalTimeoutMs, keep, json, output, failOnFlaky };
  return { ...given, folder, times: raw.times ?? 1, untilFail: raw.untilFail };
}

export function addSelection(command: Command): Command {
  return command
    .addOption(new Option("--feed <feed>", "zmq, fifo, native or all; default: the system's first"))
    .addOption(new Option("--grep <re>", "only schemes whose name matches").argParser(regularExpression))
    .addOption(new Option("--tag <tag>", "only schemes with this tag; may be repeated").argParser(append))
    .addOption(new Option("--system <file>", "another system file than the one the scheme names"));
}

export function addMerge(command: Command): Command {
  return command
    .addOption(
      new Option("--expect-shards <n>", "how many there must be").argParser(whole(1)).makeOptionMandatory(),
    )
    .addOption(failOnFlakyOption())
    .addOption(jsonOption())
    .addOption(outputOption());
}

export function addReplay(command: Command): Command {
  const often = (name: string, about: string) => new Option(name, about).argParser(whole(1, repeatMax));
  return addKeeping(
    command
      .addOption(
        often("--times <n>", "run it that often, and say how often it failed").conflicts("untilFail"),
      )
      .addOption(often("--until-fail <n>", "until it fails, that often at the most"))
      .addOption(new Option("--last-failed", "the newest folder that did not pass, instead of a name"))
      .addOption(resultsOption()),
  );
}

export function addRun(command: Command): Command {
  return addKeeping(addRunOnly(command));
}

function addRunOnly(command: Command): Command {
  return addSelection(command)
    .addOption(new Option("--speed-ms <n>", "milliseconds from one bar to the next").argParser(whole(1)))
    .addOption(new Option("--bars <n>", "length of the stream; percents rescale").argParser(whole(1)))
    .addOption(resultsOption())
    .addOption(
      new Option("--date <MM-DD>", "short for results_MM-DD.json").conflicts("results").argParser(date),
    )
    .addOption(new Option("--recovery <on|off>", "with or without recovery of bars").choices(["on", "off"]))
    .addOption(new Option("--min-snapshots <n>", "instead of the scheme's own minimum").argParser(whole(1)))
    .addOption(new Option("--repeat-each <n>", "run each that often").argParser(whole(1, repeatMax)))
    .addOption(new Option("--last-failed", "only what did not pass in the newest run of the store"))
    .addOption(
      new Option("--shard <I/N>", "the Ith of N parts, or auto: as the job runner says").argParser(
        partOrAuto,
      ),
    )
    .addOption(new Option("--seed <text>", "seed of everything that is drawn"))
    .addOption(new Option("--list", "show the selection and stop").conflicts("dryRun"))
    .addOption(new Option("--dry-run", "show each plan and its deadline, term by term"));
}

/** What every verb that runs something takes. */
function addKeeping(command: Command): Command {
  return command
    .addOption(new Option("--workers <n>", "schemes side by side").argParser(whole(1, workersMax)))
    .addOption(failOnFlakyOption())
    .addOption(
      new Option("--global-timeout <time>", "cut the whole run after 90s, 5m, ...").argParser(duration),
    )
    .addOption(jsonOption())
    .addOption(new Option("--keep <which>", "logs of which schemes stay").choices(keeps))
    .addOption(outputOption())
    .addOption(new Option("--timeout [ms]").hideHelp().argParser(refuseTimeout).preset(""));
}

function failOnFlakyOption(): Option {
  return new Option("--fail-on-flaky", "exit code 3 where what failed has also passed");
}

function resultsOption(): Option {
  return new Option("--results <file>", "results file to publish");
}

export function jsonOption(): Option {
  return new Option("--json", "one JSON document on stdout instead of the table");
}

export function outputOption(): Option {
  return new Option("--output <dir>", "root of the run folders, default reports");
}
