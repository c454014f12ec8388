/** The table of checks. Its order is the order of causes: of several findings alike, the first is the reason. */
import { definitions } from "../defined.js";
import type { Check } from "../finding.js";
import { content } from "./content.js";
import { deadline } from "./deadline.js";
import { delivery } from "./delivery.js";
import { duplicates } from "./duplicates.js";
import { evidence } from "./evidence.js";
import { feed } from "./feed.js";
import { harness } from "./harness.js";
import { incarnations } from "./incarnations.js";
import { leftovers } from "./leftovers.js";
import { memory } from "./memory.js";
import { noCrash } from "./no-crash.js";
import { order } from "./order.js";
import { pace } from "./pace.js";
import { recovery } from "./recovery.js";
import { snapshots } from "./snapshots.js";
import { started } from "./started.js";
import { stream } from "./stream.js";
import { sync } from "./sync.js";
import { trouble } from "./trouble.js";

export const checks = {
  harness,
  incarnations,
  "no-crash": noCrash,
  feed,
  started,
  evidence,
  trouble,
  recovery,
  deadline,
  order,
  content,
  delivery,
  duplicates,
  stream,
  sync,
  snapshots,
  pace,
  memory,
  leftovers,
} as const satisfies Record<string, Check>;

export type CheckName = keyof typeof checks;

export const checkNames = Object.keys(checks) as readonly CheckName[];

/** What the program that runs has added to the table; known to no other program that reads its folders. */
export const definedChecks = definitions<Check>("check", checkNames);

/** The check of that name, of the table or added to it. */
export function checkOf(name: string): Check | undefined {
  return Object.hasOwn(checks, name) ? checks[name as CheckName] : definedChecks.get(name);
}
