/** What is to be run: one scheme on one feed, once. Types only. */

import type { System } from "../system.js";
import type { StreamFile } from "../text/stream-file.js";
import type { Plan } from "./plan.js";
import type { BoundScheme } from "./target.js";

export interface Job {
  /** Knows scheme, id, feed and attempt. */
  plan: Plan;
  scheme: Pick<BoundScheme, "name" | "id" | "source">;
  system: System;
  /** The results file to publish, read and checked. */
  results: StreamFile;
}
