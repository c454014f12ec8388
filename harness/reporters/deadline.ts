/** `--dry-run`: each plan with its steps, and every term of its deadline with value and formula. */
import type { Plan, PlannedStep, Trigger } from "../planning/plan.js";
import { titleOf } from "../scheme-run.js";
import type { Paint } from "./colour.js";

export function planText(plan: Plan, paint: Paint): string {
  const { deadline } = plan;
  const lines = [
    paint("bold", `${titleOf(plan)} on ${plan.feed}`),
    `  ${plan.why}`,
    `  stream    ${plan.bars} bars of ${plan.stream.symbols.length} symbols, one every ${plan.speedMs} ms, from ${plan.stream.file.split("/").at(-1)}`,
    `  expect    ${expectText(plan)}`,
    ...plan.steps.map((step) => `  ${step.id.padEnd(9)} ${stepText(step)}`),
    `  deadline  ${deadline.ms} ms; standing still for ${deadline.stallMs} ms is a stall`,
    ...termLines(plan),
  ];
  return `${lines.join("\n")}\n`;
}

function termLines({ deadline: { terms } }: Plan): string[] {
  const nameWidth = Math.max(...terms.map(({ name }) => name.length), 0);
  const msWidth = Math.max(...terms.map(({ ms }) => String(ms).length), 0);
  return terms.map(
    ({ name, ms, formula }) =>
      `    ${name.padEnd(nameWidth)}  ${String(ms).padStart(msWidth)} ms  = ${formula}`,
  );
}

function expectText({ expect, bars }: Plan): string {
  const parts: string[] = [];
  if (expect.snapshots !== undefined) {
    const { min, possible, everyBars } = expect.snapshots;
    parts.push(`at least ${min} snapshots of ${possible} (one every ${everyBars} of ${bars} bars)`);
  }
  if (expect.recovery !== undefined) parts.push(`recovery within ${expect.recovery.withinBars} bars`);
  if (expect.delivery !== undefined) parts.push(`delivery ${expect.delivery}`);
  if (expect.pace !== undefined) parts.push(`at least ${expect.pace.minPercent} % of the pace`);
  if (expect.memory !== undefined) parts.push(`at most ${expect.memory.maxMb} MiB a role`);
  if (expect.duplicates !== undefined) parts.push(`at most ${expect.duplicates.max} duplicates`);
  return parts.join("; ");
}

function stepText(step: PlannedStep): string {
  const { fault, target, trigger, until, forBars, forMs, feltRequired, options } = step;
  const how = Object.entries(options).map(([key, value]) => `${key} ${value}`);
  const length =
    until !== null
      ? `, until ${triggerText(until)}`
      : forMs === 0
        ? ""
        : `, for ${forMs} ms (${forBars} bars)`;
  return `${triggerText(trigger)}: ${fault} ${target}${how.length === 0 ? "" : ` (${how.join(", ")})`}${length}${feltRequired ? "; must be felt" : ""}`;
}

export function triggerText(trigger: Trigger): string {
  switch (trigger.kind) {
    case "bar":
      return trigger.offsetMs === 0 ? `bar ${trigger.bar}` : `bar ${trigger.bar} + ${trigger.offsetMs} ms`;
    case "snapshot":
      return `snapshot ${trigger.snapshot}`;
    case "incarnation":
      return `${trigger.role}.${trigger.incarnation} ${trigger.state}`;
    case "start":
      return "start";
    case "after":
      return `${trigger.delayMs} ms after ${trigger.step}`;
    default:
      return trigger satisfies never;
  }
}
