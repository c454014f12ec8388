/** The faults of a scheme run as a table in Markdown: planned, injected, observed, felt, healed, recovered. Pure. */
import type { FaultRecord } from "../evidence/fault-record.js";
import type { PlannedStep } from "../planning/plan.js";
import type { SchemeRun } from "../scheme-run.js";
import { triggerText } from "./deadline.js";
import { markdownRow } from "./escape.js";
import { countText } from "./log.js";

/** Times are milliseconds since the start of the run; no lines where the timeline is empty. */
export function faultTable({ plan, records }: SchemeRun): string[] {
  if (plan === null || plan.steps.length === 0) return [];
  return [
    "| fault | planned | injected | observed | felt | healed | recovered |",
    "|---|---|---|---|---|---|---|",
    ...plan.steps.map((step) =>
      markdownRow(
        cells(
          step,
          records.find(({ id }) => id === step.id),
        ),
      ),
    ),
  ];
}

function cells(step: PlannedStep, record: FaultRecord | undefined): string[] {
  const time = (ms: number | null | undefined) => (ms === null || ms === undefined ? "no" : ms.toFixed(0));
  const skew =
    record === undefined || record.skewBars === null || record.skewBars === 0
      ? ""
      : ` (+${countText(record.skewBars, "bar")})`;
  const bars =
    record === undefined || record.recoveredBars === null
      ? ""
      : ` (${countText(record.recoveredBars, "bar")})`;
  return [
    `${step.id} ${step.fault} ${step.target}`,
    triggerText(step.trigger),
    `${time(record?.deliveredMs)}${skew}`,
    time(record?.observedMs),
    record?.felt ?? "unknown",
    time(record?.healedMs),
    `${time(record?.recoveredMs)}${bars}`,
  ];
}
