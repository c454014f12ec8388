/** Shapes of files in zod whose errors say what was expected, what was seen, and which name was probably meant. */
import * as z from "zod";
import type { ErrorCode } from "../errors.js";
import { didYouMean } from "./nearest.js";
import { mustBe, type Problem, quoted, throwProblems } from "./problem.js";
import type { Source, SourcePath } from "./source.js";
import type { Notation } from "./units.js";

/** The message of every issue of one schema: what it must be. A wrong key is told by the schema of the key. */
export function must(expected: string) {
  return {
    error: ({ code, input }: { code?: string; input?: unknown }) =>
      code === "invalid_key" ? undefined : mustBe(expected, input),
  };
}

/** A text with a unit, as `notation` reads it. */
export function unit<T>(notation: Notation<T>, description: string) {
  const rule = { error: ({ input }: { input?: unknown }) => problemOf(notation.read(input)) };
  const base: z.ZodType<string | number> = notation.numbers
    ? z.union([z.string(), z.number()], rule)
    : z.string(rule);
  return base.meta({ description, pattern: notation.pattern }).transform((input, context): T => {
    const read = notation.read(input);
    if ("value" in read) return read.value;
    context.addIssue({ code: "custom", message: read.problem, input });
    return z.NEVER;
  });
}

/** One of a closed list of words. */
export function word<const T extends readonly [string, ...string[]]>(words: T, description: string) {
  const expected = words.length === 1 ? quoted(words[0]) : `one of ${words.join(", ")}`;
  return z
    .enum(words, { error: ({ input }) => `${mustBe(expected, input)}${meant(input, words)}` })
    .describe(description);
}

/** A name of a role, feed or scheme: it becomes a part of file names and of lines on the screen. */
export function name(description: string) {
  const rule = must("a name of lower-case letters, digits and hyphens that begins with a letter");
  return z
    .string(rule)
    .regex(/^[a-z][a-z0-9-]{0,39}$/, rule)
    .describe(description);
}

export function text(expected: string, description: string) {
  const rule = must(expected);
  return z.string(rule).regex(/\S/, rule).describe(description);
}

export function wholeNumber(min: number, max: number, description: string) {
  const rule = must(`a whole number from ${min} to ${max}`);
  return z.int(rule).min(min, rule).max(max, rule).describe(description);
}

export function flag(description: string) {
  return z.boolean(must("true or false")).describe(description);
}

export function list<T extends z.ZodType>(item: T, expected: string, description: string) {
  return z.array(item, must(expected)).describe(description);
}

/** @throws FaultlineError with a block for each way in which the value has not that shape */
export function parseShape<T>(schema: z.ZodType<T>, value: unknown, source: Source, code: ErrorCode): T {
  const result = schema.safeParse(value, { reportInput: true, error: messageOf });
  if (result.success) return result.data;
  throwProblems(code, source, result.error.issues.flatMap(problemsOf));
  throw new Error("zod reports a failure without an issue");
}

function problemOf(read: { problem: string } | object): string {
  return "problem" in read ? read.problem : "is not valid";
}

function meant(input: unknown, names: readonly string[]): string {
  if (typeof input === "boolean") return didYouMean(input ? "on" : "off", names);
  return typeof input === "string" ? didYouMean(input, names) : "";
}

/** What an issue says where its schema has no message of its own; for unknown keys one line for each. */
function messageOf(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === "unrecognized_keys") {
    const known = keysOf(issue.inst);
    return issue.keys
      .map((key) => `is no key here${didYouMean(key, known) || `: the keys are ${known.join(", ")}`}`)
      .join("\n");
  }
  if (issue.code === "invalid_key") return issue.issues[0]?.message;
  if (issue.code !== "invalid_type") return undefined;
  const known = keysOf(issue.inst);
  const expected = known.length === 0 ? "a map" : `a map with the keys ${known.join(", ")}`;
  const empty = issue.input === null && (issue.path ?? []).length === 0;
  return empty ? `must be ${expected}, got an empty file` : mustBe(expected, issue.input);
}

function keysOf(schema: unknown): readonly string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

function problemsOf(issue: z.core.$ZodIssue): readonly Problem[] {
  const path = issue.path.filter((step): step is string | number => typeof step !== "symbol");
  if (issue.code === "unrecognized_keys") {
    const messages = issue.message.split("\n");
    return issue.keys.map((key, index) => ({
      path: [...path, key],
      message: messages[index] ?? "",
      part: "key",
    }));
  }
  const part = issue.code === "invalid_key" ? "key" : "value";
  return [{ path: path satisfies SourcePath, message: issue.message, part }];
}
