/** The verb `validate`: everything that is said before a run, without the run. */

import { exitCodes } from "../errors.js";
import { unjudgeable } from "../proof/vacuity.js";
import type { RunOptions } from "./cli.js";
import { prepareRun } from "./run-command.js";
import type { World } from "./world.js";

/** Without a feed a scheme is checked on all of its system. */
export function validateCommand(options: RunOptions, world: World): number {
  const feed = options.feed ?? "all";
  const { jobs, notRun } = prepareRun({ ...options, feed, repeatEach: 1 }, world, "1");
  const valid = jobs.map(({ plan }) => ({
    scheme: plan.scheme,
    feed: plan.feed,
    cannotPass: unjudgeable(plan)[0] ?? null,
  }));
  const left = notRun.map(({ scheme, feed, reason }) => ({ scheme, feed, reason }));
  if (options.json) {
    world.out(`${JSON.stringify({ schemaVersion: 1, valid, notApplicable: left }, null, 2)}\n`);
    return exitCodes.pass;
  }
  for (const { scheme, feed, cannotPass } of valid) {
    const unseen = cannotPass === null ? "" : `, and inconclusive at best: ${cannotPass}`;
    world.out(`valid  ${scheme} on ${feed}${unseen}\n`);
  }
  for (const { scheme, feed, reason } of left) world.out(`-      ${scheme} on ${feed}: ${reason}\n`);
  return exitCodes.pass;
}
