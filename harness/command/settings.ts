/** Digests of what a suite is made from: runs in which one of them differs are not parts of one suite. */
import type { Job } from "../planning/job.js";
import type { Settings } from "../results.js";
import { digestOf } from "./run-folder.js";

/**
 * @param jobs of the whole selection, not of one shard, in its order; the attempts of a scheme differ in their number
 * alone, so that the first stands for all
 */
export function settingsOf(jobs: readonly Job[]): Settings {
  const firsts = jobs.filter(({ plan }) => plan.attempt === 1);
  const digest = (partOf: (job: Job) => unknown): string => digestOf(JSON.stringify(firsts.map(partOf)));
  return {
    data: digest(({ results }) => results.sha256),
    schemes: digest(({ scheme }) => scheme.source.text),
    systems: digest(({ system }) => system.source.text),
    plans: digest(({ plan }) => plan),
  };
}
