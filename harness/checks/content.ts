/** Check `content`: every bar in the ledger is what the results file holds. */
import { excuse } from "../evidence/absence.js";
import { type Difference, diffStream } from "../evidence/ledger-diff.js";
import { readLedger } from "../evidence/ledger-text.js";
import { type Check, finding } from "../finding.js";

export const content: Check = {
  summary: "every bar in the ledger has the timestamp, the symbols and the values of the results file",
  applies: (plan) => plan.observed.includes("ledger"),
  judge: ({ plan, history, files }) => {
    const { ledger, expected } = files;
    if (ledger === undefined || expected === undefined) {
      const what = ledger === undefined ? "ledger" : "reading of the results file";
      const reason = `there is no ${what} to compare; look whether the taker could write it`;
      return finding("content", "inconclusive", reason);
    }
    const wrong = diffStream(ledger, expected).filter((difference) => isWrong(difference, plan.recovery));
    const bars = readLedger(ledger).bars.length;
    const measured = `${wrong.length} of ${bars} bars differ`;
    const [first] = wrong;
    if (first === undefined) {
      if (bars === 0) return finding("content", "inconclusive", "the ledger has no bar to compare");
      const reason = `${bars} bars in the ledger are those of ${plan.stream.file}`;
      return finding("content", "pass", reason, [], measured);
    }
    const because = wrong.every(({ kind }) => kind === "unreadable") ? excuse(plan, history) : null;
    const judged =
      because === null
        ? finding("content", "fail", first.text, [], measured)
        : finding("content", "inconclusive", `${first.text}, but ${because}; run again`, [], measured);
    return { ...judged, bar: first.bar };
  },
};

/** What was lost, doubled or reordered is a matter of delivery; short bars are wrong where nothing may be lost. */
function isWrong({ kind }: Difference, recovery: boolean): boolean {
  switch (kind) {
    case "changed":
    case "unexpected":
    case "unreadable":
      return true;
    case "partial":
      return recovery;
    case "lost":
    case "doubled":
    case "reordered":
    case "computed otherwise":
      return false;
    default:
      return kind satisfies never;
  }
}
