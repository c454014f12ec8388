/** All that was asked for, with the shard of each, and the part of it that one shard runs. Pure. */
import type { SelectedRun } from "../results.js";
import { runKey } from "../scheme-run.js";
import type { Prepared } from "./prepare.js";
import { plannedMs, type Shard, shardOfEach } from "./shard.js";

export interface Divided {
  /** Also of the other shards, in the order of the selection. */
  selection: readonly SelectedRun[];
  /** What this shard runs. */
  part: Prepared;
}

/** Without a shard the part is all of it. What does not apply to a feed weighs nothing, and is one shard's to report. */
export function divide({ jobs, notRun }: Prepared, shard: Shard | null): Divided {
  const planned = jobs.map((job) => {
    const { scheme, id, feed, attempt } = job.plan;
    return { run: { scheme, id, feed, attempt }, ms: plannedMs(job.plan), planned: true };
  });
  const all = [...planned, ...notRun.map((run) => ({ run, ms: 0, planned: false }))];
  const shards = shardOfEach(
    all.map(({ run, ms }) => ({ ms, name: runKey(run) })),
    shard?.count ?? 1,
  );
  const isOurs = (index: number) => shard === null || shards[index] === shard.index;
  return {
    selection: all.map(({ run: { scheme: name, id, feed, attempt }, planned }, index) => ({
      ...{ name, id, feed, attempt },
      shard: shards[index] ?? 1,
      planned,
    })),
    part: {
      jobs: jobs.filter((_, index) => isOurs(index)),
      notRun: notRun.filter((_, index) => isOurs(jobs.length + index)),
    },
  };
}
