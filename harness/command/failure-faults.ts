/** The table of faults in FAILURE.md: each with its rungs, and the proof of each. Pure. */
import { faultTable } from "../reporters/fault-table.js";
import type { SchemeRun } from "../scheme-run.js";

export function faultLines(run: SchemeRun): string[] {
  const table = faultTable(run);
  if (table.length === 0) return ["The timeline has none: nothing was done to the system.", ""];
  const { records } = run;
  return [
    "Times are milliseconds since the start of the run.",
    "",
    ...table,
    "",
    ...records.flatMap(({ id, proofs }) =>
      proofs.map((proof) => `- ${id} ${proof.rung} at ${proof.tMs.toFixed(0)}: ${proof.proof}`),
    ),
    ...records.map(({ id, felt, feltProof }) => `- ${id} ${felt}: ${feltProof}`),
    "",
  ];
}
