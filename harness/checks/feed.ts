/** Check `feed`: the run was on the feed that was asked for, by the word of the roles themselves. */

import { sightings } from "../evidence/progress.js";
import { type Check, finding } from "../finding.js";

export const feed: Check = {
  summary: "the roles announced the feed that was asked for; a run on another feed proves nothing about it",
  applies: (plan) => plan.feedName !== null && plan.observed.includes("feed"),
  judge: ({ plan, history }) => {
    const announced = sightings(history, "feed", false);
    const other = announced.find(({ fields }) => fields.feed !== plan.feedName);
    if (other !== undefined) {
      const who = `${other.role}.${other.incarnation}`;
      const said = other.fields.feed === undefined ? `"${other.line.trim()}"` : `feed "${other.fields.feed}"`;
      const reason = `${who} announced ${said}, this run is of feed ${plan.feed} ("${plan.feedName}")`;
      return finding("feed", "inconclusive", `${reason}; is what that feed needs installed?`, [other.n]);
    }
    if (announced.length === 0) {
      const reason = `no role announced its feed, expected is "${plan.feedName}"; look at the logs`;
      return finding("feed", "inconclusive", reason);
    }
    const evidence = announced.map(({ n }) => n);
    return finding("feed", "pass", `announced is "${plan.feedName}"`, evidence);
  },
};
