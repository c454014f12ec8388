/** What every report is made from: one run, with the history and the logs of each of its schemes. Types only. */
import type { Event } from "./event.js";
import type { LogLine } from "./evidence/log-lines.js";
import type { JudgedFiles } from "./finding.js";
import type { Results } from "./results.js";
import type { SchemeRun } from "./scheme-run.js";

/** The scheme file, as it was when it ran. */
export interface SchemeSource {
  /** Relative to the checkout where it lies in it; else as it is called in the folder of the scheme run. */
  file: string;
  text: string;
}

/** What a second run needs that no plan holds. */
export interface Again {
  /** Such as `--results FILE`. */
  flags: readonly string[];
  /** By name, the files of schemes that were given as files. */
  files: Readonly<Record<string, string>>;
}

/** What run.json says beside the facts of the run. */
export interface Origin {
  again: Again;
  /** By name, where the file of each scheme lies; names that two files bear are left out. */
  schemeFiles: Readonly<Record<string, string>>;
}

export interface SchemeReport {
  run: SchemeRun;
  /** Every event up to the first damage. Read from the folder when it is asked for, and not kept. */
  readonly history: readonly Event[];
  /** Whether the history has its end, so that nothing is missing behind its last event. */
  readonly complete: boolean;
  /** Of all roles, in the order of time as far as it is known. Read when asked for, and not kept. */
  readonly logs: readonly LogLine[];
  /** What was judged with the history. Read when asked for, and not kept. */
  readonly files: JudgedFiles;
  /** Null where the folder holds none. */
  readonly schemeSource: SchemeSource | null;
  /** The text of the system file; null where the folder holds none. */
  readonly systemText: string | null;
}

export interface RunReport {
  results: Results;
  schemes: readonly SchemeReport[];
  /** What could not be read, or is not as the run left it: one sentence each. */
  problems: readonly string[];
  /** The run folder, or the folder of the only scheme run, as a person would type it. */
  folder: string;
  /** From the first program to the table; null where the run did not live to say it. */
  durationMs: number | null;
  again: Again;
}
