/** Attempts of one scheme on one feed, taken together: how often it passed, and what that proves. */
import { lowerBound, upperBound } from "../command/rates.js";
import type { SchemeRun } from "../scheme-run.js";

/** Runs of the same scheme and feed, in the order in which each first appears. */
export function groupsOf(runs: readonly SchemeRun[]): readonly (readonly SchemeRun[])[] {
  const groups = new Map<string, SchemeRun[]>();
  for (const run of runs) {
    const key = JSON.stringify([run.id, run.scheme, run.feed]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [run]);
    else group.push(run);
  }
  return [...groups.values()];
}

/** `s1 normal on zmq: 0 of 20 failed, which proves a failure rate below 14.0 %; 1 of 20 inconclusive.` */
export function rateLine(group: readonly SchemeRun[]): string {
  const [first] = group;
  if (first === undefined) return "";
  const judged = group.filter(({ verdict }) => verdict !== "notRun").length;
  const failed = group.filter(({ verdict }) => verdict === "fail").length;
  const inconclusive = group.filter(({ verdict }) => verdict === "inconclusive").length;
  const decided = judged - inconclusive;
  const upper = percentUp(upperBound(failed, decided));
  const proof =
    decided === 0
      ? "no attempt was decided, which proves nothing"
      : failed === 0
        ? `0 of ${decided} failed, which proves a failure rate below ${upper}`
        : `${failed} of ${decided} failed, a failure rate above ${percent(lowerBound(failed, decided))} and below ${upper}`;
  const rest = inconclusive === 0 ? "" : `; ${inconclusive} of ${judged} inconclusive`;
  return `${first.id} ${first.scheme} on ${first.feed}: ${proof}${rest} (95 % one-sided).`;
}

function percent(share: number): string {
  return `${(Math.floor(share * 1000) / 10).toFixed(1)} %`;
}

/** Rounded up, so that the printed bound still holds. */
function percentUp(share: number): string {
  return `${(Math.ceil(share * 1000) / 10).toFixed(1)} %`;
}
