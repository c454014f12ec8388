/** The runs of many shards made into one: what belongs together, in the order of the selection, and what is missing. Pure. */
import { notStarted } from "./planning/prepare.js";
import type { RunInfo, SelectedRun } from "./results.js";
import type { SchemeRun } from "./scheme-run.js";

/** What one machine left. */
export interface Part {
  /** As a person would type it. */
  shown: string;
  info: RunInfo;
  /** Judged from their histories. */
  runs: readonly SchemeRun[];
}

/** A part that is known to fit: it says which shard it is, and what was asked for in all. */
interface Shard<P> {
  part: P;
  index: number;
}

export interface Merged<P> {
  run: SchemeRun;
  /** Where its folder lies; null for what is missing. */
  part: P | null;
}

/** Why the parts are not those of one suite of so many shards; null where they are. */
export function mergeProblem(parts: readonly Part[], count: number): string | null {
  const [first] = parts;
  if (first === undefined) return "there is no run to merge";
  for (const part of parts) {
    const problem = loneProblem(part, count) ?? pairProblem(first, part);
    if (problem !== null) return problem;
  }
  for (const [at, { info, shown }] of parts.entries()) {
    const twin = parts.slice(0, at).find((other) => indexOf(other.info) === indexOf(info));
    if (twin !== undefined) {
      return `shard ${indexOf(info)} of ${count} is there twice, ${twin.shown} and ${shown}: leave one out`;
    }
  }
  return null;
}

/** A run that is no shard is all there is of one. */
function indexOf({ shard }: RunInfo): number {
  return shard?.index ?? 1;
}

function loneProblem({ shown, info }: Part, count: number): string | null {
  if (info.selection === null || info.settings === null) {
    return `${shown}: run.json does not say what was asked for, so that nobody can tell what is missing`;
  }
  const own = info.shard?.count ?? 1;
  if (own === count) return null;
  const is = info.shard === null ? "is a whole run" : `is shard ${info.shard.index} of ${own}`;
  return `${shown} ${is}, and --expect-shards says ${count}`;
}

/** What must be the same in both, by the word for it. */
const facts: Readonly<Record<string, (info: RunInfo) => unknown>> = {
  commit: ({ commit }) => commit ?? "unknown",
  seed: ({ seed }) => seed,
  "setting of --recovery": ({ recovery }) => recovery,
  "data file": ({ settings }) => settings?.data.slice(0, digestShown),
  "set of scheme files": ({ settings }) => settings?.schemes.slice(0, digestShown),
  "set of system files": ({ settings }) => settings?.systems.slice(0, digestShown),
  "set of plans (speed, bars or another flag)": ({ settings }) => settings?.plans.slice(0, digestShown),
};

/** Digits of a digest in a message: enough to tell two apart. */
const digestShown = 12;

function pairProblem(first: Part, other: Part): string | null {
  for (const [what, of] of Object.entries(facts)) {
    const [a, b] = [of(first.info), of(other.info)];
    if (a !== b) return differ(first, other, `one ${what}: ${a} and ${b}`);
  }
  const same = JSON.stringify(first.info.selection) === JSON.stringify(other.info.selection);
  return same ? null : differ(first, other, "one selection");
}

function differ(first: Part, other: Part, what: string): string {
  return `${first.shown} and ${other.shown} cannot be merged: they are not of ${what}`;
}

/** Every scheme run that was asked for, once. The parts must fit, see mergeProblem. */
export function mergeParts<P extends Part>(parts: readonly P[], count: number): Merged<P>[] {
  const shards = parts.map((part): Shard<P> => ({ part, index: indexOf(part.info) }));
  const taken = new Set<SchemeRun>();
  return (parts[0]?.info.selection ?? []).map((wanted) => {
    const shard = shards.find(({ index }) => index === wanted.shard);
    const run = shard?.part.runs.find((one) => !taken.has(one) && isSame(one, wanted));
    if (shard === undefined || run === undefined || (wanted.planned && run.verdict === "notRun")) {
      return { run: missing(wanted, whyMissing(wanted, count, shard?.part)), part: null };
    }
    taken.add(run);
    return { run, part: shard.part };
  });
}

function isSame({ scheme, id, feed, attempt }: SchemeRun, wanted: SelectedRun): boolean {
  return wanted.name === scheme && wanted.id === id && wanted.feed === feed && wanted.attempt === attempt;
}

function whyMissing({ shard }: SelectedRun, count: number, part: Part | undefined): string {
  if (part === undefined) return `shard ${shard} of ${count}, which was to run it, is not there`;
  return `shard ${shard} of ${count} (${part.shown}) ended before it was started`;
}

function missing({ name, id, feed, attempt }: SelectedRun, reason: string): SchemeRun {
  return { ...notStarted({ name, id }, feed, attempt, reason), verdict: "missing" };
}
