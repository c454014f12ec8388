/** One case of a sweep: a scheme made by program, and the scheme file that says the same and replays it. Pure. */
import type { FaultName } from "../faults/index.js";

export const groups = ["bar", "failpoint", "pair", "recovering", "random"] as const;
export type Group = (typeof groups)[number];

export interface CaseStep {
  at: string;
  fault: Extract<FaultName, "kill" | "restart" | "crash">;
  target: string;
  /** Only `kill` has a length. */
  forBars?: number;
  /** Only `crash` has a place, and the passage of it that kills; without one the next after `at`. */
  failpoint?: string;
  passage?: number;
}

export interface SweepCase {
  name: string;
  group: Group;
  feed: string;
  /** The strip in which its outcome is shown: a role, a failpoint, a pair of roles. */
  row: string;
  /** Place in the strip, from 1; several cases at one place show the worst outcome. */
  column: number;
  why: string;
  bars: number;
  steps: readonly CaseStep[];
  /** Arguments that a role of the system needs besides, for a failpoint that is not passed without them. */
  extra: { role: string; args: readonly string[] } | null;
}

/** Least status updates, of those possible: who dies between its ledger line and its print says one fewer. */
const snapshotsMin = "66%";

/** The scheme file of a case. Recovery is not claimed: at a millisecond a bar its window is longer than the stream. */
export function schemeText(one: SweepCase, system: string): string {
  return [
    `name: ${one.name}`,
    `why: ${one.why}`,
    "tags: [sweep]",
    `system: ${system}`,
    `bars: ${one.bars}`,
    "timeline:",
    ...one.steps.map(stepText),
    "expect:",
    `  snapshots: { min: ${snapshotsMin} }`,
    "  delivery: exactly-once",
    "",
  ].join("\n");
}

function stepText({ at, fault, target, forBars, failpoint, passage }: CaseStep): string {
  const words = [
    `at: ${at}`,
    `fault: ${fault}`,
    `target: ${target}`,
    ...(forBars === undefined ? [] : [`for: ${forBars} bars`]),
    ...(failpoint === undefined ? [] : [`failpoint: ${failpoint}`]),
    ...(passage === undefined ? [] : [`passage: ${passage}`]),
    "felt: false",
  ];
  return `  - { ${words.join(", ")} }`;
}
