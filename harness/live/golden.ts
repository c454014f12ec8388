/** The ledger of a fault-free run, computed once by the command that the system file names. */
import fs from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { childEnvironment } from "../children/environment.js";
import type { Guardian } from "../children/guardian.js";
import { makeTempFolder } from "../children/temp.js";
import type { Plan } from "../planning/plan.js";
import type { System } from "../system.js";
import { fillAll } from "../text/template.js";

export interface GoldenOptions {
  resultsFile: string;
  root: string;
  tag: string;
  guardian: Guardian;
}

/** A fold of a whole day takes well under a second; beyond this the command hangs. */
const goldenLimitMs = 60_000;

/** Of each suite its own: in a process that runs several, programs and data may have changed between them. */
const known = new WeakMap<Guardian, Map<string, Promise<string | null>>>();

/** Null where the system has no such command, or it failed: then nothing can be compared, and the check says so. */
export function readGolden(system: System, plan: Plan, options: GoldenOptions): Promise<string | null> {
  if (system.golden === undefined) return Promise.resolve(null);
  const key = JSON.stringify([
    system.golden,
    system.folder,
    options.resultsFile,
    options.root,
    plan.bars,
    plan.seed,
  ]);
  const ofSuite = known.get(options.guardian) ?? new Map<string, Promise<string | null>>();
  known.set(options.guardian, ofSuite);
  const before = ofSuite.get(key);
  if (before !== undefined) return before;
  const computed = compute(system, system.golden, plan, options);
  ofSuite.set(key, computed);
  return computed;
}

async function compute(
  system: System,
  command: readonly string[],
  plan: Plan,
  { resultsFile, root, tag, guardian }: GoldenOptions,
): Promise<string | null> {
  const folder = makeTempFolder(tag);
  guardian.addFolder(folder);
  try {
    const golden = path.join(folder, "golden.jsonl");
    const variables = {
      results: resultsFile,
      barCount: String(plan.bars),
      speedMs: String(plan.speedMs),
      seed: plan.seed,
      root,
      here: system.folder,
      golden,
    };
    const [file = "", ...args] = fillAll(command, variables, "golden");
    const { exitCode } = await execa(file, args, {
      cwd: root,
      reject: false,
      stdin: "ignore",
      env: childEnvironment({}, tag, "golden"),
      extendEnv: false,
      timeout: goldenLimitMs,
    });
    return exitCode === 0 && fs.existsSync(golden) ? fs.readFileSync(golden, "utf8") : null;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
    guardian.forgetFolder(folder);
  }
}
