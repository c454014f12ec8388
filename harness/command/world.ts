/** What the verbs may use of the world outside: two channels, the environment, the places, and the cut. Types only. */

import type { Paint } from "../reporters/colour.js";
import type { Watcher } from "../reporters/watcher.js";
import type { CutBy } from "./exit-code.js";
import type { Places } from "./library.js";

export interface World {
  /** To stdout: the table, or one JSON document. */
  out(text: string): void;
  /** Width of the terminal that stdout is; null where it is none, so that programs read whole lines. */
  columns(): number | null;
  /** To stderr: one line. */
  note(line: string): void;
  /** For what goes to stdout. */
  paint: Paint;
  /** The live view on a terminal, lines otherwise. */
  makeWatcher(): Watcher;
  places: Places;
  argv: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  /** Aborted by a signal or by the global timeout. */
  cut: AbortSignal;
  cutBy(): CutBy | null;
  /** Ends the suite after that time. */
  cutAfter(ms: number): void;
}
