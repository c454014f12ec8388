/** Problems found in a file that a person wrote, gathered and thrown as one error with a block for each. */
import { type ErrorCode, FaultlineError } from "../errors.js";
import { errorAt, type Source, type SourcePath } from "./source.js";

export interface Problem {
  path: SourcePath;
  message: string;
  part?: "key" | "value";
}

/** More than that many problems in one file tell no more than these. */
export const maxProblems = 10;

/** Throws the problems, in the order in which they stand in the file; returns when there are none. */
export function throwProblems(code: ErrorCode, source: Source, problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  const placed = problems.map((problem) => ({
    at: source.locate(problem.path, problem.part),
    text: errorAt(code, source, problem.path, problem.message, problem.part).message,
  }));
  placed.sort((a, b) => a.at.line - b.at.line || a.at.column - b.at.column);
  const blocks = [...new Set(placed.map(({ text }) => text))];
  const more = blocks.length - maxProblems;
  const tail = more > 0 ? [`... and ${more} more`] : [];
  throw new FaultlineError(code, [...blocks.slice(0, maxProblems), ...tail].join("\n"));
}

/** `must be a whole number from 1, got the text "ten"`. `input` is named with its type where that may be the problem. */
export function mustBe(expected: string, input: unknown): string {
  return input === undefined ? `is missing, must be ${expected}` : `must be ${expected}, got ${shown(input)}`;
}

/** A value as a person would name it: text and numbers as they were written, collections by their kind. */
export function shown(input: unknown): string {
  if (input === null) return "nothing";
  if (typeof input === "string") return input === "" ? "an empty text" : quoted(input);
  if (typeof input === "number") return `the number ${input}`;
  if (typeof input === "boolean") return String(input);
  const empty = Object.keys(input ?? {}).length === 0 ? "an empty" : "a";
  return Array.isArray(input) ? `${empty} list` : `${empty} map`;
}

/** Longer texts are cut in messages. */
const maxShown = 60;

/** The text in double quotes, on one line, cut where it is long. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > maxShown ? `${text.slice(0, maxShown)}...` : text);
}
