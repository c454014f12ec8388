/** Slicer: a stream leaves in small writes with a pause after each. */
import type { Gate } from "../lane.js";
import type { Toxic } from "../toxic.js";
import { atLeast } from "./at-least.js";

export function slicer(toxic: Extract<Toxic, { kind: "slicer" }>): () => Gate {
  const { sliceBytes, pauseMs } = toxic;
  atLeast(1, "slicer.sliceBytes", sliceBytes);
  atLeast(0, "slicer.pauseMs", pauseMs);
  return () => {
    let resumesAtMs = Number.NEGATIVE_INFINITY;
    return {
      ask: (_head, nowMs) =>
        nowMs < resumesAtMs ? { notBeforeMs: resumesAtMs } : { bytes: Math.floor(sliceBytes) },
      left: (_bytes, nowMs) => {
        resumesAtMs = nowMs + pauseMs;
      },
    };
  };
}
