/** The verb `recheck`: prints the rows and gives the exit code that the files of a run deserve. */
import path from "node:path";
import { exitCodes } from "../errors.js";
import { recheck } from "../recheck.js";
import { gridText } from "../reporters/table.js";
import { wrapped } from "../reporters/wrap.js";
import { schemeResult } from "../results.js";
import { titleOf } from "../scheme-run.js";
import { exitCodeOf } from "./exit-code.js";
import type { World } from "./world.js";

export function recheckCommand(folders: readonly string[], json: boolean, world: World): number {
  const rechecked = folders.map((folder) => recheck(path.resolve(world.places.cwd, folder)));
  const runs = rechecked.flatMap(({ runs }) => runs);
  const complete = rechecked.every((one) => one.complete);
  if (json) {
    world.out(
      `${JSON.stringify({ schemaVersion: 1, complete, schemes: runs.map(schemeResult) }, null, 2)}\n`,
    );
  } else {
    world.out(`${gridText(runs, world.paint)}\n`);
    for (const run of runs) {
      if (run.verdict === "pass") continue;
      world.out(`${wrapped(`${titleOf(run)} on ${run.feed}: ${run.reason}`, world.columns())}\n`);
    }
  }
  if (!complete) world.note("the run was cut short: what it did not reach is not judged");
  const isShard = rechecked.every((one) => one.isShard);
  const failOnFlaky = rechecked.every((one) => one.failOnFlaky);
  const code = exitCodeOf(runs, null, { isShard, failOnFlaky });
  return code === exitCodes.pass && !complete ? exitCodes.inconclusive : code;
}
