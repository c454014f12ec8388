/** Check `trouble`: no line that the system file calls trouble was printed. */

import { roleEvents, sightings } from "../evidence/progress.js";
import { type Check, finding } from "../finding.js";

export const trouble: Check = {
  summary: "no role printed a line that the system file calls trouble",
  applies: (plan) => plan.observed.includes("trouble"),
  judge: ({ history }) => {
    const lines = sightings(history, "trouble", false);
    const [first] = lines;
    if (first !== undefined) {
      const more = lines.length > 1 ? ` (and ${lines.length - 1} more lines)` : "";
      const reason = `${first.role}.${first.incarnation} printed: "${first.line.trim()}"${more}`;
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
    return finding("trouble", "pass", "no line of trouble", [], "0 lines");
  },
};
