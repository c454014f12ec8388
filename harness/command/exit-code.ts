/** The exit code of a suite. Pure. */
import { exitCodes } from "../errors.js";
import type { Verdict } from "../finding.js";

/** What ended a suite before its natural end. */
export type CutBy = "SIGINT" | "SIGTERM" | "SIGHUP" | "global-timeout";

const cutCodes: Record<CutBy, number> = {
  SIGINT: exitCodes.interrupt,
  SIGTERM: exitCodes.terminate,
  SIGHUP: exitCodes.hangup,
  "global-timeout": exitCodes.globalTimeout,
};

/** A proved violation outranks an interruption, which outranks what could not be decided. */
export function exitCodeOf(runs: readonly { verdict: Verdict }[], cutBy: CutBy | null): number {
  const has = (wanted: Verdict) => runs.some(({ verdict }) => verdict === wanted);
  if (has("fail")) return exitCodes.fail;
  if (cutBy !== null) return cutCodes[cutBy];
  if (has("inconclusive")) return exitCodes.inconclusive;
  return has("pass") ? exitCodes.pass : exitCodes.nothing;
}
