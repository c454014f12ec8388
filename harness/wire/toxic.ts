/** What can be done to a link, as data. */

/** One way of a stream: `down` goes from the role that listens to the one that connected, `up` the other way. */
export type Way = "down" | "up";
export type Direction = Way | "both";

export type Toxic =
  | { kind: "latency"; direction: Direction; delayMs: number; jitterMs: number; seed: string }
  | { kind: "bandwidth"; direction: Direction; bytesPerSecond: number }
  | { kind: "partition"; direction: Direction }
  | { kind: "slicer"; direction: Direction; sliceBytes: number; pauseMs: number }
  | { kind: "half-open" };

/** The ways on which a toxic acts. */
export function waysOf(toxic: Toxic): readonly Way[] {
  if (toxic.kind === "half-open" || toxic.direction === "both") return ["down", "up"];
  return [toxic.direction];
}

/** Whether no connection can be made under it: the request for one goes up. */
export function keepsFromDialling(toxic: Toxic): boolean {
  return toxic.kind === "partition" && waysOf(toxic).includes("up");
}
