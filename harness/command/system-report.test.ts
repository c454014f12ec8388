/** What the doctor says of a system, and with which exit code. */
import { expect } from "chai";
import type { RoleEvent } from "../event.js";
import { at, numbered, planOf, seen } from "../proof/literals.js";
import type { SchemeRun } from "../scheme-run.js";
import { type Shown, systemReport, systemReportText } from "./system-report.js";

const role = (name: string, state: RoleEvent["state"], more: Partial<RoleEvent> = {}) => ({
  ...({ type: "role", role: name, incarnation: 1, identity: { pid: 7, startTicks: 1 } } as const),
  ...{ state, ...more },
});
const up = planOf().roles.flatMap(({ name }) => [at(1, role(name, "spawned")), at(5, role(name, "ready"))]);

function reportOf(events: readonly object[], change: Partial<Shown> = {}) {
  const plan = planOf({ observed: ["published", "taken", "trouble"] });
  const run = { findings: [] } as unknown as SchemeRun;
  const history = numbered(events as Parameters<typeof numbered>[0]);
  return systemReport({
    ...{ run, plan, events: history, hasLedger: false, firstLines: { engine: "hello" } },
    ...{ roleOf: { taken: "engine" }, schemes: [], ...change },
  });
}

const bars = [
  at(6, seen("published", 1, { role: "publisher" })),
  at(7, seen("taken", 1, { role: "engine" })),
];

describe("system-report.ts", () => {
  it("ends with 0 where all that is declared was seen, and no trouble was", () => {
    const report = reportOf([...up, ...bars]);
    expect(report.exitCode).to.equal(0);
    expect(report.observations.map(({ state }) => state)).to.include.members(["seen", "not declared"]);
  });

  it("ends with 2 where something declared was never seen, and shows what was said instead", () => {
    const report = reportOf([...up, ...bars.slice(0, 1)]);
    expect(report.exitCode).to.equal(2);
    expect(systemReportText(report)).to.contain("NEVER SEEN\n             the first line of its role: hello");
    const recovery = report.expectations.find(({ name }) => name === "recovery");
    expect(recovery?.whyNot).to.equal("the observation taken is declared, but was never seen");
  });

  it("ends with 1 where trouble was seen", () => {
    const report = reportOf([...up, ...bars, at(8, seen("trouble", null, { role: "engine" }))]);
    expect(report.exitCode).to.equal(1);
  });

  it("ends with 1 where a role did not get ready, with its last lines", () => {
    const failed = at(9, role("engine", "not-ready", { reason: "no line matched", lastLines: ["usage"] }));
    const events = [...up.filter((event) => !JSON.stringify(event).includes('"engine"')), failed, ...bars];
    const report = reportOf(events);
    expect(report.exitCode).to.equal(1);
    expect(systemReportText(report)).to.contain("  engine: no line matched\n    | usage\n");
  });

  it("says whether losses can be judged without a ledger", () => {
    const whyNot = (change: Partial<Shown> = {}) =>
      reportOf([...up, ...bars], change).expectations.find(({ name }) => name === "delivery: at-least-once")
        ?.whyNot;
    const plan = planOf({ observed: ["published", "taken"] });
    expect(whyNot()).to.equal(
      "the observation ledger is not declared, and published and taken do not both tell the number of the bar",
    );
    expect(whyNot({ plan: { ...plan, barsTold: true } })).to.equal(null);
    const ledger = { ...plan, observed: [...plan.observed, "ledger"] };
    expect(whyNot({ plan: ledger, hasLedger: true })).to.equal(null);
  });

  it("does not take for judgeable what a check could not judge", () => {
    const finding = { check: "duplicates", outcome: "inconclusive", reason: "nothing counts", evidence: [] };
    const run = { findings: [finding] } as unknown as SchemeRun;
    const { expectations } = reportOf([...up, ...bars], { run });
    expect(expectations).to.deep.include({ name: "duplicates", whyNot: "nothing counts" });
  });
});
