/** The verb `runs`: the stored runs of a store, newest first, from what each noted of itself; judges nothing. */
import fs from "node:fs";
import path from "node:path";
import { z } from "zod";
import { exitCodes, FaultlineError } from "../errors.js";
import { columnsText } from "../reporters/table.js";
import { resultsSchema, type Totals } from "../results.js";
import { readRunInfo } from "./run-info.js";
import type { World } from "./world.js";

interface StoredRun {
  id: string;
  startedAt: string | null;
  seed: string | null;
  commit: string | null;
  /** Null where the run did not live to say it, or is still going on. */
  exitCode: number | null;
  complete: boolean;
  totals: Totals | null;
  /** What cannot be read in its folder. */
  problem: string | null;
}

const totalsOnly = z.object({ totals: resultsSchema.shape.totals });

export function runsCommand(output: string, json: boolean, world: World, now: Date): number {
  const root = path.resolve(world.places.cwd, output);
  const runs = storedRuns(root, output);
  if (json) world.out(`${JSON.stringify({ schemaVersion: 1, runs }, null, 2)}\n`);
  else if (runs.length === 0) world.out(`${output} holds no run\n`);
  else
    world.out(
      `${columnsText(
        head,
        runs.map((run) => cellsOf(run, now)),
        world.paint,
      )}\n`,
    );
  for (const { id, problem } of runs) if (problem !== null) world.note(`${id}: ${problem}`);
  return exitCodes.pass;
}

function storedRuns(root: string, shownRoot: string): StoredRun[] {
  if (fs.statSync(root, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new FaultlineError("BAD_FOLDER", `${shownRoot}: no such folder, so there are no runs`);
  }
  return fs
    .readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && fs.existsSync(path.join(root, entry.name, "run.json")))
    .map(({ name }) => name)
    .sort()
    .reverse()
    .map((name) => storedRun(path.join(root, name), name));
}

function storedRun(folder: string, id: string): StoredRun {
  try {
    const { startedAt, seed, commit, exitCode, complete } = readRunInfo(folder);
    return { id, startedAt, seed, commit, exitCode, complete, totals: totalsOf(folder), problem: null };
  } catch (error) {
    if (!(error instanceof FaultlineError)) throw error;
    const unknown = { startedAt: null, seed: null, commit: null, exitCode: null, totals: null };
    return { id, ...unknown, complete: false, problem: error.message };
  }
}

function totalsOf(folder: string): Totals | null {
  try {
    const value: unknown = JSON.parse(fs.readFileSync(path.join(folder, "results.json"), "utf8"));
    return totalsOnly.parse(value).totals;
  } catch {
    return null;
  }
}

const head = ["run", "ago", "pass", "fail", "inconcl.", "seed", "commit", "exit"];

function cellsOf(
  { id, startedAt, seed, commit, exitCode, complete, totals }: StoredRun,
  now: Date,
): string[] {
  const count = (value: number | undefined) => (value === undefined ? "-" : `${value}`);
  return [
    id,
    startedAt === null ? "-" : agoText(now.getTime() - Date.parse(startedAt)),
    count(totals?.passed),
    count(totals === null ? undefined : totals.failed + totals.missing),
    count(totals?.inconclusive),
    cut(seed ?? "-", 8),
    commit === null ? "-" : `${commit.slice(0, 7)}${commit.endsWith("+") ? "+" : ""}`,
    `${exitCode ?? "none"}${complete || exitCode === null ? "" : " cut"}`,
  ];
}

function cut(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}~` : text;
}

const units = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
] as const;

/** `3m`, in the largest unit of which there is one; a clock that went back gives `0s`. */
export function agoText(ms: number): string {
  const [unit, size] = units.find(([, size]) => ms >= size) ?? ["s", 1000];
  return `${Math.max(0, Math.floor(ms / size))}${unit}`;
}
