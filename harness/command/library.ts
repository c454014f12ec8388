/** Finds and reads what a run is made of: scheme files, system files and the results file. */
import fs from "node:fs";
import path from "node:path";
import { FaultlineError } from "../errors.js";
import { parseScheme, type Scheme } from "../scheme.js";
import { parseSystem, type System } from "../system.js";
import { didYouMean } from "../text/nearest.js";
import { findResultsByDate } from "../text/stream-file.js";
import type { SelectOptions } from "./cli.js";
import { byId, type Entry, isFileName } from "./select.js";

export interface Places {
  /** Of the checkout: where `schemes/` and `fixtures/` lie. */
  root: string;
  /** Where the person stands: what relative names are relative to. */
  cwd: string;
}

/** The fixture that is published unless another one is named. */
const defaultDate = "10-24";

/** Files named by the selection, or else all of the library, in the order of their ids. */
export function readEntries(names: readonly string[], places: Places): readonly Entry[] {
  const files = names.filter(isFileName);
  const named = files.map((file) => ({ file, scheme: readScheme(file, places.cwd) }));
  if (names.length > 0 && files.length === names.length) return named;
  return [...named, ...readLibrary(places)];
}

function readLibrary({ root, cwd }: Places): Entry[] {
  const folder = path.join(root, "schemes");
  const entries = fs
    .readdirSync(folder)
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name): Entry => {
      const file = path.relative(cwd, path.join(folder, name));
      try {
        return { file, scheme: readScheme(file, cwd) };
      } catch (error) {
        return { file, error };
      }
    });
  return entries.sort((a, b) => ("scheme" in a && "scheme" in b ? byId(a.scheme, b.scheme) : 0));
}

export function readScheme(file: string, cwd: string): Scheme {
  return parseScheme(readText(file, cwd, "BAD_SCHEME"), file);
}

/**
 * The system of a scheme: the file that `--system` names, else the one of that name beside the scheme or in the
 * library.
 */
export function readSystem(scheme: Scheme, options: SelectOptions, { root, cwd }: Places): System {
  if (options.system !== undefined) {
    return systemAt(options.system, cwd);
  }
  const beside = path.join(path.dirname(path.resolve(cwd, scheme.source.file)), "systems");
  const folders = [...new Set([beside, path.join(root, "schemes", "systems")])];
  const found = folders
    .map((folder) => path.join(folder, `${scheme.system}.yaml`))
    .find((file) => fs.existsSync(file));
  if (found === undefined) throw noSystem(scheme, folders);
  const file = path.relative(cwd, found);
  return systemAt(file, cwd);
}

/** The system of that name in the library, or of that file. */
export function readSystemNamed(name: string, { root, cwd }: Places): System {
  const file = isFileName(name)
    ? name
    : path.relative(cwd, path.join(root, "schemes", "systems", `${name}.yaml`));
  return systemAt(file, cwd);
}

function systemAt(file: string, cwd: string): System {
  return parseSystem(readText(file, cwd, "BAD_SYSTEM"), file, path.dirname(path.resolve(cwd, file)));
}

function noSystem(scheme: Scheme, folders: readonly string[]): FaultlineError {
  const names = folders.flatMap((folder) =>
    fs.existsSync(folder) ? fs.readdirSync(folder).map((name) => name.replace(/\.yaml$/, "")) : [],
  );
  return new FaultlineError(
    "BAD_SCHEME",
    `${scheme.source.file}: there is no system "${scheme.system}": no ${scheme.system}.yaml in ${folders.join(" or ")}${didYouMean(scheme.system, names)}`,
  );
}

/** Absolute path of the results file to publish. */
export function resultsPath(
  { results, date }: { results: string | undefined; date: string | undefined },
  { root, cwd }: Places,
): string {
  if (results !== undefined) return path.resolve(cwd, results);
  return path.resolve(findResultsByDate(date ?? defaultDate, [cwd, path.join(root, "fixtures")]));
}

function readText(file: string, cwd: string, code: "BAD_SCHEME" | "BAD_SYSTEM"): string {
  try {
    return fs.readFileSync(path.resolve(cwd, file), "utf8");
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    throw new FaultlineError(code, `${file}: cannot be read: ${what}`, { cause: error });
  }
}

/** The folder of the checkout, found upwards from a file of the build. */
export function findRoot(from: string): string {
  for (let folder = from; ; folder = path.dirname(folder)) {
    if (fs.existsSync(path.join(folder, "package.json"))) return folder;
    if (folder === path.dirname(folder)) throw new Error(`no package.json above ${from}`);
  }
}
