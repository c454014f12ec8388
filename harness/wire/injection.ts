/** Puts messages into one connection and waits until they have left. */
import { now } from "./clock.js";
import { type Flow, settle } from "./flow.js";
import { injectionWaitMs, lineWaitMs } from "./limits.js";
import { type Insertion, pieceOf } from "./piece.js";
import type { Splice } from "./splice.js";

/** What left the proxy, counted at the writes. */
export interface Injected {
  bytes: number;
  messages: number;
}

/** Through the lane, behind what is held: a rogue publisher sits at the same wire, and no toxic is passed by. */
export function injectInto(flow: Flow, splice: Splice, messages: readonly Buffer[]): Promise<Injected> {
  if (messages.length === 0) return Promise.resolve({ bytes: 0, messages: 0 });
  return new Promise((resolve) => {
    const insertion: Insertion = {
      open: messages.length,
      left: { bytes: 0, messages: 0 },
      settled: () => {
        clearTimeout(lineTimer);
        clearTimeout(waitTimer);
        resolve({ ...insertion.left });
      },
    };
    const lineTimer = setTimeout(() => splice.force().forEach(flow.take), lineWaitMs);
    const waitTimer = setTimeout(() => {
      for (const piece of [...splice.withdraw(insertion), ...flow.lane.withdraw(insertion)]) settle(piece);
      if (insertion.open > 0) insertion.settled();
    }, injectionWaitMs);
    const pieces = messages.map((bytes) => pieceOf(bytes, now(), insertion));
    splice.insert(pieces).forEach(flow.take);
  });
}
