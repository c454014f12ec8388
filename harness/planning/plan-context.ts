/** What the parts of planning know: the scheme, the system, and what the command line sets over the scheme. Types only. */
import type { Role, System } from "../system.js";
import type { BoundScheme } from "./target.js";

/** What the command line may set over the scheme. */
export interface PlanOptions {
  feed: string;
  speedMs: number;
  /** Null: as the scheme says. */
  bars: number | null;
  minSnapshots: number | null;
  /** Null: as the scheme says. */
  recovery: boolean | null;
  attempt: number;
  seed: string;
}

export interface PlanContext {
  scheme: BoundScheme;
  system: System;
  options: PlanOptions;
  bars: number;
  everyBars: number;
  roles: readonly Role[];
  source: Role;
  taker: Role;
}
