/**
 * From cases to jobs: each scheme text is parsed and planned as if a person had written it. One case of each form is
 * proved able to fail; the others differ from it in their bars alone, and the proof costs more than the plan.
 */
import type { Job } from "../planning/job.js";
import { prepare } from "../planning/prepare.js";
import { parseScheme } from "../scheme.js";
import type { System } from "../system.js";
import type { StreamFile } from "../text/stream-file.js";
import { type SweepCase, schemeText } from "./case.js";
import { withArguments } from "./system-variant.js";

export interface SweepJob {
  one: SweepCase;
  job: Job;
}

export function jobsOf(
  cases: readonly SweepCase[],
  system: System,
  results: StreamFile,
  { speedMs, seed }: { speedMs: number; seed: string },
): SweepJob[] {
  const variants = new Map<string, System>();
  const systemOf = ({ extra }: SweepCase): System => {
    if (extra === null) return system;
    const key = JSON.stringify(extra);
    const variant = variants.get(key) ?? withArguments(system, extra.role, extra.args);
    variants.set(key, variant);
    return variant;
  };
  const proved = new Set<string>();
  return cases.map((one) => {
    const form = `${one.feed} ${one.group} ${one.row}`;
    const scheme = parseScheme(schemeText(one, system.name), `${one.name}.yaml`);
    const { jobs } = prepare({
      selected: [{ scheme, explicit: true }],
      systemOf: () => systemOf(one),
      results,
      feed: one.feed,
      speedMs,
      bars: undefined,
      minSnapshots: undefined,
      recovery: undefined,
      repeatEach: 1,
      seed,
      prove: !proved.has(form),
    });
    proved.add(form);
    const [job] = jobs;
    if (job === undefined) throw new Error(`${one.name} made no job`);
    return { one, job };
  });
}
