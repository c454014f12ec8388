/** One start of a role: its process, its logs, what was asked of it and how it ended. */
import type { Child } from "../children/child.js";
import type { Tail } from "../children/tail.js";
import type { Identity } from "../event.js";
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
  outLog: Tail;
  errLog: Tail;
  ready: boolean;
  /** Whether a failpoint of its own will kill it at a counted passage, which may come at any time after its start. */
  armed: boolean;
  /** The signal by which the harness asked it to go. */
  askedToGo: NodeJS.Signals | null;
  exit: Exit | null;
  /** Newest last, at most `lastLines`. */
  lastLines: string[];
}

/** Signals that ask a process to go, as opposed to SIGSTOP and its like. */
export const goSignals: readonly NodeJS.Signals[] = ["SIGKILL", "SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT"];

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
  return asked !== "SIGKILL" && (code === 0 || code === 143 || code === 130);
}
