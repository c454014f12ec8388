/** junit.xml: its text for literal runs, and that it is valid for any. */
import fs from "node:fs";
import path from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { validateXML } from "xmllint-wasm";
import { findRoot } from "../command/library.js";
import { junitText } from "./junit.js";
import { hostileRun, sampleReport } from "./sample-report.js";
import { sampleRun } from "./sample-runs.js";

const schema = fs.readFileSync(
  path.join(findRoot(import.meta.dirname), "fixtures/schemas/junit.xsd"),
  "utf8",
);

/** Whole files in one call: each call starts a worker. */
async function problemsOf(files: readonly string[]): Promise<string[]> {
  const { errors } = await validateXML({
    xml: files.map((contents, n) => ({ fileName: `${n}.xml`, contents })),
    schema: [schema],
  });
  return errors.map(({ rawMessage }) => rawMessage);
}

const failed = sampleRun({
  verdict: "fail",
  reason: 'snapshots: 19 of at least 20, said "<engine> & co"',
  findings: [
    { check: "started", outcome: "pass", reason: "all roles", evidence: [] },
    { check: "snapshots", outcome: "fail", reason: '19 of at least 20, said "<engine> & co"', evidence: [3] },
    { check: "sync", outcome: "inconclusive", reason: "no line\u001b[0m\nwas seen", evidence: [] },
  ],
});

describe("junit", () => {
  it("has a suite a run and a case a check: failure, error, skipped", () => {
    const notRun = sampleRun({
      ...{ scheme: "normal", id: "s1", verdict: "notRun", reason: "no bridge", folder: null, plan: null },
      ...{ findings: [], historyDigest: null, durationMs: 0 },
    });
    expect(junitText(sampleReport([failed, notRun])).split("\n")).to.deep.equal([
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<testsuites name="faultline 20261122T010203Z-8f3a1c" tests="4" failures="1" errors="1" time="7.900">',
      '  <testsuite name="s5 multi-restart zmq" tests="3" failures="1" errors="1" skipped="0" time="7.900" timestamp="2026-11-22T01:02:03">',
      "    <properties>",
      '      <property name="verdict" value="fail"/>',
      '      <property name="commit" value="0123456789abcdef+"/>',
      '      <property name="seed" value="1"/>',
      '      <property name="speedMs" value="20"/>',
      '      <property name="bars" value="300"/>',
      '      <property name="deadlineMs" value="14200"/>',
      '      <property name="folder" value="multi-restart"/>',
      '      <property name="historyDigest" value="ab12"/>',
      "    </properties>",
      '    <testcase name="started" classname="zmq.multi-restart"/>',
      '    <testcase name="snapshots" classname="zmq.multi-restart">',
      '      <failure type="snapshots" message="19 of at least 20, said &quot;&lt;engine&gt; &amp; co&quot;">19 of at least 20, said "&lt;engine&gt; &amp; co"',
      "folder   reports/20261122T010203Z-8f3a1c/multi-restart",
      "again    npm run scheme -- multi-restart --feed zmq --speed-ms 20 --bars 300 --seed 1",
      "replay   node dist/harness/main.js replay reports/20261122T010203Z-8f3a1c/multi-restart</failure>",
      "    </testcase>",
      '    <testcase name="sync" classname="zmq.multi-restart">',
      '      <error type="sync" message="no line\\u001b[0m&#10;was seen">no line\\u001b[0m',
      "was seen",
      "folder   reports/20261122T010203Z-8f3a1c/multi-restart",
      "again    npm run scheme -- multi-restart --feed zmq --speed-ms 20 --bars 300 --seed 1",
      "replay   node dist/harness/main.js replay reports/20261122T010203Z-8f3a1c/multi-restart</error>",
      "    </testcase>",
      "  </testsuite>",
      '  <testsuite name="s1 normal zmq" tests="1" failures="0" errors="0" skipped="1" time="0.000" timestamp="2026-11-22T01:02:03">',
      "    <properties>",
      '      <property name="verdict" value="notRun"/>',
      '      <property name="commit" value="0123456789abcdef+"/>',
      '      <property name="seed" value="7"/>',
      "    </properties>",
      '    <testcase name="verdict" classname="zmq.normal">',
      '      <skipped type="verdict" message="no bridge">no bridge</skipped>',
      "    </testcase>",
      "  </testsuite>",
      "</testsuites>",
      "",
    ]);
  });

  it("gives a verdict that no check has a case of its own, so that no red run has a green suite", () => {
    for (const [verdict, element] of [
      ["fail", "failure"],
      ["inconclusive", "error"],
      ["missing", "error"],
      ["notRun", "skipped"],
    ] as const) {
      const text = junitText(sampleReport([sampleRun({ verdict, reason: "its folder is gone" })]));
      expect(text).to.contain(`<${element} type="verdict" message="its folder is gone">`);
    }
  });

  it("is valid, also without a single run", async () => {
    const started = sampleReport([sampleRun()], { durationMs: null });
    expect(await problemsOf([junitText(sampleReport([])), junitText(started)])).to.deep.equal([]);
  });

  it("is well formed and valid whatever its texts are", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(hostileRun, { minLength: 50, maxLength: 50 }), async (runs) => {
        const folder = runs[0]?.reason ?? "";
        expect(await problemsOf([junitText(sampleReport(runs, { folder }))])).to.deep.equal([]);
      }),
      { numRuns: 4, endOnFailure: true },
    );
  });

  it("is judged by a schema that can refuse", async () => {
    const text = junitText(sampleReport([failed]));
    const broken = [
      text.replace('tests="3"', ""),
      text.replace('time="7.900"', 'time="7.9s"'),
      text.replace(' type="sync"', ""),
      text.replace("</testsuites>", ""),
      text.replace("said &quot;", "said \u001b"),
    ];
    for (const one of broken) expect(await problemsOf([one]), one).not.to.deep.equal([]);
  });
});
