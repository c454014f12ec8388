/** Check `delivery`: every bar was taken exactly once, or at least once, or every lost bar is accounted for by a fault. */
import { excuse } from "../evidence/absence.js";
import { type FaultRecord, faultRecords } from "../evidence/fault-record.js";
import { type Difference, diffGolden, diffStream } from "../evidence/ledger-diff.js";
import { readLedger } from "../evidence/ledger-text.js";
import { lossPattern } from "../evidence/loss-pattern.js";
import { blame, noFault, rangesText } from "../evidence/lost-bars.js";
import { isComplete } from "../evidence/progress.js";
import { assumedText, publishedBars } from "../evidence/published.js";
import { diffTold, toldBars } from "../evidence/told-bars.js";
import { type Check, type Finding, finding, type Judged } from "../finding.js";
import type { Plan } from "../planning/plan.js";

export const delivery: Check = {
  summary:
    "exactly-once: the ledger is golden; at-least-once: every published bar was taken; at-most-once: taken + lost = published, each loss under a fault",
  applies: (plan) => plan.expect.delivery !== undefined,
  unobservable: (plan) => {
    if (plan.publishedBy === "clock" && plan.expect.delivery !== "exactly-once")
      return `lost bars cannot be told: ${assumedText}`;
    if (plan.observed.includes("ledger")) return null;
    return plan.expect.delivery !== "exactly-once" && plan.barsTold === true ? null : unobserved(plan);
  },
  judge: (judged) => {
    const { plan, files } = judged;
    if (!plan.observed.includes("ledger")) return byNumbers(judged);
    const { ledger, expected } = files;
    if (ledger === undefined || expected === undefined) {
      const what = ledger === undefined ? "ledger" : "reading of the results file";
      return finding("delivery", "inconclusive", `there is no ${what}: nothing tells which bars were taken`);
    }
    const differences = diffStream(ledger, expected);
    return plan.expect.delivery === "exactly-once"
      ? exactlyOnce(judged, ledger, differences)
      : accounted(
          judged,
          differences,
          readLedger(ledger).bars.map(({ bar }) => bar),
        );
  },
};

/** Without a ledger the numbers of the bars may show a breach; that each was taken once they show of the numbers alone. */
function byNumbers(judged: Judged): Finding {
  const { plan, history } = judged;
  const lacks = delivery.unobservable?.(plan) ?? null;
  if (plan.barsTold !== true) return finding("delivery", "inconclusive", lacks ?? unobserved(plan));
  const differences = diffTold(plan.bars, history);
  const found = accounted(judged, differences, toldBars(history));
  if (lacks === null || found.outcome !== "pass") return found;
  const doubled = differences.find(({ kind }) => kind === "doubled");
  return doubled === undefined
    ? { ...found, outcome: "inconclusive", reason: `${lacks}; by their numbers: ${found.reason}` }
    : { ...found, outcome: "fail", reason: `${doubled.text}; ${found.reason}`, bar: doubled.bar };
}

/** What is exactly once is a matter of what the bars hold, too: their numbers alone do not show it. */
function unobserved({ expect }: Plan): string {
  const none = 'delivery cannot be observed: the system file declares no observation "ledger"';
  return expect.delivery === "exactly-once"
    ? none
    : `${none}, and published and taken do not both tell the number of the bar (group "bar")`;
}

function exactlyOnce(judged: Judged, ledger: string, found: readonly Difference[]): Finding {
  const { plan, history, files } = judged;
  const golden = files.golden === undefined ? null : diffGolden(ledger, files.golden);
  // A chained digest makes all lines differ after the first loss: golden only adds what the stream does not explain.
  const isNews = golden !== null && !found.some(({ bar }) => bar <= golden.bar);
  const all = isNews ? [golden, ...found] : found;
  const bars = readLedger(ledger).bars.length;
  const because = onlyLacking(all) ? excuse(plan, history) : null;
  // What a cut kept from being published was not lost on its way.
  const differences = because === null ? all : all.filter(isOnItsWay(judged));
  const [first] = differences;
  if (first === undefined && because !== null && all.length > 0) {
    const reason = `${bars} bars taken once, and ${all.length} not seen published`;
    return excused(reason, because, "0 lost, 0 doubled");
  }
  if (first === undefined) {
    const as = files.golden === undefined ? "the bars are those of the results file" : "the ledger is golden";
    return finding("delivery", "pass", `${bars} bars taken exactly once: ${as}`, [], "0 lost, 0 doubled");
  }
  const blamed = blame(first.bar, plan, faultRecords(plan, history));
  const pattern = first.kind === "lost" || first.kind === "partial" ? patternText(judged) : "";
  const reason = `${first.text} (${blamed})${pattern}; in all ${tallyText(differences)}`;
  const measured = `${count(differences, "lost")} lost, ${count(differences, "doubled")} doubled`;
  return { ...excused(reason, because, measured), bar: first.bar };
}

/** Whether a bar was seen published, so that what lacks of it is lost; where that is not observed, any may have been. */
function isOnItsWay({ plan, history }: Judged): (difference: Difference) => boolean {
  if (!plan.observed.includes("published")) return () => true;
  const { known } = publishedBars(plan, history, []);
  return ({ kind, bar }) => kind !== "lost" || known.has(bar);
}

function excused(reason: string, because: string | null, measured: string): Finding {
  return because === null
    ? finding("delivery", "fail", reason, [], measured)
    : finding("delivery", "inconclusive", `${reason}, but ${because}; run again`, [], measured);
}

/** At most once: a fault may explain a loss. Else nothing may. A bar taken again is counted, and no more. */
function accounted(judged: Judged, differences: readonly Difference[], bars: readonly number[]): Finding {
  const { plan, history } = judged;
  const records = faultRecords(plan, history);
  const { known: published, unknown } = publishedBars(plan, history, bars);
  const gone = differences.filter(({ kind }) => kind === "lost" || kind === "partial");
  const lost = gone.filter(({ bar }) => published.has(bar));
  const doubled = count(differences, "doubled");
  const taken = published.size - lost.length;
  const measured = `${lost.length} lost, ${doubled} doubled`;
  const wrong = differences.find(({ kind }) => kind !== "lost" && kind !== "partial" && kind !== "doubled");
  if (wrong !== undefined) {
    const cut = wrong.kind === "unreadable" ? excuse(plan, history) : null;
    return {
      ...finding("delivery", cut === null ? "fail" : "inconclusive", wrong.text, [], measured),
      bar: wrong.bar,
    };
  }
  const stray = bars.find((bar) => !published.has(bar));
  if (stray !== undefined && isComplete(history)) {
    const where = judged.files.ledger === undefined ? "was taken" : "is in the ledger";
    const reason = `bar ${stray} ${where} and was never published`;
    return { ...finding("delivery", "fail", reason, [], measured), bar: stray };
  }
  const sum = `taken ${taken} + lost ${lost.length} = published ${published.size}, ${doubled} doubled beside`;
  const which = rangesText(
    lost.map(({ bar }) => bar),
    (bar) => blame(bar, plan, records),
  );
  const [first] = lost;
  if (plan.expect.delivery !== "at-most-once" && first !== undefined) {
    const reason = `${first.text} (${blame(first.bar, plan, records)})${patternText(judged)}; ${sum}; lost: ${which}`;
    return { ...excused(reason, excuse(plan, history), measured), bar: first.bar };
  }
  const unexplained = lost.find(({ bar }) => blame(bar, plan, records) === noFault);
  if (unexplained !== undefined) {
    const reason = `${unexplained.text} while no fault could explain it${patternText(judged)}; ${sum}`;
    return { ...excused(reason, excuse(plan, history), measured), bar: unexplained.bar };
  }
  const doubt = doubtText(plan, unknown, records);
  if (doubt !== null) return finding("delivery", "inconclusive", `${doubt}; ${sum}`, [], measured);
  if (taken === 0) return finding("delivery", "inconclusive", `no bar was taken: ${sum}`, [], measured);
  return finding("delivery", "pass", `${sum}${which === "" ? "" : `; lost: ${which}`}`, [], measured);
}

/** Why bars that are neither known as published nor taken may be lost; null where a fault explains each of them. */
function doubtText(plan: Plan, unknown: readonly number[], records: readonly FaultRecord[]): string | null {
  if (plan.publishedBy === "clock") return delivery.unobservable?.(plan) ?? assumedText;
  const isExplained = (bar: number) =>
    plan.expect.delivery === "at-most-once" && blame(bar, plan, records) !== noFault;
  const [first, ...more] = unknown.filter((bar) => !isExplained(bar));
  if (first === undefined) return null;
  const which = `${more.length + 1} bars were neither heard by the tap nor taken, the first is bar ${first}`;
  return `${which}: whether they were lost or never published is not known`;
}

/** How the losses lie in the stream, and where on their way they may have happened. */
function patternText({ plan, files: { ledger, expected = "" } }: Judged): string {
  const pattern = ledger === undefined ? null : lossPattern(ledger, expected);
  if (pattern === null) return "";
  const between = plan.roles
    .map(({ name }) => name)
    .filter((name) => name !== plan.sourceRole && name !== plan.takerRole);
  const way = [plan.sourceRole, ...between, plan.takerRole].join(" to ");
  return `: ${pattern}, on the way from ${way}`;
}

/** Bars that are not there, or a line that was not finished, prove nothing where the run was cut by the harness. */
function onlyLacking(differences: readonly Difference[]): boolean {
  return differences.every(
    ({ kind }) => kind === "lost" || kind === "unreadable" || kind === "computed otherwise",
  );
}

function tallyText(differences: readonly Difference[]): string {
  const kinds = [...new Set(differences.map(({ kind }) => kind))];
  return kinds.map((kind) => `${count(differences, kind)} ${kind}`).join(", ");
}

function count(differences: readonly Difference[], kind: Difference["kind"]): number {
  return differences.filter((difference) => difference.kind === kind).length;
}
