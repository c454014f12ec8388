/** The table: whole texts for small suites, and that it fits its width. */
import { stripVTControlCharacters } from "node:util";
import { expect } from "chai";
import { painter, plain } from "./colour.js";
import { samplePlan, sampleRecord, sampleRun } from "./sample-runs.js";
import { tableText } from "./table.js";

const context = {
  runFolder: "reports/20261122T010203Z-8f3a1c",
  durationMs: 7900,
  again: { flags: [], files: {} },
  complete: true,
  columns: null,
};
const normal = sampleRun({
  scheme: "normal",
  id: "s1",
  plan: samplePlan({ steps: [], deadline: { ms: 12_000, stallMs: 1, terms: [] } }),
  records: [],
});

describe("table", () => {
  it("shows snapshots, faults, recovery, loss and verdict, and closes with time and deadline", () => {
    expect(tableText([normal, sampleRun()], context, plain)).to.equal(
      [
        "scheme            snapshots  faults  recovery   lost/dup  verdict",
        "s1 normal         30 (>=20)  -       -          0 / 0     PASS",
        "s5 multi-restart  30 (>=20)  1/1     max 0.1 s  0 / 0     PASS",
        "2 passed in 7.9 s. Deadline of the longest: 14.2 s, see --dry-run.",
        "",
      ].join("\n"),
    );
  });

  it("says for a failure its cause, its folder and the two commands", () => {
    const run = sampleRun({
      verdict: "fail",
      reason: "19 snapshots of at least 20",
      records: [sampleRecord({ recoveredMs: null, observedMs: null })],
      counts: { snapshots: 19, bars: null, symbolBars: null, synced: null },
    });
    expect(tableText([run], context, plain)).to.equal(
      [
        "scheme            snapshots  faults  recovery  lost/dup      verdict",
        "s5 multi-restart  19 (>=20)  0/1     not seen  not measured  FAIL",
        "FAIL s5 multi-restart on zmq: 19 snapshots of at least 20",
        "  folder   reports/20261122T010203Z-8f3a1c/multi-restart",
        "  replay   node dist/harness/main.js replay reports/20261122T010203Z-8f3a1c/multi-restart",
        "  recheck  node dist/harness/main.js recheck reports/20261122T010203Z-8f3a1c/multi-restart",
        "1 failed in 7.9 s. Deadline of the longest: 14.2 s, see --dry-run.",
        "",
      ].join("\n"),
    );
  });

  it("repeats the flags that the plan does not hold, as a shell takes them", () => {
    const flags = ["--results", "my data.json", "--min-snapshots", "3"];
    const again = { flags, files: { "multi-restart": "mine/multi.yaml" } };
    const text = tableText([sampleRun({ verdict: "fail", folder: null })], { ...context, again }, plain);
    expect(text).to.contain(
      "npm run scheme -- mine/multi.yaml --feed zmq --speed-ms 20 --bars 300 --seed 1 --results 'my data.json' --min-snapshots 3\n",
    );
  });

  it("takes a scheme that is called like something of every object for a name", () => {
    const text = tableText(
      [sampleRun({ scheme: "constructor", verdict: "fail", folder: null })],
      context,
      plain,
    );
    expect(text).to.contain("npm run scheme -- constructor --feed zmq");
  });

  it("names the reason of what was not run, and shows the feed where there are several", () => {
    const run = sampleRun({
      feed: "fifo",
      verdict: "notRun",
      reason: "the feed fifo has no role bridge",
      plan: null,
      counts: null,
      records: [],
      folder: null,
    });
    expect(tableText([normal, run], { ...context, complete: false }, plain)).to.equal(
      [
        "scheme            feed  snapshots  faults  recovery  lost/dup  verdict",
        "s1 normal         zmq   30 (>=20)  -       -         0 / 0     PASS",
        "s5 multi-restart  fifo  -          -       -         -         not run",
        "not run: s5 multi-restart on fifo: the feed fifo has no role bridge",
        "1 passed, 1 not run in 7.9 s, cut short. Deadline of the longest: 12.0 s, see --dry-run.",
        "",
      ].join("\n"),
    );
  });

  it("puts attempts of one scheme into one row and says what they prove", () => {
    const runs = Array.from({ length: 20 }, (_, index) => sampleRun({ attempt: index + 1 }));
    const text = tableText(runs, context, plain);
    expect(text).to.contain("PASS 20/20\n");
    expect(text).to.contain(
      "s5 multi-restart on zmq: 0 of 20 failed, which proves a failure rate below 14.0 %",
    );
    expect(text.split("\n")).to.have.length(5);
  });

  it("shows the worst attempt of several", () => {
    const runs = [sampleRun(), sampleRun({ attempt: 2, verdict: "fail" }), sampleRun({ attempt: 3 })];
    expect(tableText(runs, context, plain)).to.contain("FLAKY 2/3\n");
  });

  it("calls flaky what both passes and fails, and says how often", () => {
    const runs = [1, 2, 3].map((attempt) =>
      sampleRun({ attempt, verdict: attempt === 2 ? "fail" : "pass", reason: "because" }),
    );
    const text = tableText(runs, context, plain);
    expect(text).to.match(/^s5 multi-restart .* FLAKY 2\/3$/m);
    expect(text).to.contain("; 2 of 3 passed: it is flaky (95 % one-sided).");
    const never = runs.map((run) => ({ ...run, verdict: "fail" as const }));
    expect(tableText(never, context, plain))
      .to.match(/FAIL 0\/3$/m)
      .and.not.to.match(/flaky/i);
  });

  it("fits 80 columns with the longest words and two feeds", () => {
    const counts = { snapshots: 30, bars: null, symbolBars: null, synced: null };
    const long = { scheme: "a-scheme-with-a-rather-long-name", verdict: "inconclusive" as const, counts };
    const runs = [sampleRun(long), sampleRun({ ...long, feed: "native" })];
    const grid = tableText(runs, context, plain).split("\n").slice(0, 3);
    for (const line of grid) expect(line.length, line).to.be.at.most(80);
    expect(grid[1]).to.match(/^s5 a-scheme.*~ zmq/);
  });

  it("breaks sentences at words to the width of the terminal, and no command", () => {
    const reason =
      "bar 145 was lost (during f2 (kill engine)), on the way from publisher to engine; run it again";
    const runs = [sampleRun({ verdict: "fail", reason })];
    const lines = tableText(runs, { ...context, columns: 80 }, plain).split("\n");
    expect(lines.slice(2)).to.deep.equal([
      "FAIL s5 multi-restart on zmq: bar 145 was lost (during f2 (kill engine)), on the",
      "  way from publisher to engine; run it again",
      "  folder   reports/20261122T010203Z-8f3a1c/multi-restart",
      "  replay   node dist/harness/main.js replay reports/20261122T010203Z-8f3a1c/multi-restart",
      "  recheck  node dist/harness/main.js recheck reports/20261122T010203Z-8f3a1c/multi-restart",
      "1 failed in 7.9 s. Deadline of the longest: 14.2 s, see --dry-run.",
      "",
    ]);
    const coloured = tableText(runs, { ...context, columns: 80 }, painter({}, true));
    expect(stripVTControlCharacters(coloured).split("\n")).to.deep.equal(lines);
  });

  it("aligns coloured and plain tables alike", () => {
    const coloured = tableText([normal, sampleRun({ verdict: "fail" })], context, painter({}, true));
    expect(coloured).to.contain("\u001b[31mFAIL\u001b[39m");
    const bare = stripVTControlCharacters(coloured);
    expect(bare).to.equal(tableText([normal, sampleRun({ verdict: "fail" })], context, plain));
  });
});
