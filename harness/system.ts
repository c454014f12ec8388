/** A system file: which programs make up the system under test, and how they are observed. Its shape once parsed. */
import type { Source } from "./source.js";

export type Unit = "bars" | "symbolBars" | "snapshots";

export type Resource =
  /** A free TCP port on the loopback, kept for the whole run: `${nameUrl}` and `${namePort}`. */
  | { kind: "port"; fixed: number | undefined }
  /** A named FIFO in the run's own folder, or at a fixed path, which makes it exclusive: `${name}`. */
  | { kind: "fifo"; path: string | undefined };

export interface Ready {
  /** Regular expression over the lines of stdout and stderr. */
  line: string;
  withinMs: number;
}

export interface Role {
  name: string;
  /** Program and arguments, with variables `${...}` not yet replaced. */
  command: readonly string[];
  cwd: string | undefined;
  env: Readonly<Record<string, string>>;
  /** The feeds in which this role takes part; absent: in all. */
  feeds: readonly string[] | undefined;
  startAfter: readonly string[];
  ready: Ready;
  /** `block`: the program buffers stdout when it is no terminal; it is run so that lines come out at once. */
  buffering: "line" | "block";
  stop: NodeJS.Signals;
  /** How long a role may take to stop before it is killed. */
  graceMs: number;
  /** The role whose absence is `no-consumer`. */
  consumer: boolean;
}

export type Scope = "total" | "sinceStart";

/** What is seen in a line: `pattern` has a named group `n` (or `bar`) where a number is read. */
export interface LineObservation {
  kind: "line";
  /** Absent: the lines of all roles. */
  role: string | undefined;
  pattern: string;
  /** Lines that match this are left out. */
  except: string | undefined;
  unit: Unit | undefined;
  scope: Scope;
  /** For snapshots: how many bars lie between two of them. */
  everyBars: number | undefined;
}

export type Observation = LineObservation | { kind: "file"; path: string };

/** Names that the checks know; a system file may add none of its own. */
export const observationNames = [
  "published",
  "taken",
  "snapshot",
  "sync",
  "feed",
  "trouble",
  "ledger",
] as const;
export type ObservationName = (typeof observationNames)[number];

export interface System {
  name: string;
  /** Feeds in the order of preference; the first is the default. A system without feeds has the one feed `default`. */
  feeds: readonly string[];
  resources: Readonly<Record<string, Resource>>;
  /** In the order of the file. */
  roles: readonly Role[];
  observe: Readonly<Partial<Record<ObservationName, Observation>>>;
  /** A command that writes the ledger of a fault-free run to `${golden}`, without any transport. */
  golden: readonly string[] | undefined;
  /** Per feed: what the observation `feed` must say; a run on another feed is inconclusive. */
  feedNames: Readonly<Record<string, string>>;
  source: Source;
}
