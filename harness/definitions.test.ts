/** Tests of faults and checks that a program defines: known at once, judged, and never a pass where they are unknown. */
import { expect } from "chai";
import { checkNames, definedChecks } from "./checks/index.js";
import { courtHere } from "./court.js";
import { defineCheck, defineFault } from "./definitions.js";
import { FaultlineError } from "./errors.js";
import { faultNames, faultOf, knownFaults, traitsOf } from "./faults/index.js";
import { kill } from "./faults/kill.js";
import { type Check, type Finding, finding, type Judged } from "./finding.js";
import { foreignCheck, foreignFault, usesDefinitions } from "./foreign.js";
import { at, planOf, planStep, seen, wholeHistory } from "./proof/literals.js";
import { parseScheme } from "./scheme.js";
import type { Fault } from "./stage.js";
import { schemaText } from "./text/schema.js";
import { judge } from "./verdict.js";

const schemeText = (fault: string) => `name: own
why: It has a fault of its own.
system: mocklive
timeline:
  - { at: bar 10, fault: ${fault}, target: engine }
expect: { snapshots: { min: 66% } }
`;

const sawOne: Check = {
  summary: "something was seen",
  applies: () => true,
  judge: ({ history }) =>
    history.some(({ type }) => type === "seen")
      ? finding("", "pass", "it was seen", [], "1 seen")
      : finding("", "inconclusive", "nothing was seen"),
};

describe("definitions", () => {
  const undo: (() => void)[] = [];
  afterEach(() => {
    for (const take of undo.splice(0)) take();
  });
  const withFault = (name: string, fault: Fault = kill) => undo.push(defineFault(name, fault));
  const withCheck = (name: string, check: Check) => undo.push(defineCheck(name, check));
  const judgedBy = (
    names: readonly string[],
    history = wholeHistory([at(1, seen("taken", 1, { role: "engine" }))]),
  ): Judged => ({
    plan: { ...planOf(), definedChecks: names },
    history,
    files: {},
  });
  const own = (judged: Judged): Finding[] =>
    judge(judged).findings.filter(({ check }) => !checkNames.some((name) => name === check));

  it("let a scheme name the fault from then on, and not before or after", () => {
    const unknown = `own.yaml:5:26 timeline[0].fault: must be one of ${faultNames.join(", ")}, got "hangup"`;
    expect(() => parseScheme(schemeText("hangup"), "own.yaml")).to.throw(FaultlineError, unknown);
    withFault("hangup");
    expect(parseScheme(schemeText("hangup"), "own.yaml").timeline[0]?.fault).to.equal("hangup");
    expect(faultOf("hangup")).to.equal(kill);
    expect(traitsOf({ fault: "hangup", options: {} }).restarts).to.equal(true);
    for (const take of undo.splice(0)) take();
    expect(() => parseScheme(schemeText("hangup"), "own.yaml")).to.throw(FaultlineError, unknown);
  });

  it("tell a slip in the name of a defined fault, with its place", () => {
    withFault("hangup");
    const told = `5:26 timeline[0].fault: must be one of ${knownFaults().join(", ")}, got "hangpu". Did you mean "hangup"?`;
    expect(() => parseScheme(schemeText("hangpu"), "own.yaml")).to.throw(FaultlineError, told);
  });

  it("give a defined fault the options that it takes, and no other", () => {
    withFault("sluggish", {
      ...kill,
      options: { depth: { kind: "count", required: true, summary: "How deep." } },
    });
    const text = (options: string) => schemeText(`sluggish, ${options}`);
    expect(parseScheme(text("depth: 3"), "own.yaml").timeline[0]?.options).to.deep.equal({ depth: 3 });
    expect(() => parseScheme(text("depth: deep"), "own.yaml")).to.throw(
      FaultlineError,
      /^own.yaml:5:43 timeline\[0\].depth: must be a whole number/,
    );
    expect(() => parseScheme(text("depth: 3, width: 1"), "own.yaml")).to.throw(
      FaultlineError,
      /timeline\[0\].width: is no key here/,
    );
  });

  it("leave the committed schema of schemes as it is", () => {
    const before = schemaText("scheme");
    withFault("hangup");
    expect(schemaText("scheme")).to.equal(before);
  });

  it("refuse a name that is taken or none", () => {
    withFault("hangup");
    withCheck("saw-one", sawOne);
    const problem = (define: () => unknown): string => {
      try {
        define();
      } catch (error) {
        if (error instanceof FaultlineError && error.code === "BAD_DEFINITION") return error.message;
      }
      return "no error";
    };
    const name = "must be a name of lower-case letters, digits and hyphens that begins with a letter";
    expect([
      problem(() => defineFault("kill", kill)),
      problem(() => defineFault("hangup", kill)),
      problem(() => defineFault("Hang up", kill)),
      problem(() => defineCheck("delivery", sawOne)),
      problem(() => defineCheck("saw-one", sawOne)),
      problem(() => defineCheck("__proto__", sawOne)),
      problem(() => defineFault("held", { ...kill, defaultForBars: 1.5 })),
      problem(() =>
        defineFault("held", { ...kill, options: { for: { kind: "text", required: true, summary: "" } } }),
      ),
      problem(() => defineFault("held", { ...kill, heal: undefined } as unknown as Fault)),
      problem(() => defineCheck("held", {} as unknown as Check)),
    ]).to.deep.equal([
      'fault "kill": there is a fault of that name, it is built in; choose another name',
      'fault "hangup": there is a fault of that name, this program has defined it before; choose another name',
      `fault "Hang up": ${name}`,
      'check "delivery": there is a check of that name, it is built in; choose another name',
      'check "saw-one": there is a check of that name, this program has defined it before; choose another name',
      `check "__proto__": ${name}`,
      'fault "held": defaultForBars must be a whole number from 0, got 1.5',
      'fault "held": the option for is a key of every step; call it otherwise',
      'fault "held": must have the functions heal',
      'check "held": must have the functions applies and judge',
    ]);
    expect(definedChecks.names()).to.deep.equal(["saw-one"]);
  });

  it("judge a plan by the checks that it names, under their own names and after all others", () => {
    withCheck("saw-one", sawOne);
    const judged = judgedBy(["saw-one"]);
    const pass = {
      check: "saw-one",
      outcome: "pass",
      reason: "it was seen",
      evidence: [],
      measured: "1 seen",
    };
    expect(judge(judged).findings.at(-1)).to.deep.equal(pass);
    expect(own(judgedBy([]))).to.deep.equal([]);
  });

  it("leave out a check that does not apply to the plan", () => {
    withCheck("elsewhere", { ...sawOne, applies: () => false });
    expect(own(judgedBy(["elsewhere"]))).to.deep.equal([]);
  });

  it("are inconclusive, never a pass, where the check is not known", () => {
    const [found, ...others] = own(judgedBy(["saw-one"]));
    expect(others).to.deep.equal([]);
    expect(found?.outcome).to.equal("inconclusive");
    expect(found?.reason).to.equal(
      "it is to be judged by the check saw-one, which this program does not know: another had defined it; " +
        "load the module that defines it: `node --import ./MODULE.js dist/harness/main.js ...`",
    );
  });

  it("do not believe a check that passes an empty history", () => {
    withCheck("blind", { ...sawOne, judge: () => finding("blind", "pass", "all is well") });
    expect(own(judgedBy(["blind"]))).to.deep.equal([
      {
        check: "blind",
        outcome: "inconclusive",
        reason:
          "it passes an empty history too, so that its pass shows nothing; let it be inconclusive where it saw nothing",
        evidence: [],
      },
    ]);
  });

  it("do not take for a finding what is none", () => {
    const words = "check odd must return a finding with an outcome (pass, fail, inconclusive) and a reason";
    for (const returned of [
      { outcome: "passed", reason: "so" },
      Promise.resolve(finding("", "fail", "so")),
      undefined,
    ]) {
      const odd = { ...sawOne, judge: () => returned as unknown as Finding };
      const take = defineCheck("odd", odd);
      expect(() => judge(judgedBy(["odd"]))).to.throw(words);
      take();
    }
  });

  it("are judged by the court of the caller, which knows them", async () => {
    withCheck("saw-one", sawOne);
    const judged = judgedBy(["saw-one"]);
    expect(usesDefinitions(judged.plan)).to.equal(true);
    const { judgement } = await courtHere().rule(judged);
    expect(judgement.findings.find(({ check }) => check === "saw-one")?.outcome).to.equal("pass");
  });

  it("are missed in a plan only where they are not known", () => {
    const steps = [planStep({ fault: "hangup" })];
    expect(foreignFault({ steps })).to.match(
      /^its plan has the fault hangup, which this program does not know/,
    );
    expect(foreignCheck({ definedChecks: ["saw-one"] })).to.match(/the check saw-one, which this program/);
    expect([usesDefinitions(planOf()), usesDefinitions(planOf({ steps }))]).to.deep.equal([false, true]);
    withFault("hangup");
    withCheck("saw-one", sawOne);
    expect([foreignFault({ steps }), foreignCheck({ definedChecks: ["saw-one"] })]).to.deep.equal([
      null,
      null,
    ]);
  });
});
