/** Finds line and column in a JSON text: of its first syntax error, or of the value at a path. */

/** A place in a text; line and column are counted from 1. */
export interface Place {
  line: number;
  column: number;
}

/** What a JSON text should have had, and where. */
export interface SyntaxFault extends Place {
  expected: string;
  got: string;
}

export type JsonPath = readonly (string | number)[];

interface Scan {
  text: string;
  offset: number;
  /** The path that is looked for; undefined when only the syntax is of interest. */
  wanted: JsonPath | undefined;
  /** Where the value at `wanted` begins, once seen. */
  found: number | undefined;
  /** Keys of the object at `wanted`, where a repeated one is looked for; `found` is then where it stands again. */
  keys: Set<string> | undefined;
  fault: { offset: number; expected: string } | undefined;
}

/** Nesting beyond which a text is refused, so that a hostile file cannot exhaust the stack. */
const depthMax = 256;
const numberPattern = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids exactly these characters in a string.
const stringPattern = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const blankPattern = /[ \t\n\r]*/y;

/** The first syntax error of the text; undefined when the text is JSON. */
export function findSyntaxFault(text: string): SyntaxFault | undefined {
  const { fault } = scan(text, undefined);
  if (fault === undefined) return undefined;
  return { ...placeAt(text, fault.offset), expected: fault.expected, got: excerpt(text, fault.offset) };
}

/** Where the value at the path begins; undefined when the text has no such value. */
export function locate(text: string, path: JsonPath): Place | undefined {
  const { found } = scan(text, path);
  return found === undefined ? undefined : placeAt(text, found);
}

/** Where a key of the object at the path stands for the second time; JSON.parse would take its last value and say nothing. */
export function findRepeatedKey(text: string, path: JsonPath): Place | undefined {
  const { found } = scan(text, path, new Set());
  return found === undefined ? undefined : placeAt(text, found);
}

function scan(text: string, wanted: JsonPath | undefined, keys?: Set<string>): Scan {
  const state: Scan = { text, offset: 0, wanted, found: undefined, keys, fault: undefined };
  if (value(state, 0, wanted !== undefined)) {
    skipBlanks(state);
    if (state.offset < text.length) expect(state, "the end of the file");
  }
  return state;
}

/** Reads one value. `onPath`: the keys so far are the beginning of the wanted path. */
function value(state: Scan, depth: number, onPath: boolean): boolean {
  skipBlanks(state);
  if (onPath && state.wanted?.length === depth && state.keys === undefined) {
    state.found = state.offset;
    return false;
  }
  if (depth > depthMax) return expect(state, `at most ${depthMax} levels of nesting`);
  const start = state.text[state.offset];
  if (start === "{") return members(state, depth, onPath);
  if (start === "[") return elements(state, depth, onPath);
  if (start === '"') return string(state) !== undefined;
  for (const word of ["true", "false", "null"]) {
    if (state.text.startsWith(word, state.offset)) {
      state.offset += word.length;
      return true;
    }
  }
  return take(state, numberPattern) !== undefined || expect(state, "a value");
}

function members(state: Scan, depth: number, onPath: boolean): boolean {
  state.offset += 1;
  if (skips(state, "}")) return true;
  for (;;) {
    skipBlanks(state);
    const keyStart = state.offset;
    const key = string(state);
    if (key === undefined) return false;
    if (onPath && state.wanted?.length === depth && repeats(state, key)) {
      state.found = keyStart;
      return false;
    }
    if (!skips(state, ":")) return expect(state, '":"');
    if (!value(state, depth + 1, onPath && state.wanted?.[depth] === key)) return false;
    if (skips(state, "}")) return true;
    if (!skips(state, ",")) return expect(state, '"," or "}"');
  }
}

function repeats({ keys }: Scan, key: string): boolean {
  if (keys === undefined || !keys.has(key)) {
    keys?.add(key);
    return false;
  }
  return true;
}

function elements(state: Scan, depth: number, onPath: boolean): boolean {
  state.offset += 1;
  if (skips(state, "]")) return true;
  for (let index = 0; ; index += 1) {
    if (!value(state, depth + 1, onPath && state.wanted?.[depth] === index)) return false;
    if (skips(state, "]")) return true;
    if (!skips(state, ",")) return expect(state, '"," or "]"');
  }
}

function string(state: Scan): string | undefined {
  const text = take(state, stringPattern);
  if (text === undefined) {
    expect(state, "a string in double quotes");
    return undefined;
  }
  return JSON.parse(text) as string;
}

function take(state: Scan, pattern: RegExp): string | undefined {
  pattern.lastIndex = state.offset;
  const text = pattern.exec(state.text)?.[0];
  if (text !== undefined) state.offset += text.length;
  return text;
}

function skipBlanks(state: Scan): void {
  take(state, blankPattern);
}

function skips(state: Scan, mark: string): boolean {
  skipBlanks(state);
  if (state.text[state.offset] !== mark) return false;
  state.offset += 1;
  return true;
}

function expect(state: Scan, expected: string): false {
  state.fault = { offset: state.offset, expected };
  return false;
}

function placeAt(text: string, offset: number): Place {
  const lineStart = offset === 0 ? 0 : text.lastIndexOf("\n", offset - 1) + 1;
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < lineStart; at = text.indexOf("\n", at + 1)) line += 1;
  return { line, column: offset - lineStart + 1 };
}

/** A few characters of what stands there, for the message. */
function excerpt(text: string, offset: number): string {
  const word = /^[\w.+-]{1,20}/.exec(text.slice(offset, offset + 20))?.[0] ?? text.slice(offset, offset + 1);
  return word === "" ? "the end of the file" : JSON.stringify(word);
}
