/** Who watches a suite while it runs: told of each change and of the time, and closed before the table is printed. */
import type { Progress } from "../scheme-run.js";

export interface Watcher {
  /** @param tMs since the start of the suite, on a monotonic clock */
  tell(progress: Progress, tMs: number): void;
  /** Called about ten times a second, so that a watcher needs no clock of its own. */
  tick(tMs: number): void;
  close(): void;
}

/** How often `tick` is called: ten redraws a second are as many as an eye follows. */
export const tickMs = 100;
