/** A stream of four bars, its golden ledger and a run of it, written out for the tests of checks that read the ledger. */
import type { JudgedFiles } from "../finding.js";
import { at, planOf, planStep, rung, seen, wholeHistory } from "../literals.js";

const step = planStep({ trigger: { kind: "bar", bar: 2, offsetMs: 0 } });
const observed = ["published", "taken", "ledger"];
export const once = planOf({ bars: 4, observed, steps: [step], expect: { delivery: "exactly-once" } });
export const most = { ...once, recovery: false, expect: { delivery: "at-most-once" as const } };
export const header = '{"type":"header"}';
export const bar = (n: number, change: object = {}) =>
  JSON.stringify({
    type: "bar",
    bar: n,
    timestamp_ms: 60_000 * n,
    symbols: { AAA: [1, 2, 1, 2, n], BBB: [3, 4, 3, 4, n] },
    ...change,
  });
export const order = (id: string, of: number) => JSON.stringify({ type: "order", id, bar: of });
export const textOf = (...lines: string[]) => lines.map((line) => `${line}\n`).join("");
export const bars = (...numbers: number[]) => numbers.map((n) => bar(n));
export const expected = textOf(...bars(1, 2, 3, 4));
export const golden = textOf(header, ...bars(1, 2), order("o1", 3), ...bars(3, 4));
export const publishing = [1, 2, 3, 4].map((n) => at(10 * n, seen("published", n, { role: "publisher" })));
export const history = wholeHistory([
  ...publishing.slice(0, 2),
  at(21, rung(step, "requested", 2)),
  ...publishing.slice(2, 3),
  at(32, rung(step, "healed", 3)),
  ...publishing.slice(3),
]);
export const filesOf = (ledger: string, more: JudgedFiles = {}): JudgedFiles => ({
  ledger,
  golden,
  expected,
  ...more,
});
