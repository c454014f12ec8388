/** Check `evidence`: every planned fault was requested, delivered, observed, felt where required, and healed. */
import type { Event } from "../event.js";
import type { FaultRecord } from "../evidence/fault-record.js";
import { faultRecords } from "../evidence/fault-record.js";
import { type Check, finding } from "../finding.js";

export const evidence: Check = {
  summary: "every planned fault took effect, with proof for each rung; without it the run proves nothing",
  applies: (plan) => plan.steps.length > 0,
  judge: ({ plan, history }) => {
    const records = faultRecords(plan, history);
    const problems = records.flatMap((record) => {
      const problem = problemOf(record, overtaken(record, records, history));
      return problem === null ? [] : [`${nameOf(record)} ${problem}`];
    });
    const proven = records.length - problems.length;
    const measured = `${proven}/${records.length}`;
    const events = records.flatMap((record) => record.events);
    const [first] = problems;
    if (first === undefined) {
      return finding("evidence", "pass", passText(records), events, measured);
    }
    const rest = problems.length > 1 ? ` (and ${problems.length - 1} more)` : "";
    return finding("evidence", "inconclusive", `${first}${rest}`, events, measured);
  },
};

/** `f1 (kill engine)`, as a person finds it in the scheme. */
export function nameOf({ id, fault, target }: Pick<FaultRecord, "id" | "fault" | "target">): string {
  return `${id} (${fault} ${target})`;
}

/** The fault before it on the same target, where that was still starting again when the moment of this one passed. */
function overtaken(
  { id, target, atBar }: FaultRecord,
  records: readonly FaultRecord[],
  history: readonly Event[],
): FaultRecord | null {
  const index = records.findIndex((record) => record.id === id);
  const before = records.slice(0, index).findLast((record) => record.target === target);
  if (before === undefined || atBar === null) return null;
  const up = history.find(
    (event) => event.type === "fault" && event.id === before.id && event.rung === "healed",
  );
  return up?.type === "fault" && up.publishedBar > atBar ? before : null;
}

function problemOf(record: FaultRecord, before: FaultRecord | null): string | null {
  if (record.requestedMs === null) {
    return "was never requested: the run ended before its moment; look for what ended it";
  }
  if (record.deliveredMs === null) return `was not delivered${why(record)}; look at the log of the target`;
  if (!record.observedAvailable) {
    return "could not be observed: this machine has no probe for it; run where /proc can be read";
  }
  if (record.observedMs === null) return `was not observed${why(record)}; run it again`;
  if (record.healedMs === null) return `was never healed${why(record)}; look at the log of the target`;
  switch (record.felt) {
    case "felt":
    case "not-required":
      return null;
    case "not-felt":
      return `was not felt: ${record.feltProof}; ${adviceFor(record, before)}`;
    case "not-available":
      return `could not be felt: ${record.feltProof}; let the system file observe it, or say \`felt: false\``;
    case "unknown":
      return `may not have been felt: ${record.feltProof}`;
    default:
      return record.felt satisfies never;
  }
}

function adviceFor({ imprecise, skewBars, atBar, target }: FaultRecord, before: FaultRecord | null): string {
  if (imprecise && before !== null) {
    const passed = `its moment, bar ${atBar}, passed while ${target} was still starting again after ${before.id}`;
    return `${passed}: give the stream more bars or a slower pace (--bars, --speed-ms)`;
  }
  return imprecise
    ? `it came ${skewBars} bars after its moment: run again on a quieter machine`
    : "lengthen `for`, or check that the target is on the path of the bars";
}

function why({ problem }: FaultRecord): string {
  return problem === null ? "" : `: ${problem}`;
}

function passText(records: readonly FaultRecord[]): string {
  const late = records.filter(({ imprecise }) => imprecise);
  const note = late.map((record) => `${nameOf(record)} ${record.skewBars} bars late`).join(", ");
  const text = `${records.length} of ${records.length} faults took effect`;
  return note === "" ? text : `${text}; imprecise: ${note}`;
}
