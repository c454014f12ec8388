/** The command line: verbs and flags declared once, turned into plain options; no effects beside the parsing. */
import { Argument, Command, CommanderError, Option } from "commander";
import { FaultlineError } from "../errors.js";
import { type Format, formats } from "../reporters/projections.js";
import {
  addMerge,
  addReplay,
  addRun,
  addSelection,
  jsonOption,
  mergeOptions,
  outputOption,
  type RawRun,
  type RunOptions,
  replayOptions,
  runOptions,
  type SelectOptions,
  selectOptions,
} from "./cli-options.js";
import { helpText } from "./help.js";
import type { InitSystemOptions } from "./init-system.js";
import type { MergeOptions } from "./merge-command.js";
import type { GuardedFlag } from "./npm-guard.js";
import type { ReplayOptions } from "./replay-command.js";
import type { SystemDoctorOptions } from "./system-doctor.js";

export type { RunOptions, SelectOptions } from "./cli-options.js";

export type Request =
  | { verb: "run"; options: RunOptions }
  | { verb: "list"; options: SelectOptions & { json: boolean } }
  | { verb: "validate"; options: RunOptions }
  | { verb: "recheck"; folders: readonly string[]; json: boolean }
  | { verb: "replay"; options: ReplayOptions }
  | { verb: "merge"; options: MergeOptions }
  | { verb: "report"; folder: string; format: Format | undefined }
  | { verb: "runs"; json: boolean; output: string }
  | { verb: "doctor"; json: boolean; output: string }
  | { verb: "doctor-system"; options: SystemDoctorOptions }
  | { verb: "init-system"; options: InitSystemOptions }
  | { verb: "reference" }
  | { verb: "schema"; of: SchemaOf }
  | { verb: "text"; text: string };

/** Documents whose JSON schema can be asked for. */
export const schemaKinds = ["scheme", "system", "results"] as const;
export type SchemaOf = (typeof schemaKinds)[number];

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
  addReplay(program.command("replay").argument("[folder]", "folder of a scheme run, or a link in failures"))
    .description("run the plan of a folder again, also on another machine")
    .action((folder: string | undefined, raw: RawRun) =>
      take({ verb: "replay", options: replayOptions(folder, raw) }),
    );
  addMerge(program.command("merge").argument("<folders...>", "a run folder or a store of each shard"))
    .description("make one run of the runs of all shards; what is missing is red")
    .action((folders: string[], raw: RawRun) => take({ verb: "merge", options: mergeOptions(folders, raw) }));
  program
    .command("report")
    .argument("<folder>", "a run folder, a scheme folder or a store")
    .description("write the reports of a run again, from its files")
    .addOption(new Option("--format <name>", `print one of ${formats.join(", ")}`).choices(formats))
    .action((folder: string, raw: RawRun) => take({ verb: "report", folder, format: raw.format }));
  program
    .command("runs")
    .description("list the stored runs, newest first")
    .addOption(jsonOption())
    .addOption(outputOption())
    .action((raw: RawRun) =>
      take({ verb: "runs", json: raw.json === true, output: raw.output ?? "reports" }),
    );
  program
    .command("doctor")
    .description("check what this machine has, or what can be seen of a system")
    .addOption(new Option("--system <file>", "start this system once, without faults, and say what was seen"))
    .addOption(new Option("--feed <feed>", "on this feed, or all; default: the system's first"))
    .addOption(jsonOption())
    .addOption(outputOption())
    .action(({ system, feed, json = false, output = "reports" }: RawRun) =>
      take(
        system === undefined
          ? { verb: "doctor", json, output }
          : { verb: "doctor-system", options: { system, feed, json } },
      ),
    );
  program
    .command("init-system")
    .argument("<commands...>", "one command line a role, in quotes: the source first, who takes last")
    .description("write a draft of a system file from the commands of its roles")
    .addOption(
      new Option("--file <file>", "where to; its name is that of the system").default("my-system.yaml"),
    )
    .action((commands: [string, ...string[]], { file }: { file: string }) =>
      take({ verb: "init-system", options: { commands, file } }),
    );
  program
    .command("reference")
    .description("print the page of all faults, checks, observations and keys")
    .action(() => take({ verb: "reference" }));
  program
    .command("schema")
    .addArgument(new Argument("<of>", "scheme, system or results").choices(schemaKinds))
    .description("print the JSON schema of a kind of file")
    .action((of: SchemaOf) => take({ verb: "schema", of }));
  return program;
}
