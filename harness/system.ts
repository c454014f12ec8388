/** A system file: which programs make up the system under test, and how they are observed. Reads it. */
import path from "node:path";
import { throwProblems } from "./text/problem.js";
import { parseShape } from "./text/shape.js";
import { tappedResource } from "./text/sight-check.js";
import type { Source } from "./text/source.js";
import { systemProblems } from "./text/system-check.js";
import { type ParsedSystem, systemShape } from "./text/system-shape.js";
import { readYaml } from "./text/yaml-source.js";

export type Unit = "bars" | "symbolBars" | "snapshots";

export type Resource =
  /** A free TCP port on the loopback, kept for the whole run: `${nameUrl}` and `${namePort}`. */
  | {
      kind: "port";
      fixed: number | undefined;
      /** The role that listens there, where the file says so. */
      listener: string | undefined;
      /** Whether faults may put the harness's proxy before it: then all others connect to that. */
      proxied: boolean;
    }
  /** A named FIFO in the run's own folder, or at a fixed path, which makes it exclusive: `${name}`. */
  | { kind: "fifo"; path: string | undefined };

/** What shows that a role is ready. */
export type Sign =
  /** Regular expression over the lines of its log, or stdout, and stderr. */
  | { kind: "line"; line: string }
  /** A resource on which a process of the role listens. */
  | { kind: "port"; resource: string }
  /** Made or changed since the role was started. */
  | { kind: "file"; path: string }
  /** A resource that a process of the role holds for reading. */
  | { kind: "fifoReader"; resource: string }
  /** Exits with 0; it is tried until it does. */
  | { kind: "command"; command: readonly string[] };

export type Ready = Sign & { withinMs: number };

/** One thing that is made before the roles are started; paths with variables not yet replaced. */
export type Preparation =
  | { kind: "copy"; from: string; to: string }
  | { kind: "mkdir"; path: string }
  | { kind: "mkfifo"; path: string };

export interface Role {
  name: string;
  /** Program and arguments, with variables `${...}` not yet replaced. */
  command: readonly string[];
  /** Arguments that follow the command in that feed. */
  argsByFeed: Readonly<Record<string, readonly string[]>>;
  cwd: string | undefined;
  env: Readonly<Record<string, string>>;
  /** The feeds in which this role takes part; absent: in all. */
  feeds: readonly string[] | undefined;
  startAfter: readonly string[];
  /** A file whose lines are read instead of those of stdout; variables not yet replaced. */
  log: string | undefined;
  ready: Ready;
  /** `block`: the program buffers stdout when it is no terminal; it is run so that lines come out at once. */
  buffering: "line" | "block";
  stop: NodeJS.Signals;
  /** How long a role may take to stop before it is killed. */
  graceMs: number;
  /** The variable from which it reads by how many milliseconds its wall clock is off. */
  clock: string | undefined;
  /** The role whose absence is `no-consumer`. */
  consumer: boolean;
}

export type Scope = "total" | "sinceStart";

/** What is seen in a line: a named group of `pattern`, or a field under its name in `json`, is read: `n`, `bar`, ... */
export interface LineObservation {
  kind: "line";
  /** Absent: the lines of all roles. */
  role: string | undefined;
  /** Absent only where there is `json`. */
  pattern: string | undefined;
  /** By group, the path of a field in the JSON of a line, its keys joined by dots. */
  json: Readonly<Record<string, string>> | undefined;
  /** Lines that match this are left out. */
  except: string | undefined;
  unit: Unit | undefined;
  scope: Scope;
  /** For snapshots: how many bars lie between two of them. */
  everyBars: number | undefined;
  /** A file that is read instead of the log of the role; variables not yet replaced. */
  file: string | undefined;
}

/** The harness's own subscription to what a role publishes on a port of the resources. */
export interface TapObservation {
  kind: "tap";
  role: string;
  resource: string;
  topic: string;
  /** Path of the field in the JSON of a message that holds the timestamp of its bar, or the number of it. */
  bar: string;
}

/** No observation but an assumption: its role publishes a bar every speedMs while it is ready and not harmed. */
export interface ClockObservation {
  kind: "clock";
  role: string;
}

export type Observation =
  | LineObservation
  | TapObservation
  | ClockObservation
  | { kind: "file"; path: string };

/** Names that the checks know; a system file may add none of its own. */
export const observationNames = [
  "published",
  "taken",
  "snapshot",
  "sync",
  "feed",
  "stamp",
  "trouble",
  "ledger",
] as const;
export type ObservationName = (typeof observationNames)[number];

export interface System {
  name: string;
  /** Feeds in the order of preference; the first is the default. A system without feeds has the one feed `default`. */
  feeds: readonly string[];
  resources: Readonly<Record<string, Resource>>;
  /** Names for targets that belong together, or under which schemes know one of them. */
  groups: Readonly<Record<string, readonly string[]>>;
  prepare: readonly Preparation[];
  /** In the order of the file. */
  roles: readonly Role[];
  observe: Readonly<Partial<Record<ObservationName, Observation>>>;
  /** A command that writes the ledger of a fault-free run to `${golden}`, without any transport. */
  golden: readonly string[] | undefined;
  /** Per feed: what the observation `feed` must say; a run on another feed is inconclusive. */
  feedNames: Readonly<Record<string, string>>;
  source: Source;
  /** Of the system file: the variable `here`. */
  folder: string;
}

/** How long a role may take to stop, unless its file says otherwise: a clean stop of ours takes under 100 ms. */
const defaultGraceMs = 2000;

/**
 * Reads a system file.
 * @throws FaultlineError BAD_SYSTEM with file, line, column, what was expected and what was seen, for each problem
 * @param folder of the file, where that is not to be read off its name
 */
export function parseSystem(text: string, file: string, folder = path.dirname(path.resolve(file))): System {
  const { source, value } = readYaml(text, file, "BAD_SYSTEM");
  const shape = parseShape(systemShape, value, source, "BAD_SYSTEM");
  const feeds = shape.feeds ?? ["default"];
  throwProblems("BAD_SYSTEM", source, systemProblems(shape, feeds));
  return {
    name: shape.system,
    feeds,
    resources: Object.fromEntries(
      Object.entries(shape.resources ?? {}).map(([name, resource]) => [name, resourceOf(resource)]),
    ),
    groups: shape.groups ?? {},
    prepare: (shape.prepare ?? []).map(preparationOf),
    roles: Object.entries(shape.roles).map(([name, role]) => roleOf(name, role)),
    observe: observationsOf(shape.observe),
    golden: shape.golden,
    feedNames: shape.feedNames ?? {},
    source,
    folder,
  };
}

function resourceOf(resource: NonNullable<ParsedSystem["resources"]>[string]): Resource {
  switch (resource.kind) {
    case "fifo":
      return { kind: "fifo", path: resource.path };
    case "port":
      return { kind: "port", fixed: resource.fixed, listener: undefined, proxied: false };
    case "endpoint": {
      const { fixed, listener, via } = resource;
      return { kind: "port", fixed, listener, proxied: via === "proxy" };
    }
    default:
      return resource satisfies never;
  }
}

function roleOf(name: string, role: ParsedSystem["roles"][string]): Role {
  return {
    name,
    command: role.command,
    argsByFeed: role.argsByFeed ?? {},
    cwd: role.cwd,
    env: role.env ?? {},
    feeds: role.feeds,
    startAfter: role.startAfter ?? [],
    log: role.log,
    ready: { ...signOf(role.ready), withinMs: role.ready.within },
    buffering: role.buffering ?? "line",
    stop: role.stop ?? "SIGTERM",
    graceMs: role.grace ?? defaultGraceMs,
    clock: role.clock,
    consumer: role.consumer ?? false,
  };
}

/** The check of the file has seen to it that there is exactly one. */
function signOf({ line, port, file, fifoReader, command }: ParsedSystem["roles"][string]["ready"]): Sign {
  if (line !== undefined) return { kind: "line", line };
  if (port !== undefined) return { kind: "port", resource: port };
  if (file !== undefined) return { kind: "file", path: file };
  if (fifoReader !== undefined) return { kind: "fifoReader", resource: fifoReader };
  return { kind: "command", command: command ?? [] };
}

function preparationOf({
  copy,
  to,
  mkdir,
  mkfifo,
}: NonNullable<ParsedSystem["prepare"]>[number]): Preparation {
  if (copy !== undefined && to !== undefined) return { kind: "copy", from: copy, to };
  return mkdir === undefined ? { kind: "mkfifo", path: mkfifo ?? "" } : { kind: "mkdir", path: mkdir };
}

function observationsOf(observe: ParsedSystem["observe"]): System["observe"] {
  const found: Partial<Record<ObservationName, Observation>> = {};
  for (const name of observationNames) {
    const given: ParsedSystem["observe"][ObservationName] = observe[name];
    if (given === undefined || name === "ledger") continue;
    found[name] = name === "published" ? publishedOf(observe.published) : lineOf(given);
  }
  if (observe.ledger !== undefined) found.ledger = { kind: "file", path: observe.ledger.file };
  return found;
}

/** The check of the file has seen to it that a tap has its topic and its field, and stands alone, as a clock does. */
function publishedOf(given: ParsedSystem["observe"]["published"]): Observation {
  const { role, tap, topic = "", bar = "", clock } = given;
  if (clock === true) return { kind: "clock", role };
  return tap === undefined
    ? lineOf(given)
    : { kind: "tap", role, resource: tappedResource(tap) ?? "", topic, bar };
}

interface ParsedLine {
  role?: string | undefined;
  line?: string | undefined;
  json?: Readonly<Record<string, string>> | undefined;
  except?: string | undefined;
  unit?: Unit | undefined;
  scope?: Scope | undefined;
  everyBars?: number | undefined;
  file?: string | undefined;
}

function lineOf(given: ParsedLine): LineObservation {
  const { role, line, json, except, unit, scope = "total", everyBars, file } = given;
  return { kind: "line", role, pattern: line, json, except, unit, scope, everyBars, file };
}
