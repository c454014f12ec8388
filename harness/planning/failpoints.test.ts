/** Tests of which incarnation is armed with which failpoint. */
import { expect } from "chai";
import type { FaultName } from "../faults/index.js";
import { failpointEnvironment, isArmed } from "./failpoints.js";
import type { PlannedStep, Trigger } from "./plan.js";

const start: Trigger = { kind: "start" };

function step(
  fault: FaultName,
  target: string,
  options: PlannedStep["options"],
  trigger = start,
): PlannedStep {
  const times = { estimatedBar: 1, forMs: 0, forBars: 0, until: null, feltRequired: true };
  return { id: "f", fault, target, trigger, options, ...times };
}

describe("failpoints", () => {
  it("arms the first incarnation to fire on a signal where no passage is counted", () => {
    const steps = [step("crash", "engine", { failpoint: "ledger.mid-line" })];
    expect(failpointEnvironment({ steps }, "engine", 1)).to.deep.equal({
      FAULTLINE_FAILPOINT: "ledger.mid-line@signal",
    });
  });

  it("arms neither a later incarnation nor another role", () => {
    const steps = [step("crash", "engine", { failpoint: "ledger.mid-line", passage: 7 })];
    expect(failpointEnvironment({ steps }, "engine", 1)).to.deep.equal({
      FAULTLINE_FAILPOINT: "ledger.mid-line@7",
    });
    expect(failpointEnvironment({ steps }, "engine", 2)).to.deep.equal({});
    expect(failpointEnvironment({ steps }, "bridge", 1)).to.deep.equal({});
  });

  it("arms the incarnation that earlier steps on the role leave", () => {
    const crash = step("crash", "engine", { failpoint: "ledger.mid-line", passage: 1 });
    const steps = [
      step("kill", "engine", {}),
      step("pause", "engine", {}),
      step("kill", "bridge", {}),
      crash,
    ];
    expect(failpointEnvironment({ steps }, "engine", 2)).to.deep.equal({
      FAULTLINE_FAILPOINT: "ledger.mid-line@1",
    });
  });

  it("arms the incarnation that the step waits for", () => {
    const trigger: Trigger = { kind: "incarnation", role: "engine", incarnation: 3, state: "ready" };
    const steps = [step("crash", "engine", { failpoint: "feed.hello" }, trigger)];
    expect(failpointEnvironment({ steps }, "engine", 3)).to.deep.equal({
      FAULTLINE_FAILPOINT: "feed.hello@signal",
    });
  });

  it("expects a death without a signal only where a passage is counted", () => {
    const counted = step("crash", "engine", { failpoint: "ledger.mid-line", passage: 7 });
    const signalled = step("crash", "bridge", { failpoint: "bridge.received" });
    const steps = [counted, signalled];
    expect(isArmed({ steps }, "engine", 1)).to.equal(true);
    expect(isArmed({ steps }, "engine", 2)).to.equal(false);
    expect(isArmed({ steps }, "bridge", 1)).to.equal(false);
    expect(isArmed({ steps }, "publisher", 1)).to.equal(false);
  });
});
