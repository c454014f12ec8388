/** What a program says of the scheme that is to be run: checked, and made into what the command line makes of flags. */
import path from "node:path";
import { type RunOptions, runOptions } from "./command/cli-options.js";
import { type Places, readScheme, readSystem, resultsPath } from "./command/library.js";
import { FaultlineError } from "./errors.js";
import { type Prepared, prepare } from "./planning/prepare.js";
import { parseScheme, type Scheme } from "./scheme.js";
import { type Keep, keeps } from "./store.js";
import { quoted } from "./text/problem.js";
import { loadStream } from "./text/stream-file.js";

/** Paths are relative to the working directory of the process. */
export interface SchemeOptions {
  /**
   * Path of a scheme file, or its text. `file` is what messages call the text, and where a folder `systems` is looked
   * for beside it; `scheme.yaml` by default.
   */
  scheme: string | { text: string; file?: string | undefined };
  /** Of a scheme that makes a run for each of a group the one of this name or id: `restart-bridge`. */
  variant?: string | undefined;
  /** Path of a system file, instead of the system that the scheme names. */
  system?: string | undefined;
  /** The first feed of the system by default. */
  feed?: string | undefined;
  /** Milliseconds from one bar to the next. */
  speedMs?: number | undefined;
  /** Length of the stream; percents rescale. */
  bars?: number | undefined;
  /** Path of the results file to publish. */
  results?: string | undefined;
  /** Root of the run folders; `reports` by default. */
  output?: string | undefined;
  /** Seed of everything that is drawn. */
  seed?: string | undefined;
  /** Logs of which runs stay; all by default. Everything else always stays. */
  keep?: Keep | undefined;
}

/** As the flags of the verb `run`, with all paths absolute. */
export function runOptionsOf(options: SchemeOptions, { cwd }: Places): RunOptions {
  const { scheme, system, feed, speedMs, bars, results, seed, keep } = options;
  requireWhole("speedMs", speedMs);
  requireWhole("bars", bars);
  if (keep !== undefined && !keeps.includes(keep)) throw bad("keep", `one of ${keeps.join(", ")}`, keep);
  const given = {
    system: absolute(system, cwd),
    results: absolute(results, cwd),
    feed,
    speedMs,
    bars,
    seed,
    keep,
  };
  const named = Object.entries({ ...given, output: path.resolve(cwd, options.output ?? "reports") });
  const raw = Object.fromEntries(named.filter(([, value]) => value !== undefined));
  const file = typeof scheme === "string" ? scheme : scheme.file;
  return runOptions([file === undefined ? textFile : path.resolve(cwd, file)], raw);
}

export interface PrepareChoice {
  places: Places;
  seed: string;
  /** Whether a feed that the scheme cannot run on is an error, rather than a run that is left out. */
  explicit: boolean;
}

/**
 * Makes the plan, and proves that the scheme can fail.
 * @throws FaultlineError for all that can be wrong with scheme, system, data and options
 */
export function prepareScheme(options: SchemeOptions, { places, seed, explicit }: PrepareChoice): Prepared {
  const flags = runOptionsOf(options, places);
  if (explicit && flags.feed === "all") throw bad("feed", "one feed", "all");
  const scheme = schemeOf(options.scheme, flags, places);
  const prepared = prepare({
    ...flags,
    selected: [{ scheme, explicit }],
    systemOf: (one) => readSystem(one, flags, places),
    results: loadStream(resultsPath(flags, places)),
    seed,
  });
  const chosen = variantOf(prepared, options.variant);
  if (explicit && chosen.jobs.length > 1) throw badVariant(prepared, options.variant);
  return chosen;
}

function variantOf(prepared: Prepared, variant: string | undefined): Prepared {
  if (variant === undefined) return prepared;
  const isChosen = ({ id, scheme }: { id: string; scheme: string }) => id === variant || scheme === variant;
  const jobs = prepared.jobs.filter(({ plan }) => isChosen(plan));
  const notRun = prepared.notRun.filter(isChosen);
  if (jobs.length + notRun.length === 0) throw badVariant(prepared, variant);
  return { jobs, notRun };
}

function badVariant({ jobs, notRun }: Prepared, got: string | undefined): FaultlineError {
  const names = new Set([...jobs.map(({ plan }) => plan.scheme), ...notRun.map(({ scheme }) => scheme)]);
  return bad("variant", `the name of one run of the scheme (${[...names].join(", ")})`, got);
}

/** What a text without a file is called: so is its copy in the folder of the run. */
const textFile = "scheme.yaml";

function schemeOf(
  given: SchemeOptions["scheme"],
  { names: [file = textFile] }: RunOptions,
  { cwd }: Places,
): Scheme {
  return typeof given === "string" ? readScheme(file, cwd) : parseScheme(given.text, file);
}

function absolute(file: string | undefined, cwd: string): string | undefined {
  return file === undefined ? undefined : path.resolve(cwd, file);
}

function requireWhole(name: string, value: number | undefined): void {
  if (value === undefined || (Number.isSafeInteger(value) && value >= 1)) return;
  throw bad(name, "a whole number of at least 1", value);
}

function bad(name: string, expected: string, got: unknown): FaultlineError {
  return new FaultlineError(
    "BAD_FLAGS",
    `${name}: must be ${expected}, got ${typeof got === "string" ? quoted(got) : (got ?? "none")}`,
  );
}
