/** `--last-failed`: what the newest run of the store was asked for and did not pass. */
import fs from "node:fs";
import path from "node:path";
import { FaultlineError } from "../errors.js";
import type { Prepared } from "../planning/prepare.js";
import { readResults } from "../recheck.js";
import type { RunOptions } from "./cli.js";
import type { Places } from "./library.js";
import { readRunInfo } from "./run-info.js";

interface Wanted {
  name: string;
  feed: string;
}

/**
 * What `prepareOf` makes, cut down to the schemes and feeds that did not pass. Names and feed on the command line
 * narrow it further; without names all that did not pass is meant, whatever its tag.
 * @throws FaultlineError NOTHING_SELECTED where there is no run, or all of it passed
 */
export function lastFailed(
  options: RunOptions,
  { cwd }: Places,
  prepareOf: (options: RunOptions) => Prepared,
): Prepared {
  const latest = path.resolve(cwd, options.output, "latest");
  if (!fs.existsSync(latest)) {
    throw new FaultlineError("NOTHING_SELECTED", `--last-failed: there is no run in ${options.output} yet`);
  }
  const wanted = notPassed(latest);
  const run = path.join(options.output, path.basename(fs.realpathSync(latest)));
  if (wanted.length === 0) {
    throw new FaultlineError("NOTHING_SELECTED", `--last-failed: all of ${run} passed`);
  }
  const names = options.names.length > 0 ? options.names : [...new Set(wanted.map(({ name }) => name))];
  const prepared = prepareOf({ ...options, names, feed: options.feed ?? "all" });
  const isWanted = (scheme: string, feed: string) =>
    wanted.some((one) => one.name === scheme && one.feed === feed);
  const jobs = prepared.jobs.filter(({ plan }) => isWanted(plan.scheme, plan.feed));
  if (jobs.length > 0) return { jobs, notRun: [] };
  const listed = wanted.map(({ name, feed }) => `${name} on ${feed}`).join(", ");
  throw new FaultlineError(
    "NOTHING_SELECTED",
    `--last-failed: what did not pass in ${run} is ${listed}, and nothing of it is selected`,
  );
}

/** Also what an interrupted run never reached; not what does not apply to a feed, nor what other shards run. */
function notPassed(runFolder: string): Wanted[] {
  const { schemes } = readResults(runFolder);
  const { shard, selection } = readRunInfo(runFolder);
  const asked =
    selection?.filter((one) => one.planned && (shard === null || one.shard === shard.index)) ??
    schemes.filter(({ verdict }) => verdict !== "notRun");
  const passed = schemes.filter(({ verdict }) => verdict === "pass");
  return asked.filter(
    ({ name, feed, attempt }) =>
      !passed.some((one) => one.name === name && one.feed === feed && one.attempt === attempt),
  );
}
