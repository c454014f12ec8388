/** The verb `replay`: runs the plan of a scheme folder again, once or often, and says how often it failed. */
import path from "node:path";
import { FaultlineError } from "../errors.js";
import type { Job } from "../planning/job.js";
import type { Plan } from "../planning/plan.js";
import { divide } from "../planning/selection.js";
import type { Again } from "../report.js";
import type { runSuite } from "../suite.js";
import { type PerformOptions, performJobs } from "./perform-jobs.js";
import { newestFailure, readReplay } from "./replay-folder.js";
import { infoOf } from "./run-command.js";
import { folderFiles } from "./run-folder.js";
import { settingsOf } from "./settings.js";
import { shownPath } from "./shown-path.js";
import type { World } from "./world.js";

export interface ReplayOptions extends PerformOptions {
  folder: string | undefined;
  /** Instead of a folder: the newest one that did not pass. */
  lastFailed: boolean;
  results: string | undefined;
  times: number;
  /** At most that often, until one fails; outranks `times`. */
  untilFail: number | undefined;
}

/** @param suite what runs; a parameter, so that tests can put something else in its place */
export async function replayCommand(
  options: ReplayOptions,
  world: World,
  suite: typeof runSuite,
): Promise<number> {
  const folder = chosenFolder(options, world);
  const job = readReplay(folder, options.results, world.places);
  const times = options.untilFail ?? options.times;
  const jobs = attemptsOf(job, times);
  const prepared = { jobs, notRun: [] };
  const info = {
    ...infoOf(prepared, job.plan.seed, { recovery: job.plan.recovery }, world),
    shard: null,
    selection: [...divide(prepared, null).selection],
    settings: settingsOf(jobs),
    merged: null,
  };
  world.note(
    `replay: ${shownPath(folder, world.places.cwd)}${times === 1 ? "" : `, ${times} times at most`}`,
  );
  const work = {
    ...{ prepared, info, severalAttempts: times > 1 },
    origin: { again: againOf(job, folder, world), schemeFiles: {} },
    ...(options.untilFail === undefined
      ? {}
      : { isLast: ({ verdict }: { verdict: string }) => verdict === "fail" }),
  };
  return performJobs(work, options, world, suite);
}

function chosenFolder({ folder, lastFailed, output }: ReplayOptions, { places }: World): string {
  if ((folder !== undefined) === lastFailed) {
    throw new FaultlineError(
      "BAD_FLAGS",
      "replay needs the folder of a scheme run or --last-failed, one of the two",
    );
  }
  const store = path.resolve(places.cwd, output);
  return folder === undefined ? newestFailure(store) : path.resolve(places.cwd, folder);
}

/** One alone is the plan as it was, attempt number and all; of several each has its own. */
function attemptsOf(job: Job, times: number): Job[] {
  if (times === 1) return [job];
  const planOf = (attempt: number): Plan => ({ ...job.plan, attempt });
  return Array.from({ length: times }, (_, index) => ({ ...job, plan: planOf(index + 1) }));
}

/** The scheme and the system as they were, not those of that name today. */
function againOf({ plan, results }: Job, folder: string, { places }: World): Again {
  const file = (name: string): string => shownPath(path.join(folder, name), places.cwd);
  return {
    files: { [plan.scheme]: file(folderFiles.scheme) },
    flags: ["--results", shownPath(results.path, places.cwd), "--system", file(folderFiles.system)],
  };
}
