/** The table of toxics: each makes the gate of one lane. */
import type { Gate } from "../lane.js";
import type { Toxic } from "../toxic.js";
import { bandwidth } from "./bandwidth.js";
import { halfOpen } from "./half-open.js";
import { latency } from "./latency.js";
import { partition } from "./partition.js";
import { slicer } from "./slicer.js";

/** Makes a gate for the lane of that name; the name seeds what is drawn. */
export type MakeGate = (lane: string) => Gate;

const toxics = {
  latency,
  bandwidth,
  partition,
  slicer,
  "half-open": halfOpen,
} satisfies { [Kind in Toxic["kind"]]: (toxic: Extract<Toxic, { kind: Kind }>) => MakeGate };

/** @throws RangeError when a number of the toxic is out of bounds */
export function gatesOf(toxic: Toxic): MakeGate {
  // The table pairs each kind with its own shape; the compiler loses the pair when the kind is looked up.
  return (toxics[toxic.kind] as (toxic: Toxic) => MakeGate)(toxic);
}
