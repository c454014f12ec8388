/** Tests of the validation report: each claim follows from the run, and from nothing else. */
import { expect } from "chai";
import fc from "fast-check";
import type { Outcome } from "../finding.js";
import type { SchemeReport } from "../report.js";
import type { Metrics, SchemeRun } from "../scheme-run.js";
import { rule } from "../validation/binding.js";
import { claims } from "../validation/claims.js";
import type { Ruling } from "../validation/ruling.js";
import { hostileRun, sampleReport } from "./sample-report.js";
import { sampleRecord, sampleRun } from "./sample-runs.js";
import { validationText } from "./validation.js";

const spread = { p50: 0.2, p99: 0.9 };
const hops = ["publisher", "publisher -> bridge", "bridge", "bridge -> engine", "engine"];
const quick: Metrics = {
  latency: {
    totalMs: spread,
    byHopMs: Object.fromEntries(hops.map((hop) => [hop, spread])),
    bars: { steady: 300, catchUp: 0, disturbed: 0, repeated: 0, incomplete: 0 },
    reason: null,
  },
  cpuPct: { publisher: 0.4, bridge: 0.3, engine: 0.5 },
  rssMb: { publisher: 19, bridge: 18, engine: 20 },
};
const slowBridge: Metrics = { ...quick, latency: { ...quick.latency, totalMs: { p50: 3, p99: 4.9 } } };

const checkNames = [
  ...["harness", "feed", "started", "evidence", "content", "delivery", "sync", "stream", "order", "deadline"],
  ...["snapshots", "recovery", "no-crash", "incarnations", "pace"],
];

/** A scheme run in which every check has passed, each with event 7 behind it. */
function passed(id: string, feed: string, changes: Partial<SchemeRun> = {}): SchemeRun {
  return sampleRun({
    ...{ scheme: `scheme-${id}`, id, feed, folder: `scheme-${id}-${feed}` },
    findings: checkNames.map((check) => ({
      ...{ check, outcome: "pass", reason: "as it should be", evidence: [7] },
      measured: "100 (>=80)",
    })),
    metrics: feed === "zmq" ? slowBridge : quick,
    ...changes,
  });
}

const wholeRun: readonly SchemeRun[] = ["zmq", "fifo", "native"].flatMap((feed) =>
  ["s1", "s2", "s3", "s4", "s5", "s7"]
    .filter((id) => id !== "s7" || feed === "zmq")
    .map((id) => passed(id, feed)),
);

/** The same run, where one check in one scheme run ended otherwise. */
function spoiled(id: string, feed: string, check: string, outcome: Outcome): readonly SchemeRun[] {
  return wholeRun.map((run) => {
    if (run.id !== id || run.feed !== feed) return run;
    const findings = run.findings.map((finding) =>
      finding.check === check ? { ...finding, outcome, reason: "spoiled", measured: "3 lost" } : finding,
    );
    return { ...run, verdict: outcome, findings };
  });
}

function changed(id: string, feed: string, changes: Partial<SchemeRun>): readonly SchemeRun[] {
  return wholeRun.map((run) => (run.id === id && run.feed === feed ? { ...run, ...changes } : run));
}

function rulings(runs: readonly SchemeRun[], scheme: Partial<SchemeReport> = {}): Map<string, Ruling> {
  const report = sampleReport(runs, {}, scheme);
  return new Map(claims.map(({ text, binding }) => [text, rule(report, binding)]));
}

/** How the claims that speak of it come out, by their first words. */
function wordOf(beginning: string, runs: readonly SchemeRun[], scheme: Partial<SchemeReport> = {}): string {
  const found = [...rulings(runs, scheme)].filter(([text]) => text.startsWith(beginning));
  expect(found, beginning).to.have.length(1);
  return found.map(([, { word }]) => word).join();
}

const denied = "With nobody at the FIFO";
const words = (of: Map<string, Ruling>): string[] => [...of.values()].map(({ word }) => word);

describe("validation", () => {
  it("proves every claim of a run that shows all of them, but the one that is not so", () => {
    for (const [text, ruling] of rulings(wholeRun)) {
      expect(ruling.word, text).to.equal(text.startsWith(denied) ? "REFUTED" : "PROVED");
      expect(ruling.figure, text).to.not.equal(null);
      expect(ruling.links, text).to.not.have.length(0);
    }
  });

  it("measures nothing in an empty run, and in one where nothing applied", () => {
    expect(new Set(words(rulings([])))).to.deep.equal(new Set(["NOT MEASURED"]));
    const notRun = wholeRun.map((run) => ({ ...run, verdict: "notRun" as const, plan: null, findings: [] }));
    expect(new Set(words(rulings(notRun)))).to.deep.equal(new Set(["NOT MEASURED"]));
  });

  it("measures of s1 alone only what s1 shows, and names what did not run", () => {
    const only = rulings(wholeRun.filter(({ id }) => id === "s1"));
    for (const { text, binding } of claims) {
      const word = binding.schemes.every((id) => id === "s1") ? "PROVED" : "NOT MEASURED";
      expect(only.get(text)?.word, text).to.equal(word);
    }
    expect(only.get("After a restart the engine takes new bars at once.")?.why).to.equal(
      "s3, s5 did not run",
    );
  });

  for (const { text, binding } of claims) {
    if (binding.kind !== "checks") continue;
    for (const check of binding.checks) {
      const feed = binding.feed ?? "zmq";
      it(`turns with the check ${check}: ${text}`, () => {
        const [id = ""] = binding.schemes;
        const failed = rulings(spoiled(id, feed, check, "fail")).get(text);
        expect(failed?.word).to.equal(binding.denied === true ? "PROVED" : "REFUTED");
        expect(failed?.figure).to.equal(`${check}: 3 lost`);
        expect(failed?.links).to.deep.equal([
          { label: `${id} ${feed}, event 7`, path: `scheme-${id}-${feed}/history.jsonl`, line: 7 },
        ]);
        expect(wordOf(text, spoiled(id, feed, check, "inconclusive"))).to.equal("NOT MEASURED");
        const unjudged = wholeRun.map((run) => ({
          ...run,
          findings: run.findings.filter((finding) => finding.check !== check),
        }));
        expect(wordOf(text, unjudged)).to.equal("NOT MEASURED");
      });
    }
  }

  it("proves nothing where a fault did not take effect, or the history has no end", () => {
    const text = "The engine may die and come back.";
    expect(wordOf(text, wholeRun)).to.equal("PROVED");
    expect(wordOf(text, spoiled("s3", "native", "evidence", "inconclusive"))).to.equal("NOT MEASURED");
    expect(wordOf(text, wholeRun, { complete: false })).to.equal("NOT MEASURED");
  });

  it("takes no passed check for proof that had nothing to count", () => {
    expect(wordOf("Bars flow", changed("s1", "zmq", { counts: null }))).to.equal("NOT MEASURED");
    expect(
      wordOf(
        "After a restart",
        wholeRun.map((run) => ({ ...run, records: [] })),
      ),
    ).to.equal("NOT MEASURED");
    const never = [sampleRecord({ recoveredBars: null })];
    expect(wordOf("After a restart", changed("s3", "zmq", { records: never }))).to.equal("NOT MEASURED");
  });

  describe("limits", () => {
    const hop = "ZMQ to bridge";
    const late = (p50: number): readonly SchemeRun[] => {
      const byHopMs = { ...quick.latency.byHopMs, "publisher -> bridge": { p50, p99: 9 } };
      return changed("s1", "zmq", { metrics: { ...slowBridge, latency: { ...quick.latency, byHopMs } } });
    };
    const noise = (pressurePercent: number | null, stealPercent: number | null): Partial<SchemeReport> => ({
      history: [{ n: 1, tMs: 1, type: "noise", loopLagMs: 1, stealPercent, pressurePercent }],
    });

    it("are proved one under, refuted exactly at", () => {
      expect(wordOf(hop, late(0.999))).to.equal("PROVED");
      expect(wordOf(hop, late(1))).to.equal("REFUTED");
      expect(rulings(late(1)).get("ZMQ to bridge: half of the bars need less than 1 ms.")?.figure).to.equal(
        "1 ms (p99 9 ms, 300 bars)",
      );
    });

    it("are not refuted by a busy machine, and proved on it all the same", () => {
      expect(wordOf(hop, late(1), noise(51, 0))).to.equal("NOT MEASURED");
      expect(wordOf(hop, late(1), noise(0, 11))).to.equal("NOT MEASURED");
      expect(wordOf(hop, late(1), noise(50, 10))).to.equal("REFUTED");
      expect(wordOf(hop, late(1), noise(null, null))).to.equal("REFUTED");
      expect(wordOf(hop, late(0.999), noise(100, 50))).to.equal("PROVED");
    });

    it("say why there is no number", () => {
      const latency = { totalMs: null, byHopMs: null, bars: null, reason: "publisher printed no stamp" };
      const of = rulings(changed("s1", "zmq", { metrics: { ...quick, latency } }));
      expect(of.get("ZMQ to bridge: half of the bars need less than 1 ms.")).to.include({
        word: "NOT MEASURED",
        why: "s1 zmq: publisher printed no stamp",
      });
    });

    it("of a share of a CPU hold at the pace at which they were claimed", () => {
      const busy = { metrics: { ...slowBridge, cpuPct: { bridge: 4 } } };
      expect(wordOf("The bridge needs", changed("s1", "zmq", busy))).to.equal("NOT MEASURED");
      const plan = sampleRun().plan;
      const slow = plan === null ? null : { ...plan, speedMs: 800 };
      expect(wordOf("The bridge needs", changed("s1", "zmq", { ...busy, plan: slow }))).to.equal("REFUTED");
    });

    it("of a memory count the largest process of all feeds", () => {
      const large = { metrics: { ...quick, rssMb: { engine: 25 } } };
      expect(wordOf("Each process", changed("s1", "fifo", large))).to.equal("REFUTED");
    });

    it("of a saving compare both feeds, and prove nothing on a busy machine", () => {
      const saving = "To leave out the bridge";
      expect(wordOf(saving, changed("s1", "zmq", { metrics: quick }))).to.equal("REFUTED");
      expect(wordOf(saving, wholeRun, noise(51, 0))).to.equal("NOT MEASURED");
      expect(
        wordOf(
          saving,
          wholeRun.filter(({ feed }) => feed !== "native"),
        ),
      ).to.equal("NOT MEASURED");
    });
  });

  describe("text", () => {
    it("sums the rows up, and gives each criterion the word of its worst row", () => {
      const text = validationText(sampleReport(wholeRun));
      expect(text).to.contain("\n24 proved, 1 refuted, 0 not measured: the claims of the original report");
      expect(text).to.contain("| Functionality | PROVED | 5 proved, 0 refuted, 0 not measured |\n");
      expect(text).to.contain("| Resilience | **REFUTED** | 5 proved, 1 refuted, 0 not measured |\n");
      expect(text).to.contain("| Documentation | NOT MEASURED | no check of a run reads documents |\n");
      expect(text).to.contain("| **Ready for production** | **REFUTED** | 24 proved, 1 refuted,");
    });

    it("links to the event that shows it", () => {
      expect(validationText(sampleReport(wholeRun))).to.contain(
        "| [s3 zmq, event 7](scheme-s3-zmq/history.jsonl#L7), ",
      );
    });

    it("keeps the shape of its tables whatever the texts are", () => {
      const bars = (text: string): number[] =>
        text.split("\n").map((line) => line.replaceAll("\\|", "").split("|").length);
      const shape = bars(validationText(sampleReport([])));
      const schemes = ["s1", "s2", "s3", "s4", "s5", "s7"];
      fc.assert(
        fc.property(hostileRun, fc.constantFrom(...schemes), (run, id) => {
          expect(bars(validationText(sampleReport([{ ...run, id }])))).to.deep.equal(shape);
        }),
      );
    });
  });
});
