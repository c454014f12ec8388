/** The table of faults: validation, `--list`, the docs and the run all follow from it. */
export const faultNames = [
  "kill",
  "restart",
  "stop",
  "pause",
  "no-consumer",
  "late",
  "fifo-recreate",
] as const;
export type FaultName = (typeof faultNames)[number];
