/** Annotations: the line they point at, how many there are, and that no text breaks out of its command. */
import { expect } from "chai";
import fc from "fast-check";
import { annotationLines } from "./annotations.js";
import { visible } from "./escape.js";
import { hostileRun, hostileText, sampleReport } from "./sample-report.js";
import { sampleRun } from "./sample-runs.js";

const text = [
  "name: multi-restart",
  "timeline:",
  "  - { at: 20%, fault: kill }",
  "expect:",
  "  snapshots: { min: 66% }",
  "  delivery: exactly-once",
  "",
].join("\n");
const schemeSource = { file: "schemes/multi-restart.yaml", text };
const failing = (...checks: string[]) =>
  sampleRun({
    verdict: "fail",
    findings: checks.map((check) => ({ check, outcome: "fail", reason: `no ${check}`, evidence: [] })),
  });
const linesOf = (run: ReturnType<typeof failing>) =>
  annotationLines(sampleReport([run], {}, { schemeSource }), (file) => file);

/** What GitHub reads: level, properties and message. */
function parsed(line: string): { level: string; properties: Record<string, string>; message: string } {
  const [, level = "", list = "", message = ""] = /^::(\w+) (.*?)::(.*)$/s.exec(line) ?? [];
  const properties = list.split(",").map((pair) => /^(\w+)=(.*)$/s.exec(pair)?.slice(1) ?? ["?", pair]);
  return { level, properties: Object.fromEntries(properties), message };
}

describe("annotations", () => {
  it("points at the line that expects what did not hold, and at expect for the rest", () => {
    expect(linesOf(failing("snapshots", "content", "no-crash", "evidence", "pace"))).to.deep.equal(
      [
        ["5,col=3", "snapshots"],
        ["6,col=3", "content"],
        ["4,col=1", "no-crash"],
        ["2,col=1", "evidence"],
        ["4,col=1", "pace"],
      ].map(
        ([place, check]) =>
          `::error file=schemes/multi-restart.yaml,line=${place},title=FAIL s5 multi-restart zmq%3A ${check}::no ${check}`,
      ),
    );
  });

  it("warns of what could not be decided, and is silent about what passed or was not run", () => {
    const findings = [{ check: "sync", outcome: "inconclusive" as const, reason: "100 %\nof", evidence: [] }];
    const [line, ...more] = linesOf(sampleRun({ verdict: "inconclusive", findings }));
    expect(more).to.deep.equal([]);
    expect(line).to.match(/^::warning file=.*INCONCLUSIVE s5 multi-restart zmq%3A sync::100 %25%0Aof$/);
    expect(linesOf(sampleRun())).to.deep.equal([]);
    expect(linesOf(sampleRun({ verdict: "notRun" }))).to.deep.equal([]);
  });

  it("tells a verdict that no check has, also without a scheme file", () => {
    const report = sampleReport([sampleRun({ verdict: "missing", reason: "no machine ran it" })]);
    expect(annotationLines(report, (file) => file)).to.deep.equal([
      "::error title=MISSING s5 multi-restart zmq%3A verdict::no machine ran it",
    ]);
  });

  it("shows ten at most, failures first, and the last says how many more", () => {
    const undecided = sampleRun({ verdict: "inconclusive", findings: [] });
    const runs = [undecided, ...Array.from({ length: 10 }, () => failing("snapshots"))];
    const lines = annotationLines(sampleReport(runs, {}, { schemeSource }), (file) => `sub/${file}`);
    expect(lines).to.have.length(10);
    expect(lines.slice(0, 9).every((line) => line.startsWith("::error file=sub/schemes/"))).to.equal(true);
    expect(lines[9]).to.match(/^::error title=Faultline::2 more findings are not shown here/);
    const ten = sampleReport(runs.slice(1), {}, { schemeSource });
    expect(annotationLines(ten, (file) => file).at(-1)).to.match(/^::error file=/);
  });

  it("keeps every text in its place", () => {
    fc.assert(
      fc.property(fc.array(hostileRun, { maxLength: 3 }), hostileText, (runs, file) => {
        const report = sampleReport(runs, { folder: file }, { schemeSource: { file, text: file } });
        for (const line of annotationLines(report, (name) => name)) {
          expect(line).not.to.match(/[\n\r]/);
          const { level, properties } = parsed(line);
          expect(level).to.match(/^(error|warning)$/);
          expect(Object.keys(properties)).to.satisfy((keys: string[]) =>
            keys.every((key) => ["file", "line", "col", "title"].includes(key)),
          );
          if (properties.file !== undefined)
            expect(decodeURIComponent(properties.file)).to.equal(visible(file));
        }
      }),
    );
  });
});
