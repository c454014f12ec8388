/** A stage for tests of faults: it does nothing, notes what was asked of it, and has seen it all. */
import type { PlannedStep } from "../planning/plan.js";
import type { Fault, Proof, Stage } from "../stage.js";

export function recordingStage(done: string[]): Stage {
  const answer =
    (verb: string) =>
    (...words: unknown[]) => {
      const text = [
        verb,
        ...words.map((word) => (typeof word === "object" ? JSON.stringify(word) : word)),
      ].join(" ");
      done.push(text);
      return { seen: true, available: true, text } satisfies Proof;
    };
  return new Proxy({} as Stage, { get: (_, verb) => answer(String(verb)) });
}

/** What a fault does on a stage from its injection to its heal. */
export async function playedOut(fault: Fault, step: PlannedStep): Promise<string[]> {
  const done: string[] = [];
  const stage = recordingStage(done);
  await fault.inject(stage, step);
  await fault.observe(stage, step);
  await fault.heal(stage, step);
  return done;
}
