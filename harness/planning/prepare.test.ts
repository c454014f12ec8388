/** Tests of what is refused at load: timelines that no stream can hold, and schemes that could not fail. */
import fs from "node:fs";
import { expect } from "chai";
import { FaultlineError } from "../errors.js";
import { unjudgeable } from "../proof/vacuity.js";
import { parseScheme } from "../scheme.js";
import { parseSystem } from "../system.js";
import { loadStream } from "../text/stream-file.js";
import { type PrepareOptions, prepare } from "./prepare.js";

const mocklive = fs.readFileSync("schemes/systems/mocklive.yaml", "utf8");
const results = loadStream("fixtures/results_10-24.json");
const snapshots = "snapshots: { min: 66% }";

interface Written {
  timeline?: string;
  expect: string;
  bars?: number;
  system?: string;
}

const options: Omit<PrepareOptions, "selected" | "systemOf"> = {
  results,
  ...{ feed: "zmq", speedMs: 20, bars: undefined, minSnapshots: undefined, recovery: undefined },
  ...{ repeatEach: 1, seed: "1" },
};

function planned({ timeline, expect: expected, bars = 300, system = mocklive }: Written, more = {}) {
  const steps = timeline === undefined ? "" : `timeline:\n${timeline.replace(/^/gm, "  - ")}\n`;
  const text = `name: one\nwhy: One.\nsystem: mocklive\nbars: ${bars}\n${steps}expect:\n  ${expected.replaceAll("; ", "\n  ")}\n`;
  return prepare({
    ...options,
    selected: [{ scheme: parseScheme(text, "one.yaml"), explicit: true }],
    systemOf: () => parseSystem(system, "mocklive.yaml"),
    ...more,
  }).jobs;
}

function refusal(written: Written, more = {}): string {
  try {
    planned(written, more);
  } catch (error) {
    if (error instanceof FaultlineError) return error.message.split("\n")[0] ?? "";
    throw error;
  }
  return "not refused";
}

const kill = (at: string, bars = 5) => `{ at: ${at}, fault: kill, target: engine, for: ${bars} bars }`;
const recovery = "recovery: { within: 10 bars }";

describe("prepare", () => {
  it("takes a window that fits to the bar, and refuses one that is a bar too long", () => {
    expect(planned({ timeline: kill("bar 285"), expect: `${snapshots}; ${recovery}` })).to.have.length(1);
    expect(refusal({ timeline: kill("bar 286"), expect: `${snapshots}; ${recovery}` })).to.equal(
      "one.yaml:6:11 timeline[0].at: must leave 10 bars to recover in (expect.recovery.within): fault f1 ends at bar 291 of 300",
    );
  });

  it("counts a window in the bars of the speed: what fits at 20 ms does not at 5 ms", () => {
    const written = { timeline: kill("bar 285"), expect: `${snapshots}; ${recovery}` };
    expect(refusal(written, { speedMs: 5 })).to.include("must leave 40 bars to recover in");
  });

  it("refuses a fault that lies outside of the stream", () => {
    const expected = `${snapshots}; ${recovery}`;
    expect(refusal({ timeline: kill("bar 300"), expect: expected })).to.equal(
      "one.yaml:6:11 timeline[0].at: must be before the last bar (300), got bar 300",
    );
    expect(refusal({ timeline: kill("snapshot 30"), expect: expected })).to.include("before the last bar");
    expect(refusal({ timeline: kill("bar 60"), expect: expected }, { bars: 50 })).to.include("got bar 60");
  });

  it("refuses a second fault on a target while the first is open", () => {
    const timeline = `${kill("bar 60", 20)}\n${kill("bar 70")}`;
    expect(refusal({ timeline, expect: `${snapshots}; ${recovery}` })).to.include(
      "timeline[1].at: must be after the fault that is still open on engine (f1 kill, until bar 80), got bar 70",
    );
  });

  it("refuses a fault that comes sooner after a restart than any program starts, unless it need not be felt", () => {
    const timeline = (at: number, more = "") =>
      `${kill("bar 60")}\n{ at: bar ${at}, fault: kill, target: engine, for: 5 bars${more} }`;
    const expected = `${snapshots}; ${recovery}`;
    const fast = { speedMs: 5 };
    expect(refusal({ timeline: timeline(74), expect: expected }, fast)).to.include(
      "timeline[1].at: must leave engine 50 ms to start again after f1 (kill, until bar 65), got 45 ms; " +
        "give the stream more bars or a slower pace (--bars, --speed-ms)",
    );
    expect(refusal({ timeline: timeline(75), expect: expected }, fast)).to.equal("not refused");
    expect(refusal({ timeline: timeline(66, ", felt: false"), expect: expected }, fast)).to.equal(
      "not refused",
    );
    expect(refusal({ timeline: timeline(68), expect: expected })).to.equal("not refused");
  });

  it("repeats a step, each time as a fault of its own, and goes on after the last", () => {
    const again = (times: number, every: string, at = "bar 60") =>
      `{ at: ${at}, fault: kill, target: engine, for: 5 bars, repeat: { times: ${times}, every: ${every} } }`;
    const expected = `${snapshots}; ${recovery}`;
    const stepsOf = (timeline: string) =>
      planned({ timeline, expect: expected })[0]?.plan.steps.map(({ id, trigger }) => ({ id, ...trigger }));
    const bar = (id: string, bar: number, offsetMs = 0) => ({ id, kind: "bar", bar, offsetMs });
    expect(stepsOf(again(3, "40 bars"))).to.deep.equal([bar("f1.1", 60), bar("f1.2", 100), bar("f1.3", 140)]);
    expect(stepsOf(again(2, "1s", "20%"))).to.deep.equal([bar("f1.1", 60), bar("f1.2", 110)]);
    expect(stepsOf(again(2, "10%", "bar 60 + 50%"))).to.deep.equal([
      bar("f1.1", 60, 10),
      bar("f1.2", 90, 10),
    ]);
    const then = "{ at: +1s, fault: pause, target: engine, for: 5 bars }";
    expect(stepsOf(`${again(2, "40 bars")}\n${then}`)?.at(-1)).to.deep.equal({
      ...{ id: "f2", kind: "after", step: "f1.2", delayMs: 1000 },
    });
    expect(refusal({ timeline: again(9, "30 bars"), expect: expected })).to.equal(
      "one.yaml:6:11 timeline[0].at: must be before the last bar (300), got bar 300",
    );
    expect(refusal({ timeline: again(3, "4 bars"), expect: expected })).to.include(
      "still open on engine (f1.1 kill, until bar 65), got bar 64",
    );
  });

  it("keeps a fault open until a moment, and refuses one that cannot come while it is open", () => {
    const expected = `${snapshots}; ${recovery}`;
    const until = (what: string, target = "engine") =>
      `{ at: bar 60, fault: kill, target: ${target}, until: ${what} }`;
    const [job] = planned({ timeline: until("bar 90"), expect: expected });
    expect(job?.plan.steps[0]).to.include({ forBars: 30, forMs: 600 });
    expect(job?.plan.steps[0]?.until).to.deep.equal({ kind: "bar", bar: 90, offsetMs: 0 });
    expect(refusal({ timeline: until("bar 60"), expect: expected })).to.include(
      "timeline[0].until: must come after the fault began (bar 60) and by the last bar (300), got bar 60",
    );
    expect(refusal({ timeline: until("bar 90", "publisher"), expect: expected })).to.include(
      "timeline[0].until: must be left out where kill keeps the source itself from publishing: say `for`",
    );
  });

  it("refuses a moment of an incarnation that no earlier fault brings about", () => {
    const expected = `${snapshots}; ${recovery}`;
    const bridge = (at: string) => `{ at: ${at}, fault: kill, target: bridge, for: 5 bars }`;
    expect(refusal({ timeline: bridge("engine.2 ready"), expect: expected })).to.equal(
      "one.yaml:6:11 timeline[0].at: must name an incarnation that an earlier fault brings about; " +
        "before this step engine is started once",
    );
    expect(
      planned({ timeline: `${kill("bar 60")}\n${bridge("engine.2 ready")}`, expect: expected }),
    ).to.have.length(1);
    expect(
      refusal({ timeline: `${kill("bar 60")}\n${bridge("engine.3 ready")}`, expect: expected }),
    ).to.include("before this step engine is started 2 times");
  });

  it("counts the first start of a late role once", () => {
    const late = "{ at: bar 60, fault: late, target: engine }";
    const bridge = (at: string) => `{ at: ${at}, fault: kill, target: bridge, for: 5 bars }`;
    const expected = `${snapshots}; ${recovery}`;
    expect(planned({ timeline: `${late}\n${bridge("engine.1 ready")}`, expect: expected })).to.have.length(1);
    expect(refusal({ timeline: `${late}\n${bridge("engine.2 ready")}`, expect: expected })).to.include(
      "once",
    );
  });

  it("refuses more snapshots than the stream can give", () => {
    const min = (count: number) => refusal({ expect: `snapshots: { min: ${count} }` });
    expect(min(30)).to.equal("not refused");
    expect(min(31)).to.include("must be at most the 30 snapshots that 300 bars can give, got 31");
    const flag = refusal({ expect: snapshots }, { minSnapshots: 31 });
    expect(flag).to.include("got 31 (--min-snapshots)");
  });

  for (const [what, written, missing] of [
    [
      "expects nothing of what was taken",
      { expect: "memory: { max: 900 MiB }" },
      'the expectations pass the history "dead from the start": add `snapshots: { min: 66% }`',
    ],
    [
      "is satisfied by the bars before the first fault",
      { timeline: kill("50%"), expect: "snapshots: { min: 50% }" },
      'the expectations pass the history "dead after the first fault" (and 1 more such histories): ' +
        "add `recovery: { within: 10 bars }`",
    ],
  ] as const satisfies readonly [string, Written, string][]) {
    it(`refuses a scheme that ${what}`, () => {
      const at = written.timeline === undefined ? "5:1" : "7:1";
      expect(refusal(written)).to.equal(`one.yaml:${at} expect: ${missing}`);
    });
  }

  it("plans a scheme that asks for what the system cannot show: it runs, and is inconclusive at best", () => {
    const jobs = planned({ expect: snapshots, system: mocklive.replace(/\n {2}snapshot: .*/, "") });
    expect(jobs.flatMap(({ plan }) => unjudgeable(plan))).to.deep.equal([
      'snapshots: status updates cannot be observed: the system file declares no observation "snapshot"',
    ]);
  });

  it("does not run a scheme of the library on another system that lacks its target, unless it is named", () => {
    const other = mocklive.replace("system: mocklive", "system: other").replaceAll("bridge", "relay");
    const onOther = (explicit: boolean) => {
      const text = `name: one\nwhy: One.\nsystem: mocklive\ntimeline:\n  - ${kill("bar 9").replace("engine", "bridge")}\nexpect:\n  ${snapshots}\n`;
      return prepare({
        ...options,
        selected: [{ scheme: parseScheme(text, "one.yaml"), explicit }],
        systemOf: () => parseSystem(other, "other.yaml"),
      });
    };
    expect(onOther(false).notRun.map(({ verdict, reason }) => [verdict, reason])).to.deep.equal([
      [
        "notRun",
        'timeline[0].target: must be a role (publisher, relay, engine), which is what kill harms, got "bridge"',
      ],
    ]);
    expect(() => onOther(true)).to.throw(FaultlineError, 'got "bridge"');
  });

  it("refuses two that share a name or an id, since folders and processes are told apart by them", () => {
    const scheme = (name: string, id: string, file: string) =>
      parseScheme(`name: ${name}\nid: ${id}\nwhy: One.\nsystem: mocklive\nexpect: { ${snapshots} }\n`, file);
    const both = (...schemes: ReturnType<typeof scheme>[]) =>
      prepare({
        ...options,
        selected: schemes.map((one) => ({ scheme: one, explicit: true })),
        systemOf: () => parseSystem(mocklive, "mocklive.yaml"),
      });
    expect(() => both(scheme("one", "s1", "a.yaml"), scheme("two", "s1", "b.yaml"))).to.throw(
      FaultlineError,
      "b.yaml:2:5 id: must be another one than that of a.yaml, which is selected too, got s1",
    );
    expect(() => both(scheme("one", "s1", "a.yaml"), scheme("one", "s2", "b.yaml"))).to.throw(
      FaultlineError,
      "b.yaml:1:7 name: must be another one than that of a.yaml, which is selected too, got one",
    );
  });

  it("writes into the plan how it is seen what is published, and nothing where lines show it", () => {
    const line = "published: { role: publisher, line: 'published bar (?<bar>\\d+)' }";
    const seenBy = (published: string, feed: string) =>
      planned({ expect: snapshots, system: mocklive.replace(line, `published: ${published}`) }, { feed })[0]
        ?.plan;
    const tap = '{ role: publisher, tap: "${barsUrl}", topic: BARS, bar: timestamp_ms }';
    expect(seenBy(tap, "native")).to.include({ publishedBy: "tap", sourceRole: "publisher" });
    expect(seenBy("{ role: publisher, clock: true }", "fifo")).to.include({ publishedBy: "clock" });
    expect(planned({ expect: snapshots })[0]?.plan).not.to.have.property("publishedBy");
    const written = { expect: snapshots, system: mocklive.replace(line, `published: ${tap}`) };
    expect(refusal(written, { feed: "fifo" })).to.match(
      /^mocklive\.yaml:\d+:\d+ observe\.published\.tap: must be a port that a role of the feed fifo names \(it names none\), got "\$\{barsUrl\}"$/,
    );
  });

  it("says which runs a scheme for each of a group has on a feed, where the one that is named is not among them", () => {
    const text = `name: each\nid: s1\nwhy: One.\nsystem: mocklive\ntimeline:\n  - { at: bar 9, fault: kill, target: { each: roles } }\nexpect:\n  ${snapshots}\n  ${recovery}\n`;
    const named = (variant: string, feed: string) =>
      prepare({
        ...{ ...options, feed },
        selected: [{ scheme: parseScheme(text, "each.yaml"), explicit: true, variant }],
        systemOf: () => parseSystem(mocklive, "mocklive.yaml"),
      });
    expect(named("each-bridge", "zmq").jobs.map(({ plan }) => plan.scheme)).to.deep.equal(["each-bridge"]);
    expect(() => named("each-bridge", "fifo")).to.throw(
      FaultlineError,
      "each cannot run on --feed fifo: there is no each-bridge here, but each-publisher, each-engine",
    );
    expect(named("s1-bridge", "all").notRun.map(({ feed }) => feed)).to.deep.equal(["fifo", "native"]);
  });
});
