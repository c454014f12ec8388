/** The thread of the court against the same judgement made here. */
import { expect } from "chai";
import { openCourt } from "./court.js";
import { metricsOf } from "./evidence/metrics.js";
import type { Judged } from "./finding.js";
import { planOf, wholeHistory } from "./proof/literals.js";
import { judgeProved } from "./proof/vacuity.js";

const judged: Judged = { plan: planOf(), history: wholeHistory([]), files: {} };

describe("court", () => {
  it("rules as the checks do here, and in the order in which it is asked", async () => {
    const court = openCourt();
    try {
      const other = {
        ...judged,
        plan: planOf({ expect: { snapshots: { min: 1, possible: 30, everyBars: 10 } } }),
      };
      const rulings = await Promise.all([court.rule(judged), court.rule(other), court.rule(judged)]);
      const here = [judged, other, judged].map((one) => ({
        judgement: judgeProved(one),
        metrics: metricsOf(one.plan, one.history),
      }));
      expect(rulings).to.deep.equal(here);
      expect(rulings[1]?.judgement.findings).to.not.deep.equal(rulings[0]?.judgement.findings);
    } finally {
      await court.end();
    }
  });

  it("passes on what a check throws, and rules on", async () => {
    const court = openCourt();
    try {
      const broken = { ...judged, history: [null] } as unknown as Judged;
      const error = await court.rule(broken).catch((thrown: unknown) => thrown);
      expect(error).to.be.an("error");
      expect((await court.rule(judged)).judgement.outcome).to.equal(judgeProved(judged).outcome);
    } finally {
      await court.end();
    }
  });
});
