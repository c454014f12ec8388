/** A text file that a person wrote, with the means to point at a place in it. */
import { type ErrorCode, FaultlineError } from "../errors.js";

/** A step into a YAML document: a key of a map or an index of a list. */
export type SourcePath = readonly (string | number)[];

/** Line and column, both counted from 1. */
export interface Position {
  line: number;
  column: number;
}

export interface Source {
  /** As the person named it, for messages. */
  file: string;
  text: string;
  /** Where the value at `path` (or, with `key`, its key) stands; the nearest parent that exists where it does not. */
  locate(path: SourcePath, part?: "key" | "value"): Position;
}

/** `timeline[1].for` from ["timeline", 1, "for"]. */
export function pathText(path: SourcePath): string {
  return path
    .map((step, index) => (typeof step === "number" ? `[${step}]` : index === 0 ? step : `.${step}`))
    .join("");
}

/** An error at one place: `file:line:column path: message`, and below it the line with a caret. */
export function errorAt(
  code: ErrorCode,
  source: Source,
  path: SourcePath,
  message: string,
  part: "key" | "value" = "value",
): FaultlineError {
  const { line, column } = source.locate(path, part);
  const where = path.length === 0 ? "" : ` ${pathText(path)}:`;
  const text = (source.text.split("\n")[line - 1] ?? "").replace(/\r$/, "").replaceAll("\t", " ");
  const number = String(line);
  const caret = `${" ".repeat(number.length)} | ${" ".repeat(Math.max(0, column - 1))}^`;
  return new FaultlineError(
    code,
    `${source.file}:${line}:${column}${where} ${message}\n${number} | ${text}\n${caret}`,
  );
}
