/** Merging shards: the same suite whatever their number, what is missing is said, and what does not fit is refused. */
import { expect } from "chai";
import fc from "fast-check";
import { exitCodeOf } from "./command/exit-code.js";
import { mergeParts, mergeProblem, type Part } from "./merge.js";
import type { Job } from "./planning/job.js";
import type { Plan } from "./planning/plan.js";
import { notStarted } from "./planning/prepare.js";
import { divide } from "./planning/selection.js";
import { planOf, planStep } from "./proof/literals.js";
import { syntheticHistories } from "./proof/synthetic.js";
import { type RunInfo, totalsOf, wholeRun } from "./results.js";
import type { SchemeRun } from "./scheme-run.js";
import { judge } from "./verdict.js";

const base = planOf({
  steps: [planStep()],
  expect: { snapshots: { min: 3, possible: 4, everyBars: 10 }, recovery: { withinBars: 5 } },
});
/** One of each verdict, judged from histories that were played. */
const judged = syntheticHistories(base).map(({ judged }) => judge(judged));

function runOf(plan: Plan, which: number): SchemeRun {
  const judgement = judged[which % judged.length];
  if (judgement === undefined) throw new Error("there are no synthetic histories");
  const { outcome: verdict, reason, findings, records, counts } = judgement;
  const nothing = notStarted({ name: plan.scheme, id: plan.id }, plan.feed, plan.attempt, "");
  return { ...nothing, plan, verdict, reason, findings, records, counts, folder: plan.scheme };
}

const info: RunInfo = {
  ...{
    id: "x",
    startedAt: "",
    seed: "1",
    feeds: ["zmq"],
    recovery: "on",
    commit: "abc",
    node: "",
    platform: "",
  },
  argv: [],
  ...wholeRun,
  settings: { data: "d", schemes: "s", systems: "y", plans: "p" },
};

interface Drawn {
  which: number;
  bars: number;
  attempts: number;
}

/** The suite as one machine would run it, and the parts as `count` machines would. */
function suiteOf(drawn: readonly Drawn[], count: number): { whole: SchemeRun[]; parts: Part[] } {
  const runs = drawn.flatMap(({ which, bars, attempts }, at) =>
    Array.from({ length: attempts }, (_, attempt) =>
      runOf(planOf({ scheme: `scheme-${at}`, id: `s${at}`, bars, attempt: attempt + 1 }), which + attempt),
    ),
  );
  const left = drawn.map((_, at) =>
    notStarted({ name: `scheme-${at}`, id: `s${at}` }, "fifo", 1, "no bridge"),
  );
  const jobs = runs.flatMap(({ plan }) => (plan === null ? [] : [{ plan } as Job]));
  const parts = Array.from({ length: count }, (_, at): Part => {
    const shard = { index: at + 1, count };
    const { selection, part } = divide({ jobs, notRun: left }, shard);
    const own = runs.filter(({ plan }) => part.jobs.some((job) => job.plan === plan));
    return {
      shown: `shard-${at + 1}`,
      info: { ...info, id: `r${at}`, shard, selection: [...selection] },
      runs: [...own, ...part.notRun],
    };
  });
  return { whole: [...runs, ...left], parts };
}

const drawn = fc.array(
  fc.record({
    which: fc.nat(20),
    bars: fc.integer({ min: 1, max: 60 }),
    attempts: fc.integer({ min: 1, max: 3 }),
  }),
  { minLength: 1, maxLength: 12 },
);
const count = fc.integer({ min: 1, max: 9 });
const keyOf = ({ scheme, feed, attempt }: SchemeRun): string => `${scheme} ${feed} ${attempt}`;

describe("merge", () => {
  it("is tried on every verdict there is", () => {
    expect([...new Set(judged.map(({ outcome }) => outcome))]).to.have.members([
      "pass",
      "fail",
      "inconclusive",
    ]);
  });

  it("makes of any number of shards what one machine would have run, in its order", () => {
    fc.assert(
      fc.property(drawn, count, (schemes, shards) => {
        const { whole, parts } = suiteOf(schemes, shards);
        expect(mergeProblem(parts, shards)).to.equal(null);
        const merged = mergeParts(parts, shards).map(({ run }) => run);
        expect(merged).to.deep.equal(whole);
        expect(totalsOf(merged)).to.deep.equal(totalsOf(whole));
        expect(exitCodeOf(merged, null)).to.equal(exitCodeOf(whole, null));
      }),
    );
  });

  it("names all that a lost shard was to run, is red, and keeps the rest as it was", () => {
    fc.assert(
      fc.property(drawn, count, fc.nat(), (schemes, shards, at) => {
        const { whole, parts } = suiteOf(schemes, shards);
        const lost = parts[at % shards];
        const kept = parts.filter((part) => part !== lost);
        if (lost === undefined || kept.length === 0) return;
        const merged = mergeParts(kept, shards).map(({ run }) => run);
        const gone = merged.filter(({ verdict }) => verdict === "missing");
        expect(gone.map(keyOf)).to.have.members(lost.runs.map(keyOf));
        expect(merged.filter(({ verdict }) => verdict !== "missing")).to.deep.equal(
          whole.filter((run) => !lost.runs.includes(run)),
        );
        if (gone.length > 0) expect(exitCodeOf(merged, null)).to.equal(1);
      }),
    );
  });

  it("says of a shard that was cut which scheme it never started", () => {
    const { parts } = suiteOf([{ which: 0, bars: 10, attempts: 1 }], 1);
    const [part] = parts;
    if (part === undefined) throw new Error("expected a part");
    for (const runs of [[], part.runs.map((run) => ({ ...run, verdict: "notRun" as const }))]) {
      const [first] = mergeParts([{ ...part, runs }], 1);
      expect(first?.run).to.include({
        scheme: "scheme-0",
        verdict: "missing",
        reason: "shard 1 of 1 (shard-1) ended before it was started",
      });
    }
  });

  describe("refuses", () => {
    const { parts } = suiteOf([{ which: 0, bars: 10, attempts: 4 }], 2);
    const [first, second] = parts;
    if (first === undefined || second === undefined) throw new Error("expected two parts");
    const settings = { data: "d", schemes: "s", systems: "y", plans: "p" };
    const others: [string, Partial<RunInfo>, RegExp][] = [
      ["another commit", { commit: "abd" }, /^shard-1 and shard-2 cannot .* of one commit: abc and abd$/],
      ["another seed", { seed: "2" }, /of one seed: 1 and 2$/],
      ["another recovery", { recovery: "off" }, /of one setting of --recovery: on and off$/],
      ["other data", { settings: { ...settings, data: "e" } }, /of one data file: d and e$/],
      ["other schemes", { settings: { ...settings, schemes: "t" } }, /of one set of scheme files/],
      ["other systems", { settings: { ...settings, systems: "z" } }, /of one set of system files/],
      ["another speed", { settings: { ...settings, plans: "q" } }, /of one set of plans \(speed, bars/],
      ["another selection", { selection: [] }, /of one selection$/],
      ["a run that does not say", { settings: null }, /does not say what was asked for/],
      [
        "another number of shards",
        { shard: { index: 2, count: 3 } },
        /shard 2 of 3, and --expect-shards says 2$/,
      ],
      ["a whole run", { shard: null }, /is a whole run, and --expect-shards says 2$/],
      [
        "a shard twice",
        { shard: { index: 1, count: 2 } },
        /^shard 1 of 2 is there twice, shard-1 and shard-2:/,
      ],
    ];
    for (const [what, change, message] of others) {
      it(what, () => {
        const other = { ...second, info: { ...second.info, ...change } };
        expect(mergeProblem([first, other], 2)).to.match(message);
      });
    }

    it("nothing at all", () => {
      expect(mergeProblem([], 2)).to.equal("there is no run to merge");
    });
  });
});
