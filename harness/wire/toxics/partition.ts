/** Partition: nothing passes. */
import type { Gate } from "../lane.js";

export function partition(): () => Gate {
  return () => ({
    ask: () => ({ notBeforeMs: Number.POSITIVE_INFINITY }),
    left: () => undefined,
  });
}
