/** Tests of what runScheme refuses before anything is started: with the errors of the command line, and no folder. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect } from "chai";
import { type ErrorCode, exitCodes, FaultlineError } from "./errors.js";
import { faultNames } from "./faults/index.js";
import { type RunSchemeOptions, runScheme, verdictOf } from "./run-scheme.js";
import type { SchemeRun } from "./scheme-run.js";

const schemeText = (
  timeline: string,
  expects = "{ snapshots: { min: 66% }, recovery: { within: 20 bars } }",
) =>
  `name: own
why: It is given as a text.
system: mocklive
bars: 60
timeline:
  - { at: bar 20, ${timeline} }
expect: ${expects}
`;
const killsEngine = schemeText("fault: kill, target: engine");

describe("runScheme", () => {
  let output = "";
  beforeEach(() => {
    output = fs.mkdtempSync(path.join(os.tmpdir(), "run-scheme-"));
  });
  afterEach(() => {
    expect(fs.readdirSync(output)).to.deep.equal([]);
    fs.rmSync(output, { recursive: true });
  });

  async function refused(options: Omit<RunSchemeOptions, "output">): Promise<[ErrorCode, string]> {
    try {
      await runScheme({ output, ...options });
    } catch (error) {
      if (error instanceof FaultlineError) return [error.code, error.message];
      throw error;
    }
    throw new Error("it was not refused");
  }

  it("refuses a scheme file that is not there, by its absolute path", async () => {
    const [code, message] = await refused({ scheme: "schemes/nothing.yaml" });
    expect(code).to.equal("BAD_SCHEME");
    expect(message).to.include(`${path.resolve("schemes/nothing.yaml")}: cannot be read: ENOENT`);
  });

  it("refuses a wrong text with its place, called as its caller calls it", async () => {
    const text = schemeText("fault: kil, target: engine");
    const [code, message] = await refused({ scheme: { text } });
    expect([code, message.split("\n")[0]]).to.deep.equal([
      "BAD_SCHEME",
      `scheme.yaml:6:26 timeline[0].fault: must be one of ${faultNames.join(", ")}, got "kil". Did you mean "kill"?`,
    ]);
    const [, named] = await refused({ scheme: { text, file: "/else/where.yaml" } });
    expect(named).to.match(/^\/else\/where\.yaml:6:26 /);
  });

  it("refuses a scheme that cannot fail", async () => {
    const text = schemeText("fault: kill, target: engine", "{ snapshots: { min: 1 } }");
    const [code, message] = await refused({ scheme: { text } });
    expect(code).to.equal("VACUOUS_SCHEME");
    expect(message).to.match(/^scheme\.yaml:7:1 expect: the expectations pass the history/);
  });

  it("refuses a feed that the system does not have, and more than one", async () => {
    const scheme = { text: killsEngine };
    expect(await refused({ scheme, feed: "zmk" })).to.deep.equal([
      "BAD_FLAGS",
      '--feed zmk: system mocklive has zmq, fifo, native, or all. Did you mean "zmq"?',
    ]);
    expect(await refused({ scheme, feed: "all" })).to.deep.equal([
      "BAD_FLAGS",
      'feed: must be one feed, got "all"',
    ]);
  });

  it("refuses a feed that the scheme cannot run on", async () => {
    const scheme = { text: schemeText("fault: kill, target: bridge") };
    const [code, message] = await refused({ scheme, feed: "fifo" });
    expect([code, message]).to.deep.equal([
      "NOT_APPLICABLE",
      "own cannot run on --feed fifo: the feed fifo has no bridge",
    ]);
  });

  it("refuses a scheme of several runs until one of them is named", async () => {
    const scheme = { text: schemeText("fault: kill, target: { each: [engine, bridge] }") };
    const names = "variant: must be the name of one run of the scheme (own-engine, own-bridge), got";
    expect(await refused({ scheme })).to.deep.equal(["BAD_FLAGS", `${names} none`]);
    expect(await refused({ scheme, variant: "own-x" })).to.deep.equal(["BAD_FLAGS", `${names} "own-x"`]);
    const [code] = await refused({ scheme, variant: "own-bridge", results: "no.json" });
    expect(code).to.equal("BAD_RESULTS");
  });

  it("refuses numbers that are none, and words that it does not know", async () => {
    const scheme = { text: killsEngine };
    const keep = "some" as unknown as "all";
    expect([
      await refused({ scheme, speedMs: 0 }),
      await refused({ scheme, bars: 1.5 }),
      await refused({ scheme, bars: Number.NaN }),
      await refused({ scheme, keep }),
    ]).to.deep.equal([
      ["BAD_FLAGS", "speedMs: must be a whole number of at least 1, got 0"],
      ["BAD_FLAGS", "bars: must be a whole number of at least 1, got 1.5"],
      ["BAD_FLAGS", "bars: must be a whole number of at least 1, got NaN"],
      ["BAD_FLAGS", 'keep: must be one of failed, all, none, got "some"'],
    ]);
  });

  it("refuses a results file and a system file that are not there", async () => {
    const scheme = { text: killsEngine };
    expect((await refused({ scheme, results: "no.json" }))[0]).to.equal("BAD_RESULTS");
    const [code, message] = await refused({ scheme, system: "no.yaml" });
    expect(code).to.equal("BAD_SYSTEM");
    expect(message).to.include(path.resolve("no.yaml"));
  });
});

describe("verdictOf", () => {
  const run = (verdict: SchemeRun["verdict"]) => ({ verdict, reason: "because" }) as SchemeRun;
  const leftovers = ["leftover: pid 7 (node) outlived the run that started it, and was killed at the end"];
  const unwritten = { reason: "report.html cannot be written: ENOSPC", exitCode: exitCodes.unwritable };
  const clean = { leftovers: [], troubles: [] };

  it("makes a pass that left a process behind a failure, as the command line does", () => {
    expect(verdictOf(run("pass"), { ...clean, leftovers })).to.deep.equal({
      verdict: "fail",
      reason: leftovers[0],
    });
    expect(verdictOf(run("pass"), clean)).to.deep.equal({ verdict: "pass", reason: "because" });
  });

  it("rejects a pass whose reports are not there, with the code of the trouble", () => {
    expect(() => verdictOf(run("pass"), { ...clean, troubles: [unwritten] }))
      .to.throw(FaultlineError, unwritten.reason)
      .with.property("code", "RESULTS_UNWRITABLE");
    const bug = { reason: "a bug in the harness: report.html cannot be made", exitCode: exitCodes.bug };
    expect(() => verdictOf(run("pass"), { ...clean, troubles: [bug] }))
      .to.throw(Error, bug.reason)
      .not.instanceOf(FaultlineError);
  });

  it("hides no violation behind what came after it", () => {
    for (const verdict of ["fail", "inconclusive", "notRun"] as const) {
      expect(verdictOf(run(verdict), { leftovers, troubles: [unwritten] })).to.deep.equal({
        verdict,
        reason: "because",
      });
    }
  });
});
