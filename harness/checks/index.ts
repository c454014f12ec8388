/** The table of checks. Its order is the order of causes: of several findings alike, the first is the reason. */
import type { Check } from "../finding.js";
import { deadline } from "./deadline.js";
import { evidence } from "./evidence.js";
import { harness } from "./harness.js";
import { noCrash } from "./no-crash.js";
import { recovery } from "./recovery.js";
import { snapshots } from "./snapshots.js";
import { started } from "./started.js";
import { sync } from "./sync.js";

export const checks = {
  "no-crash": noCrash,
  harness,
  started,
  evidence,
  recovery,
  deadline,
  sync,
  snapshots,
} as const satisfies Record<string, Check>;

export type CheckName = keyof typeof checks;

export const checkNames = Object.keys(checks) as readonly CheckName[];
