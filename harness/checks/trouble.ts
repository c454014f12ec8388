/** Check `trouble`: no line that the system file calls trouble was printed. */

import { excusesOf } from "../evidence/licence.js";
import { roleEvents, sightings } from "../evidence/progress.js";
import { type Check, finding } from "../finding.js";
import type { PlannedStep } from "../planning/plan.js";
import { nameOf } from "./evidence.js";

export const trouble: Check = {
  summary: "no role printed a line that the system file calls trouble",
  applies: (plan) => plan.observed.includes("trouble"),
  judge: ({ plan, history }) => {
    const all = sightings(history, "trouble", false);
    const excuses = excusesOf(plan, history, all);
    const lines = all.filter((_, index) => excuses[index] === null);
    const excused = excusedText(excuses);
    const [first] = lines;
    if (first !== undefined) {
      const more = lines.length > 1 ? ` (and ${lines.length - 1} more lines)` : "";
      const reason = `${first.role}.${first.incarnation} printed: "${first.line.trim()}"${more}${excused}`;
      return finding(
        "trouble",
        "fail",
        reason,
        lines.map(({ n }) => n),
        `${lines.length} lines`,
      );
    }
    if (!roleEvents(history).some(({ state }) => state === "ready")) {
      return finding(
        "trouble",
        "inconclusive",
        "no role ran, so none could print trouble; see the check started",
      );
    }
    return finding("trouble", "pass", `no line of trouble${excused}`, [], "0 lines");
  },
};

/** How many lines are not held against the roles, and under which faults they were printed. */
function excusedText(excuses: readonly (PlannedStep | null)[]): string {
  const steps = excuses.filter((step) => step !== null);
  if (steps.length === 0) return "";
  const under = [...new Set(steps.map(nameOf))].join(", ");
  return `; ${steps.length} excused, printed under ${under}`;
}
