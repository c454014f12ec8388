/** Latency: every piece leaves a drawn delay after it was read. */
import { drawFrom } from "../../draw.js";
import type { Gate } from "../lane.js";
import type { Piece } from "../piece.js";
import type { Toxic } from "../toxic.js";
import { atLeast } from "./at-least.js";

/** Steps into which the range of the jitter is divided: finer than any clock sees. */
const jitterSteps = 1_000_000;

/**
 * Uniform in delayMs - jitterMs .. delayMs + jitterMs. A piece is drawn for when it becomes the head, so the draws depend on
 * the seed and the order alone; one that drew less than the piece before it leaves right behind that.
 */
export function latency(toxic: Extract<Toxic, { kind: "latency" }>): (lane: string) => Gate {
  const { delayMs, jitterMs, seed } = toxic;
  atLeast(0, "latency.jitterMs", jitterMs);
  atLeast(jitterMs, "latency.delayMs", delayMs);
  return (lane) => {
    const draw = drawFrom(`${seed}/${lane}`);
    let drawnFor: Piece | null = null;
    let dueMs = 0;
    return {
      ask: (head, nowMs) => {
        if (head !== drawnFor) {
          drawnFor = head;
          dueMs =
            head.readAtMs + delayMs + jitterMs * (2 * (draw.below(jitterSteps) / (jitterSteps - 1)) - 1);
        }
        return nowMs < dueMs ? { notBeforeMs: dueMs } : { bytes: Number.POSITIVE_INFINITY };
      },
      left: () => undefined,
    };
  };
}
