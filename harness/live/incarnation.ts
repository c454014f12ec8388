/** One start of a role: its process, its logs, what was asked of it and how it ended. */
import { constants } from "node:os";
import type { Child } from "../children/child.js";
import type { Tail } from "../children/tail.js";
import type { Identity, Output } from "../event.js";
import type { History } from "../history.js";
import { lastLines } from "../limits.js";
import type { Role } from "../system.js";

export interface Exit {
  code: number | null;
  signal: string | null;
  asked: boolean;
}

/** One start of a role. */
export interface Incarnation {
  role: Role;
  number: number;
  child: Child;
  identity: Identity;
  /** Program and arguments as they were started, for people. */
  command: string;
  /** What is read of it: its own log, or else its stdout, and its stderr. */
  logs: readonly Tail[];
  /** The log that it writes itself, and where it is kept once this start has ended. */
  ownLog: { file: string; keptAs: string } | null;
  ready: boolean;
  /** The failpoint that its environment names, so that SIGUSR2 arms it; null where a signal would only end it. */
  failpoint: string | null;
  /** Whether a failpoint of its own will kill it at a counted passage, which may come at any time after its start. */
  armed: boolean;
  /** The signal by which the harness asked it to go. */
  askedToGo: NodeJS.Signals | null;
  exit: Exit | null;
  /** Newest last, at most `lastLines`. */
  lastLines: string[];
}

/** Notes that it is ready, the first time, with the line that says so where one does. */
export function becomeReady(
  incarnation: Incarnation,
  history: History,
  atMs = history.now(),
  line?: string,
): void {
  if (incarnation.ready) return;
  incarnation.ready = true;
  const { role, number, identity } = incarnation;
  const said = line === undefined ? {} : { line };
  history.append(
    { type: "role", role: role.name, incarnation: number, state: "ready", identity, ...said },
    atMs,
  );
}

/** How its lines come out: where nothing could make a program that buffers write them at once, in blocks. */
export function outputOf({ role, child }: Pick<Incarnation, "role" | "child">): Output {
  if (role.buffering === "line") return "declared-line";
  return child.output === "as-is" ? "blocks" : child.output;
}

/** Keeps the newest lines of an incarnation for its obituary. */
export function remember(incarnation: Incarnation, line: string): void {
  incarnation.lastLines.push(line);
  if (incarnation.lastLines.length > lastLines) incarnation.lastLines.shift();
}

/**
 * Whether an exit is what the signal asks for: that signal, or for a polite one a clean exit, 128 + its number, or the
 * SIGKILL that follows when it is ignored.
 */
export function isAnswer(asked: NodeJS.Signals | null, code: number | null, signal: string | null): boolean {
  if (asked === null) return false;
  if (signal !== null) return signal === asked || signal === "SIGKILL";
  return (
    asked !== "SIGKILL" &&
    (code === 0 || code === 143 || code === 130 || code === 128 + constants.signals[asked])
  );
}
