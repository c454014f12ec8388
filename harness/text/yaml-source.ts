/** Reads YAML 1.2 into plain data and remembers where every key and value stands. */
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  type Node,
  Parser,
  parseDocument,
  type Scalar,
  type YAMLError,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { type ErrorCode, FaultlineError } from "../errors.js";
import { maxProblems, quoted, shown } from "./problem.js";
import { errorAt, type Position, type Source, type SourcePath } from "./source.js";

/** A scheme takes 2 KiB, a system 8 KiB; a file beyond this is none. In characters. */
export const maxChars = 65_536;
/** Values of a file once its aliases are expanded: what stops a bomb of aliases. */
export const maxValues = 20_000;
/** Maps and lists within each other; the deepest file needs six. Deep recursion can abort the whole process. */
export const maxDepth = 32;

/** Data of a file: null, booleans, numbers, text, lists, and maps without a prototype. */
export interface YamlSource {
  source: Source;
  value: unknown;
}

/** @throws FaultlineError of that code, located, for anything that is not one plain YAML document */
export function readYaml(text: string, file: string, code: ErrorCode): YamlSource {
  const position = positions(text);
  const fail: Fail = (offset, message) => {
    throw errorAt(code, sourceAt(file, text, position(offset)), [], message);
  };
  if (text.length > maxChars) fail(0, `must be at most ${maxChars} characters long, got ${text.length}`);
  checkDepth(text, fail);
  const document = parseDocument(text, { prettyErrors: false, logLevel: "error" });
  throwSyntax(code, file, text, position, [...document.errors, ...document.warnings]);
  const { explicit, version } = document.directives.yaml;
  if (explicit === true && version !== "1.2") fail(0, `must be YAML 1.2, got a directive for ${version}`);
  const places = new Map<string, Place>();
  const value = toData(document, places, fail);
  return { value, source: { file, text, locate: locator(position, places) } };
}

type Positions = (offset: number) => Position;
type Fail = (offset: number, message: string) => never;

/** Offsets into the text. */
interface Place {
  key: number | undefined;
  value: number;
}

/**
 * Bounds the nesting before anything recursive sees the text.
 * The stack of the parser holds the stream, the document, and two entries for each map within a map.
 */
function checkDepth(text: string, fail: Fail): void {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    for (const _token of parser.next(lexeme)) {
      // Tokens are of no interest here, only how many are open.
    }
    if (parser.stack.length > 2 * maxDepth + 2) {
      fail(parser.offset - lexeme.length, `must be nested at most ${maxDepth} deep, got deeper`);
    }
  }
}

/** Duplicate keys are all told; of other errors the first, since the rest follow from it. */
function throwSyntax(
  code: ErrorCode,
  file: string,
  text: string,
  position: Positions,
  errors: readonly YAMLError[],
): void {
  const first = errors.find((error) => error.code !== "DUPLICATE_KEY");
  const told = errors.filter((error) => error === first || error.code === "DUPLICATE_KEY");
  const blocks = told.slice(0, maxProblems).map((error) => {
    const at = position(error.pos[0]);
    return errorAt(code, sourceAt(file, text, at), [], syntaxMessage(error, text)).message;
  });
  if (blocks.length > 0) throw new FaultlineError(code, blocks.join("\n"));
}

function syntaxMessage(error: YAMLError, text: string): string {
  const offset = error.pos[0];
  const line = text.slice(text.lastIndexOf("\n", offset - 1) + 1).split("\n")[0] ?? "";
  const seen = restOfLine(text, offset);
  switch (error.code) {
    case "TAB_AS_INDENT":
      return "must be indented with spaces, got a tab";
    case "DUPLICATE_KEY":
      return `must have each key once in a map, got ${keyAt(text, offset)} a second time`;
    case "MULTIPLE_DOCS":
      return "must be one document, got a second one";
    case "TAG_RESOLVE_FAILED":
      return `must be plain YAML without tags, got ${seen}`;
    case "BLOCK_AS_IMPLICIT_KEY":
      return `must be a text or one map, got ${seen}. A text with a colon and a space in it needs quotes`;
    default: {
      const unquoted = /(^|[^"'])\$\{/.test(line);
      const hint = unquoted ? ". Among brackets a variable needs quotes" : "";
      return `must be valid YAML, got ${seen}: ${error.message.replaceAll("\n", " ")}${hint}`;
    }
  }
}

/** From the offset to the end of its line; what only ends is the end of the file. */
function restOfLine(text: string, offset: number): string {
  const rest = text.slice(offset);
  return rest.trim() === "" ? "the end of the file" : quoted((rest.split("\n")[0] ?? "").trim());
}

function keyAt(text: string, offset: number): string {
  const line = text.slice(offset).split("\n")[0] ?? "";
  return quoted((line.split(":")[0] ?? line).trim().replace(/^(["'])(.*)\1$/, "$2"));
}

/** What the walk over a document remembers. */
interface Walk {
  fail: Fail;
  places: Map<string, Place>;
  anchors: Map<string, Node>;
  values: number;
}

/** Where the walk stands; within an alias, `expanding`. */
interface Spot {
  path: SourcePath;
  place: Place;
  depth: number;
  expanding: boolean;
}

/** Walks the document once, expanding aliases, and notes the place of each value by its path. */
function toData(document: Document, places: Map<string, Place>, fail: Fail): unknown {
  const place = { key: undefined, value: offsetOf(document.contents, 0) };
  const walk: Walk = { fail, places, anchors: new Map(), values: 0 };
  return visit(document.contents, { path: [], place, depth: 0, expanding: false }, walk);
}

function visit(node: unknown, spot: Spot, walk: Walk): unknown {
  const { path, place, depth, expanding } = spot;
  const { fail, places, anchors } = walk;
  walk.values += 1;
  if (walk.values > maxValues)
    fail(place.value, `must hold at most ${maxValues} values, got more by its aliases`);
  if (depth > maxDepth) fail(place.value, `must be nested at most ${maxDepth} deep, got deeper`);
  places.set(JSON.stringify(path), place);
  if (isAlias(node)) {
    const target = anchors.get(node.source);
    if (target === undefined)
      fail(place.value, `must name an anchor that stands before it, got "*${node.source}"`);
    return visit(target, { ...spot, depth: depth + 1, expanding: true }, walk);
  }
  // An anchor that is met again while an alias is expanded must not take the place of a later one of its name.
  if (isNode(node) && node.anchor !== undefined && !expanding) anchors.set(node.anchor, node);
  if (isSeq(node)) {
    return node.items.map((item, index) => {
      const below = { key: undefined, value: offsetOf(item, place.value) };
      return visit(item, { path: [...path, index], place: below, depth: depth + 1, expanding }, walk);
    });
  }
  if (isMap(node)) return visitMap(node, spot, walk);
  return isScalar(node) ? node.value : null;
}

function visitMap(map: YAMLMap, { path, place, depth, expanding }: Spot, walk: Walk): unknown {
  const data: Record<string, unknown> = Object.create(null);
  for (const { key, value } of map.items) {
    const at = offsetOf(key, place.value);
    const name = keyName(key);
    if (name === undefined) {
      const seen = isScalar(key) ? shown(key.value) : isMap(key) ? "a map" : "a list";
      return walk.fail(at, `must be a name, got ${seen} as a key`);
    }
    if (name in data) walk.fail(at, `must have each key once in a map, got ${quoted(name)} a second time`);
    const below = { key: at, value: offsetOf(value, at) };
    data[name] = visit(value, { path: [...path, name], place: below, depth: depth + 1, expanding }, walk);
  }
  return data;
}

function isNode(node: unknown): node is Scalar | YAMLMap | YAMLSeq {
  return isScalar(node) || isMap(node) || isSeq(node);
}

/** Numbers and booleans as keys are taken as written; `__proto__` and what one line cannot show are no names. */
function keyName(key: unknown): string | undefined {
  if (!isScalar(key) || key.value === null) return undefined;
  const name = typeof key.value === "string" ? key.value : (key.source ?? String(key.value));
  return name === "__proto__" || /[\p{C}\p{Zl}\p{Zp}]/u.test(name) ? undefined : name;
}

function offsetOf(node: unknown, otherwise: number): number {
  const range = isNode(node) || isAlias(node) ? node.range : undefined;
  return range?.[0] ?? otherwise;
}

/** Line and column of an offset; a file ends where its last line does, not on an empty line behind it. */
function positions(text: string): Positions {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return (offset) => {
    const line = starts.findLastIndex((start) => start <= offset);
    return { line: line + 1, column: offset - (starts[line] ?? 0) + 1 };
  };
}

function sourceAt(file: string, text: string, position: Position): Source {
  return { file, text, locate: () => position };
}

function locator(position: Positions, places: ReadonlyMap<string, Place>): Source["locate"] {
  return (path, part = "value") => {
    for (let length = path.length; length >= 0; length -= 1) {
      const place = places.get(JSON.stringify(path.slice(0, length)));
      if (place === undefined) continue;
      const wantsKey = part === "key" && length === path.length;
      return position(wantsKey ? (place.key ?? place.value) : place.value);
    }
    return { line: 1, column: 1 };
  };
}
