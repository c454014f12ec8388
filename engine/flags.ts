/** The command lines of the programs in engine/: one parser, clear errors, and a help text made from the table. */
import { parseArgs } from "node:util";
import { exitCodes, FatalError } from "./exit.js";
import { printLine } from "./print.js";

/** One flag. `value` is the placeholder in the help text; a flag without it is a switch. */
export interface FlagSpec {
  value?: string;
  default?: string;
  required?: boolean;
  help: string;
}

type FlagValue<S extends FlagSpec> = S extends { value: string }
  ? S extends { default: string } | { required: true }
    ? string
    : string | undefined
  : boolean;

export type FlagValues<T extends Record<string, FlagSpec>> = { [K in keyof T]: FlagValue<T[K]> };

export interface Program<T extends Record<string, FlagSpec>> {
  name: string;
  /** What stands between the name and the flags, for example `mock-live`; empty for most. */
  command?: string;
  summary: string;
  flags: T;
  /** Lines under the flags in the help text. */
  notes?: readonly string[];
}

/**
 * Reads argv (without node and script). Prints the help text and exits 0 on `--help`.
 * @throws FatalError 64 naming the flag, what was expected, and the nearest flag that exists
 */
export function readFlags<const T extends Record<string, FlagSpec>>(
  program: Program<T>,
  argv: readonly string[],
): FlagValues<T> {
  if (argv.includes("--help") || argv.includes("-h")) {
    printLine(helpText(program));
    process.exit(exitCodes.ok);
  }
  return parseFlags(program, argv);
}

/** As readFlags, without its effects. */
export function parseFlags<const T extends Record<string, FlagSpec>>(
  program: Program<T>,
  argv: readonly string[],
): FlagValues<T> {
  const { tokens } = parseArgs({
    args: [...argv],
    options: Object.fromEntries(
      Object.entries(program.flags).map(([name, spec]) => [
        name,
        { type: spec.value === undefined ? ("boolean" as const) : ("string" as const) },
      ]),
    ),
    strict: false,
    tokens: true,
  });
  const values: Record<string, string | boolean | undefined> = {};
  for (const [name, spec] of Object.entries(program.flags)) {
    values[name] = spec.value === undefined ? false : spec.default;
  }
  let command = program.command;
  for (const token of tokens) {
    if (token.kind === "option-terminator") continue;
    if (token.kind === "positional") {
      if (token.value !== command) throw unexpectedWord(program, token.value);
      command = undefined;
      continue;
    }
    values[token.name] = flagValue(program, token.name, token.rawName, token.value);
  }
  if (command !== undefined) throw usage(`the command "${command}" is missing: ${synopsis(program)}`);
  for (const [name, spec] of Object.entries(program.flags)) {
    if (spec.required && values[name] === undefined) throw usage(`--${name} ${spec.value ?? ""} is required`);
  }
  return values as FlagValues<T>;
}

/** @throws FatalError 64 unless text is a whole number within the bounds */
export function wholeNumber(flag: string, text: string, min: number, max = Number.MAX_SAFE_INTEGER): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
  throw usage(`--${flag} must be a whole number ${range}, got "${text}"`);
}

/** @throws FatalError 64 unless text is one of the choices */
export function oneOf<const C extends string>(flag: string, text: string, choices: readonly C[]): C {
  const found = choices.find((choice) => choice === text);
  if (found !== undefined) return found;
  throw usage(`--${flag} must be ${choices.join(" or ")}, got "${text}"`);
}

export function helpText(program: Program<Record<string, FlagSpec>>): string {
  const rows = Object.entries({ ...program.flags, help: { help: "this text" } as FlagSpec }).map(
    ([name, spec]): [string, string] => {
      const fallback = spec.default === undefined ? "" : ` (default ${spec.default})`;
      return [
        `--${name}${spec.value === undefined ? "" : ` ${spec.value}`}`,
        `${spec.help}${spec.required ? " (required)" : fallback}`,
      ];
    },
  );
  const width = Math.max(...rows.map(([left]) => left.length));
  return [
    synopsis(program),
    "",
    program.summary,
    "",
    ...rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`),
    ...(program.notes === undefined ? [] : ["", ...program.notes]),
  ].join("\n");
}

/** The name with the fewest edits, when few enough to be a slip; undefined otherwise. */
export function nearest(name: string, candidates: readonly string[]): string | undefined {
  const ranked = candidates
    .map((candidate) => ({ candidate, edits: editDistance(name, candidate) }))
    .sort((a, b) => a.edits - b.edits);
  const best = ranked[0];
  return best !== undefined && best.edits <= Math.max(2, Math.floor(name.length / 3))
    ? best.candidate
    : undefined;
}

function flagValue(
  program: Program<Record<string, FlagSpec>>,
  name: string,
  rawName: string,
  value: string | undefined,
): string | boolean {
  const spec = Object.hasOwn(program.flags, name) ? program.flags[name] : undefined;
  if (spec === undefined || !rawName.startsWith("--")) {
    const near = nearest(name, Object.keys(program.flags));
    const hint = near === undefined ? "see --help" : `did you mean --${near}?`;
    throw usage(`unknown flag ${rawName}; ${hint}`);
  }
  if (spec.value === undefined) {
    if (value !== undefined) throw usage(`${rawName} takes no value, got "${value}"`);
    return true;
  }
  if (value === undefined || value === "") throw usage(`${rawName} needs a value: ${rawName} ${spec.value}`);
  return value;
}

function unexpectedWord(program: Program<Record<string, FlagSpec>>, word: string): FatalError {
  return usage(`unexpected word "${word}": ${synopsis(program)}`);
}

function synopsis(program: Program<Record<string, FlagSpec>>): string {
  const command = program.command === undefined ? "" : ` ${program.command}`;
  return `usage: ${program.name}${command} [flags]`;
}

function usage(message: string): FatalError {
  return new FatalError(exitCodes.usage, message);
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
