/** Strips: the outcome of a sweep, one character a place, a row for each role and feed. Pure. */

import { upperBound } from "../command/rates.js";
import type { Verdict } from "../finding.js";

export interface Outcome {
  feed: string;
  row: string;
  /** Place in the strip, from 1. */
  column: number;
  verdict: Verdict;
}

/** From good to bad; of several cases at one place the worst is shown. */
const signs: readonly { verdict: Verdict; sign: string }[] = [
  { verdict: "notRun", sign: "-" },
  { verdict: "pass", sign: "." },
  { verdict: "inconclusive", sign: "?" },
  { verdict: "fail", sign: "F" },
];

/** A terminal is 80 columns wide; five are for the number of the first place and the margin. */
const stripWidth = 75;

/** One block a row and feed, in the order in which they first come. */
export function stripText(outcomes: readonly Outcome[]): string {
  const rows = grouped(outcomes, ({ row, feed }) => `${row}, ${feed}`);
  return [...rows].map(([title, cases]) => `${title}: ${countText(cases)}\n${linesOf(cases)}`).join("");
}

function linesOf(cases: readonly Outcome[]): string {
  const places = [...grouped(cases, ({ column }) => column)].sort(([a], [b]) => a - b);
  const chunks = Math.ceil(places.length / stripWidth);
  return Array.from({ length: chunks }, (_, index) => {
    const part = places.slice(index * stripWidth, (index + 1) * stripWidth);
    const from = String(part[0]?.[0] ?? 0).padStart(4);
    return `${from} ${part.map(([, at]) => signOf(at)).join("")}\n`;
  }).join("");
}

function grouped<T, K>(values: readonly T[], keyOf: (value: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group === undefined) groups.set(keyOf(value), [value]);
    else group.push(value);
  }
  return groups;
}

function signOf(cases: readonly Outcome[]): string {
  return signs.findLast(({ verdict }) => cases.some((one) => one.verdict === verdict))?.sign ?? " ";
}

/** `300 passed (under 1.0 % fail)`, with what did not pass behind it. */
export function countText(cases: readonly { verdict: Verdict }[]): string {
  const of = (wanted: Verdict) => cases.filter(({ verdict }) => verdict === wanted).length;
  const [passed, failed] = [of("pass"), of("fail")];
  const words = [
    `${passed} passed`,
    ...(failed > 0 ? [`${failed} FAILED`] : []),
    ...(of("inconclusive") > 0 ? [`${of("inconclusive")} inconclusive`] : []),
    ...(of("notRun") > 0 ? [`${of("notRun")} not run`] : []),
  ];
  return `${words.join(", ")} (${boundText(failed, passed + failed)})`;
}

/** What so many cases prove, with 95 % certainty. */
function boundText(failed: number, judged: number): string {
  if (judged === 0) return "nothing was judged";
  const percent = 100 * upperBound(failed, judged);
  return `fewer than ${percent < 10 ? percent.toFixed(2) : percent.toFixed(0)} % fail`;
}
