/** Reads JSON strictly, one value at a time, and knows the line, column and path of whatever is wrong. */
import type { FaultlineError } from "../errors.js";
import { type JsonCursor, problem, quote, shorten } from "./json-cursor.js";

export type JsonKind = "object" | "array" | "string" | "number" | "boolean" | "null";

/** Deepest nesting that is followed; a results file needs four levels, its metadata hardly more. */
const maxDepth = 32;
/** Up to here a list is searched faster than a set is built; a bar has six members. */
const fewMembers = 12;

const numberPattern = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const wordPattern = /[\w.+-]{1,40}/y;
const literals = new Map<string, JsonKind>([
  ["true", "boolean"],
  ["false", "boolean"],
  ["null", "null"],
]);

/** Moves to the next value and says where it begins. */
export function nextOffset(cursor: JsonCursor): number {
  const { text } = cursor;
  for (;;) {
    const code = text.charCodeAt(cursor.at);
    if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return cursor.at;
    cursor.at++;
  }
}

/** The kind of the next value, which is not consumed. Throws where no value can begin. */
export function peekKind(cursor: JsonCursor, expected = "a JSON value"): JsonKind {
  const offset = nextOffset(cursor);
  const first = cursor.text[offset];
  if (first === undefined) throw truncated(cursor, expected);
  if (first === "{") return "object";
  if (first === "[") return "array";
  if (first === '"') return "string";
  if (first === "-" || (first >= "0" && first <= "9")) return "number";
  const word = wordAt(cursor, offset);
  const literal = literals.get(word);
  if (literal) return literal;
  throw problem(cursor, offset, `must be ${expected}, got ${word === "" ? quote(first) : word}`);
}

/** The next value in words, for a message; not consumed. */
export function describeNext(cursor: JsonCursor): string {
  const kind = peekKind(cursor);
  if (kind === "object") return "an object";
  if (kind === "array") return "an array";
  const from = cursor.at;
  skipValue(cursor);
  const raw = cursor.text.slice(from, cursor.at);
  cursor.at = from;
  return shorten(raw);
}

/** Visits the members of the object that comes next; `visit` must consume each value. A name given twice is an error. */
export function readObject(
  cursor: JsonCursor,
  expected: string,
  visit: (key: string, keyOffset: number) => void,
): void {
  expectKind(cursor, "object", expected);
  const seen: string[] = [];
  let many: Set<string> | undefined;
  readList(cursor, "}", () => {
    const keyOffset = nextOffset(cursor);
    if (cursor.at >= cursor.text.length) throw truncated(cursor, "a member name");
    if (cursor.text[keyOffset] !== '"') throw problem(cursor, keyOffset, "must be a member name in quotes");
    const key = readString(cursor);
    cursor.path.push(key);
    if (many ? many.has(key) : seen.includes(key)) {
      throw problem(cursor, keyOffset, "appears twice in the same object");
    }
    if (many) many.add(key);
    else if (seen.push(key) > fewMembers) many = new Set(seen);
    expectMark(cursor, ":");
    visit(key, keyOffset);
    cursor.path.pop();
  });
}

/** Visits the elements of the array that comes next; `visit` must consume each. */
export function readArray(cursor: JsonCursor, expected: string, visit: (index: number) => void): void {
  expectKind(cursor, "array", expected);
  let index = 0;
  readList(cursor, "]", () => {
    cursor.path.push(index);
    visit(index);
    cursor.path.pop();
    index++;
  });
}

/** The number that comes next; `expected` says in words what `accepts` demands of it. */
export function readNumber(
  cursor: JsonCursor,
  expected: string,
  accepts: (value: number) => boolean,
): number {
  expectKind(cursor, "number", expected);
  const raw = nextNumber(cursor);
  const value = Number(raw);
  if (!Number.isFinite(value))
    throw problem(cursor, cursor.at, `must be a finite number, got ${shorten(raw)}`);
  if (!accepts(value)) {
    throw problem(cursor, cursor.at, `must be ${expected}, got ${shorten(raw)}`);
  }
  cursor.at += raw.length;
  return value;
}

/** Passes over the next value, whatever it is, and checks its syntax. */
export function skipValue(cursor: JsonCursor): void {
  const kind = peekKind(cursor);
  if (kind === "object") readObject(cursor, "an object", () => skipValue(cursor));
  else if (kind === "array") readArray(cursor, "an array", () => skipValue(cursor));
  else if (kind === "string") readString(cursor);
  else cursor.at += (kind === "number" ? nextNumber(cursor) : wordAt(cursor, cursor.at)).length;
}

/** Nothing but white space may follow. */
export function expectEnd(cursor: JsonCursor): void {
  const offset = nextOffset(cursor);
  if (offset < cursor.text.length) {
    throw problem(
      cursor,
      offset,
      `must end after its value, got ${quote(cursor.text.slice(offset, offset + 10))}`,
    );
  }
}

function truncated(cursor: JsonCursor, expected: string): FaultlineError {
  return problem(
    cursor,
    cursor.text.length,
    `the file ends here, where ${expected} must come: it is cut off`,
  );
}

function expectKind(cursor: JsonCursor, kind: JsonKind, expected: string): void {
  if (peekKind(cursor, expected) === kind) return;
  throw problem(cursor, cursor.at, `must be ${expected}, got ${describeNext(cursor)}`);
}

function expectMark(cursor: JsonCursor, mark: string): void {
  const offset = nextOffset(cursor);
  const seen = cursor.text[offset];
  if (seen === undefined) throw truncated(cursor, `"${mark}"`);
  if (seen !== mark) throw problem(cursor, offset, `must have "${mark}" here, got ${quote(seen)}`);
  cursor.at++;
}

/** The items between an opening mark, on which the cursor stands, and `close`. */
function readList(cursor: JsonCursor, close: string, readItem: () => void): void {
  if (cursor.path.length >= maxDepth) {
    throw problem(cursor, cursor.at, `must not be nested deeper than ${maxDepth} levels`);
  }
  cursor.at++;
  if (cursor.text[nextOffset(cursor)] === close) {
    cursor.at++;
    return;
  }
  for (;;) {
    readItem();
    const offset = nextOffset(cursor);
    const mark = cursor.text[offset];
    if (mark === undefined) throw truncated(cursor, `"," or "${close}"`);
    if (mark !== "," && mark !== close) {
      throw problem(cursor, offset, `must have "," or "${close}" here, got ${quote(mark)}`);
    }
    cursor.at++;
    if (mark === close) return;
  }
}

function readString(cursor: JsonCursor): string {
  const { text } = cursor;
  const from = cursor.at;
  let escaped = false;
  let at = from + 1;
  for (;;) {
    const code = text.charCodeAt(at);
    if (Number.isNaN(code)) throw truncated(cursor, "the end of a string");
    if (code === 34) break;
    if (code < 32) throw problem(cursor, at, "must not have a control character in a string");
    if (code === 92) escaped = true;
    at += code === 92 ? 2 : 1;
  }
  cursor.at = at + 1;
  return escaped ? unescaped(cursor, from) : text.slice(from + 1, at);
}

function unescaped(cursor: JsonCursor, from: number): string {
  try {
    return String(JSON.parse(cursor.text.slice(from, cursor.at)));
  } catch {
    throw problem(cursor, from, "must be a string with JSON escapes");
  }
}

/** The text of the number that comes next, not consumed; `007`, `1.` and `1e5x` are none. */
function nextNumber(cursor: JsonCursor): string {
  numberPattern.lastIndex = cursor.at;
  const raw = numberPattern.exec(cursor.text)?.[0] ?? "";
  const after = cursor.text.charCodeAt(cursor.at + raw.length);
  if (raw !== "" && !isWordCode(after)) return raw;
  throw problem(cursor, cursor.at, `must be a JSON value, got ${wordAt(cursor, cursor.at) || quote("-")}`);
}

/** Letters, digits, `_`, `.`, `+` and `-`. */
function isWordCode(code: number): boolean {
  if (code === 95 || code === 46 || code === 43 || code === 45) return true;
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}

function wordAt(cursor: JsonCursor, offset: number): string {
  wordPattern.lastIndex = offset;
  return wordPattern.exec(cursor.text)?.[0] ?? "";
}
