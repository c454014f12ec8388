/** summary.md: failures first, whole sections within its limit, and tables that no text can break. */
import { expect } from "chai";
import fc from "fast-check";
import { hostileRun, sampleReport } from "./sample-report.js";
import { sampleRun } from "./sample-runs.js";
import { summaryText } from "./summary.js";

const normal = sampleRun({ scheme: "normal", id: "s1", folder: "normal" });
const failed = sampleRun({
  verdict: "fail",
  reason: "snapshots: 19 of at least 20",
  findings: [
    { check: "started", outcome: "pass", reason: "all", evidence: [] },
    {
      ...{ check: "snapshots", outcome: "fail", reason: "19 of at least 20" },
      ...{ evidence: [3], measured: "19 (>=20)" },
    },
  ],
});
const notRun = sampleRun({
  ...{ scheme: "bridge-restart", id: "s7", feed: "fifo", verdict: "notRun", reason: "no bridge" },
  ...{ plan: null, counts: null, records: [], findings: [], folder: null },
});

describe("summary", () => {
  it("tells the counts, then what did not pass and how to run it again, then every scheme", () => {
    const report = sampleReport([normal, failed, notRun], { problems: ["run.json is damaged"] });
    expect(summaryText(report).split("\n")).to.deep.equal([
      "# Faultline: 1 passed, 1 failed, 1 not run in 7.9 s",
      "",
      "commit 0123456789ab · seed 7 · 20 ms a bar · node v20.20.2 · linux x64 · folder reports/20261122T010203Z-8f3a1c",
      "",
      "> run.json is damaged",
      "",
      "## FAIL s5 multi-restart zmq",
      "",
      "snapshots: 19 of at least 20",
      "",
      "| check | outcome | got (expected) | why |",
      "|---|---|---|---|",
      "| snapshots | fail | 19 (>=20) | 19 of at least 20 |",
      "",
      "| fault | planned | injected | observed | felt | healed | recovered |",
      "|---|---|---|---|---|---|---|",
      "| f1 kill engine | bar 60 | 1201 | 1203 | felt | 1370 | 1381 (1 bar) |",
      "",
      "```sh",
      "npm run scheme -- multi-restart --feed zmq --speed-ms 20 --bars 300 --seed 1",
      "node dist/harness/main.js replay reports/20261122T010203Z-8f3a1c/multi-restart",
      "```",
      "",
      "## All schemes",
      "",
      "| scheme | feed | snapshots | faults | recovery | lost/dup | verdict |",
      "|---|---|---|---|---|---|---|",
      "| s1 normal | zmq | 30 (>=20) | 1/1 | max 0.1 s | 0 / 0 | PASS |",
      "| s5 multi-restart | zmq | 30 (>=20) | 1/1 | max 0.1 s | 0 / 0 | FAIL |",
      "| s7 bridge-restart | fifo | - | - | - | - | not run |",
      "",
      "## Not run",
      "",
      "- s7 bridge-restart fifo: no bridge",
      "",
      "",
    ]);
  });

  it("puts the failed before the missing and those before the undecided, and says what repetition proves", () => {
    const runs = (["pass", "inconclusive", "missing", "fail", "pass"] as const).map((verdict, index) =>
      sampleRun({ verdict, attempt: index + 1 }),
    );
    const text = summaryText(sampleReport(runs));
    expect(text.match(/^##.*$/gm)).to.deep.equal([
      "## FAIL s5 multi-restart zmq \\#4",
      "## MISSING s5 multi-restart zmq \\#3",
      "## INCONCLUSIVE s5 multi-restart zmq \\#2",
      "## All schemes",
      "## Repeated",
    ]);
    expect(text).to.match(/^- s5 multi-restart on zmq: 1 of 3 failed, a failure rate above/m);
  });

  it("says that a run was cut short", () => {
    const { results } = sampleReport([normal]);
    const report = sampleReport([normal], { results: { ...results, complete: false }, durationMs: null });
    expect(summaryText(report).split("\n")[0]).to.equal("# Faultline: 1 passed, cut short");
  });

  it("leaves out whole sections beyond its limit, names them, and keeps the table", () => {
    const runs = Array.from({ length: 40 }, (_, index) =>
      sampleRun({ ...failed, scheme: `scheme-${index + 1}`, id: `x${index + 1}` }),
    );
    const text = summaryText(sampleReport(runs), 16_384);
    expect(Buffer.byteLength(text)).to.be.at.most(16_384);
    const details = text.match(/^## FAIL/gm)?.length ?? 0;
    expect(details).to.be.within(2, 38);
    expect(text).to.contain(`and ${40 - details} sections are left out: x${details + 1} scheme-`);
    expect(text).to.contain("## All schemes").and.contain("| x40 scheme-40 |");
    expect(text.split("```")).to.have.length(2 * details + 1);
  });

  it("stays below the limit of GitHub with a thousand failures", () => {
    const runs = Array.from({ length: 1000 }, (_, index) =>
      sampleRun({ ...failed, attempt: index + 1, reason: "x".repeat(3000) }),
    );
    expect(Buffer.byteLength(summaryText(sampleReport(runs)))).to.be.within(800_000, 1024 * 1024 - 1);
  });

  it("stays below its limit, and keeps the shape of its tables, whatever the texts are", () => {
    fc.assert(
      fc.property(fc.array(hostileRun, { maxLength: 4 }), fc.nat({ max: 20_000 }), (runs, limit) => {
        const folder = runs[0]?.reason ?? "";
        const text = summaryText(sampleReport(runs, { folder, problems: [folder] }), 8192 + limit);
        expect(Buffer.byteLength(text)).to.be.at.most(8192 + limit);
        expect(columnCounts(text)).to.satisfy((tables: number[][]) =>
          tables.every((widths) => new Set(widths).size === 1),
        );
        expect(outsideBlocks(text)).not.to.match(/<(?!!)/);
      }),
    );
  });
});

function outsideBlocks(text: string): string {
  return text.replace(/^(`{3,})sh\n.*?\n\1\n/gms, "");
}

/** For each table the number of columns of each of its rows. */
function columnCounts(text: string): number[][] {
  const tables: number[][] = [];
  let inTable = false;
  for (const line of outsideBlocks(text).split("\n")) {
    if (!line.startsWith("|")) inTable = false;
    else {
      if (!inTable) tables.push([]);
      inTable = true;
      tables.at(-1)?.push(line.replace(/\\./gs, "").split("|").length);
    }
  }
  return tables;
}
