/** The exit code of a suite. Pure. */
import { exitCodes } from "../errors.js";
import type { Verdict } from "../finding.js";
import { groupsOf, isFlaky } from "../reporters/groups.js";
import type { SchemeRun } from "../scheme-run.js";

/** What ended a suite before its natural end. */
export type CutBy = "SIGINT" | "SIGTERM" | "SIGHUP" | "global-timeout" | "caller";

const cutCodes: Record<CutBy, number> = {
  SIGINT: exitCodes.interrupt,
  SIGTERM: exitCodes.terminate,
  SIGHUP: exitCodes.hangup,
  "global-timeout": exitCodes.globalTimeout,
  caller: exitCodes.interrupt,
};

export interface CodeOptions {
  /** Where all that failed has also passed the code is 3. */
  failOnFlaky?: boolean;
  /** Part of a suite: that nothing fell to it is no error. */
  isShard?: boolean;
}

/** Whether a run was asked for that code, as its run.json tells. */
export function wantsFlakyCode(argv: readonly string[]): boolean {
  return argv.includes("--fail-on-flaky");
}

/** A proved violation, or what nobody ran, outranks an interruption, which outranks what could not be decided. */
export function exitCodeOf(
  runs: readonly Pick<SchemeRun, "id" | "scheme" | "feed" | "verdict">[],
  cutBy: CutBy | null,
  { failOnFlaky = false, isShard = false }: CodeOptions = {},
): number {
  const has = (wanted: Verdict) => runs.some(({ verdict }) => verdict === wanted);
  if (has("missing")) return exitCodes.fail;
  if (has("fail")) return failOnFlaky && onlyFlaky(runs) ? exitCodes.flaky : exitCodes.fail;
  if (cutBy !== null) return cutCodes[cutBy];
  if (has("inconclusive")) return exitCodes.inconclusive;
  return has("pass") || isShard ? exitCodes.pass : exitCodes.nothing;
}

function onlyFlaky(runs: Parameters<typeof exitCodeOf>[0]): boolean {
  return groupsOf(runs).every((group) => isFlaky(group) || group.every(({ verdict }) => verdict !== "fail"));
}
