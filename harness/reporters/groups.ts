/** Attempts of one scheme on one feed, taken together: how often it passed, and what that proves. */
import { lowerBound, upperBound } from "../command/rates.js";
import { type SchemeRun, titleOf } from "../scheme-run.js";

type Attempt = Pick<SchemeRun, "id" | "scheme" | "feed" | "verdict">;

/** A scheme that both passes and fails: neither verdict alone is the truth about it. */
export function isFlaky(group: readonly Attempt[]): boolean {
  return (["pass", "fail"] as const).every((wanted) => group.some(({ verdict }) => verdict === wanted));
}

/** Runs of the same scheme and feed, in the order in which each first appears. */
export function groupsOf<T extends Attempt>(runs: readonly T[]): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
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
  const judged = group.filter(({ verdict }) => verdict !== "notRun" && verdict !== "missing").length;
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
  const flaky = isFlaky(group) ? `; ${decided - failed} of ${decided} passed: it is flaky` : "";
  return `${titleOf(first)} on ${first.feed}: ${proof}${flaky}${rest} (95 % one-sided).`;
}

/** A group for programs; the bounds are those that `rateLine` prints, as shares of 1. */
export interface Repeated {
  name: string;
  id: string;
  feed: string;
  attempts: number;
  passed: number;
  failed: number;
  inconclusive: number;
  flaky: boolean;
  failureRate: { above: number; below: number };
}

/** Every scheme that was run more than once on a feed. */
export function repeatedOf(runs: readonly SchemeRun[]): Repeated[] {
  return groupsOf(runs).flatMap((group) => {
    const [first] = group;
    if (first === undefined || group.length === 1) return [];
    const of = (wanted: SchemeRun["verdict"]) => group.filter(({ verdict }) => verdict === wanted).length;
    const [passed, failed] = [of("pass"), of("fail")];
    return [
      {
        ...{ name: first.scheme, id: first.id, feed: first.feed, attempts: group.length },
        ...{ passed, failed, inconclusive: of("inconclusive"), flaky: isFlaky(group) },
        failureRate: {
          above: lowerBound(failed, passed + failed),
          below: upperBound(failed, passed + failed),
        },
      },
    ];
  });
}

function percent(share: number): string {
  return `${(Math.floor(share * 1000) / 10).toFixed(1)} %`;
}

/** Rounded up, so that the printed bound still holds. */
function percentUp(share: number): string {
  return `${(Math.ceil(share * 1000) / 10).toFixed(1)} %`;
}
