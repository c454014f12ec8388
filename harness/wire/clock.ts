/** The clock of the wire. */
import { performance } from "node:perf_hooks";

/** Monotonic, in milliseconds with fractions. */
export function now(): number {
  return performance.now();
}
