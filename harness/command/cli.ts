/** The command line: verbs and flags declared once, turned into plain options; no effects beside the parsing. */
import { Argument, Command, CommanderError, Option } from "commander";
import { FaultlineError } from "../errors.js";
import { type Keep, keeps } from "../store.js";
import { append, date, duration, refuseTimeout, regularExpression, whole } from "./flag-values.js";
import { helpText } from "./help.js";
import type { GuardedFlag } from "./npm-guard.js";

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
}

export type Request =
  | { verb: "run"; options: RunOptions }
  | { verb: "list"; options: SelectOptions & { json: boolean } }
  | { verb: "validate"; options: RunOptions }
  | { verb: "recheck"; folders: readonly string[]; json: boolean }
  | { verb: "doctor"; json: boolean; output: string }
  | { verb: "schema"; of: SchemaOf }
  | { verb: "text"; text: string };

/** Documents whose JSON schema can be asked for. */
export const schemaKinds = ["scheme", "system", "results"] as const;
export type SchemaOf = (typeof schemaKinds)[number];

/** More attempts than that in one call are a mistake. */
const repeatMax = 100_000;
const workersMax = 256;

/** Parses the arguments behind the program's name; throws BAD_FLAGS with the nearest flag. */
export function parseCommandLine(argv: readonly string[]): Request {
  let request: Request | undefined;
  const shown: string[] = [];
  const program = makeProgram((parsed) => {
    request = parsed;
  }, shown);
  try {
    program.parse([...argv], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { verb: "text", text: shown.join("") };
    throw new FaultlineError("BAD_FLAGS", badFlagsText(error), { cause: error });
  }
  if (request === undefined) throw new FaultlineError("BAD_FLAGS", "no verb given; --help lists them");
  return request;
}

/** The flags of `run`, for the guard against npm. */
export function runFlags(): readonly GuardedFlag[] {
  const run = makeProgram(() => {}, []).commands.find((command) => command.name() === "run");
  return (run?.options ?? []).map((option) => ({
    long: option.long ?? "",
    takesValue: option.required || option.optional,
  }));
}

function badFlagsText(error: CommanderError): string {
  if (error.code === "commander.help") return "no verb given; --help lists them";
  const what = error.message.replace(/^error: /, "").replace(/\n\(/, " (");
  return `${what}${what.endsWith(".") ? "" : ";"} --help lists what there is`;
}

function makeProgram(take: (request: Request) => void, shown: string[]): Command {
  const program = new Command("faultline")
    .exitOverride()
    .configureOutput({ writeOut: (text) => shown.push(text), writeErr: () => {}, outputError: () => {} })
    .configureHelp({ formatHelp: (command) => helpText(command) })
    .helpCommand(false)
    .description("Runs fault schemes on a pipeline of real processes and judges what came out.");
  addRun(program.command("run").argument("[names...]", "names, ids (s5), globs or scheme files"))
    .description("run schemes and judge them")
    .action((names: string[], raw: RawRun) => take({ verb: "run", options: runOptions(names, raw) }));
  addSelection(program.command("list").argument("[names...]", "names, ids, globs or scheme files"))
    .description("show the schemes, and on which feeds they run")
    .addOption(jsonOption())
    .action((names: string[], raw: RawRun) =>
      take({ verb: "list", options: { ...selectOptions(names, raw), json: raw.json === true } }),
    );
  addRun(program.command("validate").argument("[names...]", "names, ids, globs or scheme files"))
    .description("check schemes, systems and data without running anything")
    .action((names: string[], raw: RawRun) => take({ verb: "validate", options: runOptions(names, raw) }));
  program
    .command("recheck")
    .argument("<folders...>", "run folders or scheme folders")
    .description("judge a run again from its files alone")
    .addOption(jsonOption())
    .action((folders: string[], raw: RawRun) => take({ verb: "recheck", folders, json: raw.json === true }));
  program
    .command("doctor")
    .description("check what this machine must have")
    .addOption(jsonOption())
    .addOption(outputOption())
    .action((raw: RawRun) =>
      take({ verb: "doctor", json: raw.json === true, output: raw.output ?? "reports" }),
    );
  program
    .command("schema")
    .addArgument(new Argument("<of>", "scheme, system or results").choices(schemaKinds))
    .description("print the JSON schema of a kind of file")
    .action((of: SchemaOf) => take({ verb: "schema", of }));
  return program;
}

interface RawRun {
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
}

function selectOptions(names: readonly string[], raw: RawRun): SelectOptions {
  return { names, feed: raw.feed, grep: raw.grep, tags: raw.tag ?? [], system: raw.system };
}

function runOptions(names: readonly string[], raw: RawRun): RunOptions {
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
  };
}

function addSelection(command: Command): Command {
  return command
    .addOption(new Option("--feed <feed>", "zmq, fifo, native or all; default: the system's first"))
    .addOption(new Option("--grep <re>", "only schemes whose name matches").argParser(regularExpression))
    .addOption(new Option("--tag <tag>", "only schemes with this tag; may be repeated").argParser(append))
    .addOption(new Option("--system <file>", "another system file than the one the scheme names"));
}

function addRun(command: Command): Command {
  return addSelection(command)
    .addOption(new Option("--speed-ms <n>", "milliseconds from one bar to the next").argParser(whole(1)))
    .addOption(new Option("--bars <n>", "length of the stream; percents rescale").argParser(whole(1)))
    .addOption(new Option("--results <file>", "results file to publish"))
    .addOption(
      new Option("--date <MM-DD>", "short for results_MM-DD.json").conflicts("results").argParser(date),
    )
    .addOption(new Option("--recovery <on|off>", "with or without recovery of bars").choices(["on", "off"]))
    .addOption(new Option("--min-snapshots <n>", "instead of the scheme's own minimum").argParser(whole(1)))
    .addOption(new Option("--workers <n>", "schemes side by side").argParser(whole(1, workersMax)))
    .addOption(new Option("--repeat-each <n>", "run each that often").argParser(whole(1, repeatMax)))
    .addOption(new Option("--seed <text>", "seed of everything that is drawn"))
    .addOption(
      new Option("--global-timeout <time>", "cut the whole run after 90s, 5m, ...").argParser(duration),
    )
    .addOption(new Option("--list", "show the selection and stop").conflicts("dryRun"))
    .addOption(new Option("--dry-run", "show each plan and its deadline, term by term"))
    .addOption(jsonOption())
    .addOption(new Option("--keep <which>", "logs of which schemes stay").choices(keeps))
    .addOption(outputOption())
    .addOption(new Option("--timeout [ms]").hideHelp().argParser(refuseTimeout).preset(""));
}

function jsonOption(): Option {
  return new Option("--json", "one JSON document on stdout instead of the table");
}

function outputOption(): Option {
  return new Option("--output <dir>", "root of the run folders, default reports");
}
