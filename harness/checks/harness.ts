/** Check `harness`: what the harness itself relies on held, and the history was written to its end. */
import type { CutEvent, Event, HarnessEvent } from "../event.js";
import { isComplete, lastOf } from "../evidence/progress.js";
import { type Check, finding } from "../finding.js";

export const harness: Check = {
  summary: "the history is whole, nothing that the harness relies on broke, and nobody interrupted the run",
  applies: () => true,
  judge: ({ history }) => {
    const problem = brokenText(history) ?? cutText(lastOf(history, "cut"));
    if (problem !== null) return finding("harness", "inconclusive", problem.reason, problem.evidence);
    if (!isComplete(history)) {
      const reason = "the history has no end: the harness was stopped or its file was cut; run again";
      return finding("harness", "inconclusive", reason);
    }
    if (history[0]?.type !== "start") {
      return finding("harness", "inconclusive", "the history does not begin with its start; run again", [1]);
    }
    return finding("harness", "pass", `a whole history of ${history.length} events`, [history.length]);
  },
};

interface Problem {
  reason: string;
  evidence: readonly number[];
}

/** What is the system's own doing and belongs to the check `leftovers`. */
const ofSystem: readonly HarnessEvent["problem"][] = ["leftover", "stop-ignored"];

function brokenText(history: readonly Event[]): Problem | null {
  const broken = history.filter(
    (event): event is HarnessEvent => event.type === "harness" && !ofSystem.includes(event.problem),
  );
  const [first] = broken;
  if (first === undefined) return null;
  const more = broken.length > 1 ? ` (and ${broken.length - 1} more)` : "";
  return {
    reason: `${first.problem}: ${first.reason}${more}; what was seen after it cannot be trusted`,
    evidence: broken.map(({ n }) => n),
  };
}

function cutText(cut: CutEvent | undefined): Problem | null {
  if (cut === undefined) return null;
  switch (cut.cause) {
    case "interrupt":
    case "global-timeout":
    case "harness":
      return { reason: `the run was cut (${cut.cause}): ${cut.reason}; run it again`, evidence: [cut.n] };
    case "stall":
    case "deadline":
    case "violation":
    case "start-failed":
      return null;
    default:
      return cut.cause satisfies never;
  }
}
