/** Check `duplicates`: no more deliveries beside the first than allowed. */
import { takenBars } from "../evidence/counts.js";
import { type Check, finding } from "../finding.js";

export const duplicates: Check = {
  summary: "bars delivered again, beside the first delivery that is counted, are at most so many",
  applies: (plan) => plan.expect.duplicates !== undefined,
  unobservable: ({ observed, takenScope }) =>
    observed.includes("ledger") || (observed.includes("taken") && takenScope === "total")
      ? null
      : "duplicates cannot be observed: the system file declares neither a ledger nor a total of bars taken",
  judge: ({ plan, history, files }) => {
    const max = plan.expect.duplicates?.max ?? 0;
    const bars = takenBars(plan, history, files);
    if (bars === null) {
      const lacks = duplicates.unobservable?.(plan) ?? "nothing tells which bars were taken";
      return finding("duplicates", "inconclusive", lacks);
    }
    const measured = `${bars.duplicated} bars (<=${max})`;
    if (bars.duplicated > max) {
      const reason = `${bars.duplicated} bars were delivered again, allowed are ${max}`;
      return finding("duplicates", "fail", reason, [], measured);
    }
    if (bars.taken === 0) {
      return finding(
        "duplicates",
        "inconclusive",
        "no bar was taken, so none could be taken twice",
        [],
        measured,
      );
    }
    return finding("duplicates", "pass", `${bars.duplicated} bars were delivered again`, [], measured);
  },
};
