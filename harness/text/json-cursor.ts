/** A place in a JSON file, and the one-line errors that point at it. */
import { FaultlineError } from "../errors.js";

/** Where reading stands in one file; the functions below move it. */
export type JsonCursor = {
  readonly fileName: string;
  readonly text: string;
  at: number;
  /** Names and indices from the root to the value that is being read. */
  readonly path: (string | number)[];
};

/** Longest piece of the file that a message repeats. */
const maxQuoted = 40;

const plainKeyPattern = /^[A-Za-z_][A-Za-z0-9_]*$/;

export function jsonCursor(text: string, fileName: string): JsonCursor {
  return { fileName, text, at: 0, path: [] };
}

/** An error at `offset` of the file, in one line: `file:line:column path: message`. */
export function problem(cursor: JsonCursor, offset: number, message: string): FaultlineError {
  const before = cursor.text.slice(0, offset);
  const line = before.split("\n").length;
  const column = offset - before.lastIndexOf("\n");
  const where = cursor.path.length === 0 ? "" : ` ${pathText(cursor.path)}`;
  return new FaultlineError("BAD_RESULTS", `${cursor.fileName}:${line}:${column}${where}: ${message}`);
}

/** A piece of the file as a message may show it: quoted, escaped and short. */
export function quote(text: string): string {
  return shorten(JSON.stringify(text));
}

export function shorten(raw: string): string {
  return raw.length <= maxQuoted ? raw : `${raw.slice(0, maxQuoted)}...`;
}

function pathText(path: readonly (string | number)[]): string {
  let text = "";
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else if (plainKeyPattern.test(step) && step.length <= maxQuoted) text += text === "" ? step : `.${step}`;
    else text += `[${quote(step)}]`;
  }
  return text;
}
