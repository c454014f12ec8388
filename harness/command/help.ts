/** What `--help` prints: the verbs first, then the flags of the verb, examples, and the exit codes. */
import type { Command, Option } from "commander";

const exitCodeLines = [
  "  0  all passed                       65  bad scheme, system or data file",
  "  1  a check was violated             69  a prerequisite is missing",
  "  2  inconclusive, nothing violated   70  a bug in the harness",
  "  3  flaky only (--fail-on-flaky)     73  results cannot be written",
  "  4  nothing matched the selection   124  global timeout",
  " 64  bad flags",
  "129, 130, 143  ended by SIGHUP, SIGINT, SIGTERM",
];

const examples: Record<string, readonly (readonly [string, string])[]> = {
  run: [
    ["npm run scheme", "the five default schemes"],
    ["npm run scheme -- s5 --feed native", "one, by its id, on one feed"],
    ["npm run scheme -- --feed all --speed-ms 5", "every feed, four times as fast"],
    ["npm run scheme -- '*-restart' --repeat-each 20", "how often do restarts fail?"],
    ["npm run scheme -- s3 --speed-ms 800 --dry-run", "the plan and its deadline"],
  ],
  list: [["faultline list --tag default", "what a bare run would run"]],
  validate: [["faultline validate my-scheme.yaml", "is it well formed, and can it fail?"]],
  recheck: [["faultline recheck reports/latest", "judge the last run again, from its files"]],
  report: [
    ["faultline report reports/latest", "every report of the last run, written anew"],
    ["faultline report reports/latest --format summary", "one of them, on the terminal"],
    ["faultline report reports/latest --format validation", "which claims does the run prove?"],
  ],
  replay: [
    ["faultline replay reports/latest/normal", "the same plan, once more"],
    ["faultline replay --last-failed --until-fail 50", "the newest failure, until it fails again"],
  ],
  merge: [
    ["faultline merge shards/* --expect-shards 4 --output reports", "one run, one verdict, one report"],
  ],
  runs: [["faultline runs", "what lies in reports/, and which run was cut"]],
  reference: [["faultline reference", "every fault, check, observation and key, as Markdown"]],
  schema: [["faultline schema results", "what results.json holds, for programs that read it"]],
  "init-system": [
    [`faultline init-system -- "python3 pub.py" "python3 sub.py"`, "a file to begin with"],
    [`faultline init-system --file nats.yaml -- "sh pub.sh" "nats sub bars"`, "by another name"],
  ],
  doctor: [
    ["faultline doctor", "is everything there that a run needs?"],
    ["faultline doctor --system my-system.yaml", "what is seen of it, and what can be judged?"],
  ],
};

export function helpText(command: Command): string {
  const program = command.parent ?? command;
  const verb = command.parent === null ? "run" : command.name();
  const lines = ["Verbs", ...rows(program.commands.map((each) => [each.name(), each.description()])), ""];
  const operands = command.registeredArguments.map((argument) => {
    const word = `${argument.name()}${argument.variadic ? "..." : ""}`;
    return argument.required ? word : `[${word}]`;
  });
  if (command.parent === null) {
    lines.push(
      "Usage: npm run scheme -- [names...] [flags]     (mind the --)",
      "       faultline VERB [flags]                   (VERB --help shows its flags)",
      "",
    );
  } else {
    lines.push(`Usage: ${["faultline", verb, ...operands].join(" ")} [flags]`);
    if (verb === "run") lines.push("   or: npm run scheme -- [names...] [flags]     (mind the --)");
    lines.push(
      "",
      "Flags",
      ...rows(command.options.filter(isShown).map(({ flags, description }) => [flags, description])),
      "",
    );
  }
  lines.push("Examples", ...rows(examples[verb] ?? []), "", "Exit codes", ...exitCodeLines);
  return `${lines.join("\n")}\n`;
}

function isShown(option: Option): boolean {
  return !option.hidden;
}

function rows(pairs: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...pairs.map(([left]) => left.length), 0);
  return pairs.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
