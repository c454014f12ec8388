/** Tests of the checks that read lines, `trouble`, `feed` and `sync`, on literal histories. */
import { expect } from "chai";
import type { EventBody } from "../event.js";
import type { Check } from "../finding.js";
import type { Plan } from "../planning/plan.js";
import { at, planOf, planStep, rung, seen, state, wholeHistory } from "../proof/literals.js";
import { feed } from "./feed.js";
import { sync } from "./sync.js";
import { trouble } from "./trouble.js";

const judge = (check: Check, plan: Plan, ...bodies: EventBody[]) =>
  check.judge({ plan, history: wholeHistory(bodies.map((body) => at(1, body))), files: {} });
const ready = state("engine", 1, "ready");

describe("checks/trouble", () => {
  const plan = planOf({ observed: ["trouble"] });
  const line = seen("trouble", null, { role: "bridge", line: " Error: torn line " });

  it("is inconclusive on the empty history", () => {
    expect(trouble.applies(planOf())).to.equal(false);
    expect(trouble.judge({ plan, history: [], files: {} })).to.deep.equal({
      check: "trouble",
      outcome: "inconclusive",
      reason: "no role ran, so none could print trouble; see the check started",
      evidence: [],
    });
  });

  it("passes no line, fails one, and counts more", () => {
    expect(judge(trouble, plan, ready)).to.deep.equal({
      check: "trouble",
      outcome: "pass",
      reason: "no line of trouble",
      evidence: [],
      measured: "0 lines",
    });
    expect(judge(trouble, plan, ready, line)).to.deep.equal({
      check: "trouble",
      outcome: "fail",
      reason: 'bridge.1 printed: "Error: torn line"',
      evidence: [3],
      measured: "1 lines",
    });
    expect(judge(trouble, plan, line, line).reason).to.equal(
      'bridge.1 printed: "Error: torn line" (and 1 more lines)',
    );
  });

  it("says how many lines it excuses, and under which fault", () => {
    const options = { resource: "open-files", files: 64 };
    const step = planStep({ fault: "limit", target: "bridge", options });
    const limited = planOf({ observed: ["trouble"], steps: [step] });
    const open = [state("bridge", 1, "spawned"), ready, rung(step, "requested", 20)];
    expect(judge(trouble, limited, ...open, line, line, rung(step, "healed", 25))).to.deep.equal({
      check: "trouble",
      outcome: "pass",
      reason: "no line of trouble; 2 excused, printed under f1 (limit bridge)",
      evidence: [],
      measured: "0 lines",
    });
    const late = judge(trouble, limited, ...open, line, rung(step, "healed", 25), line);
    expect(late.outcome).to.equal("fail");
    expect(late.reason).to.equal(
      'bridge.1 printed: "Error: torn line"; 1 excused, printed under f1 (limit bridge)',
    );
  });
});

describe("checks/feed", () => {
  const plan = planOf({ feed: "native", feedName: "zmq", observed: ["feed"] });
  const announced = (name: string) => seen("feed", null, { role: "engine", fields: { feed: name } });

  it("applies where the system names its feeds and says them", () => {
    expect(feed.applies(plan)).to.equal(true);
    expect(feed.applies({ ...plan, feedName: null })).to.equal(false);
    expect(feed.applies({ ...plan, observed: [] })).to.equal(false);
  });

  it("is inconclusive on the empty history", () => {
    expect(feed.judge({ plan, history: [], files: {} })).to.deep.equal({
      check: "feed",
      outcome: "inconclusive",
      reason: 'no role announced its feed, expected is "zmq"; look at the logs',
      evidence: [],
    });
  });

  it("passes the feed that was asked for and never another", () => {
    expect(judge(feed, plan, announced("zmq")).outcome).to.equal("pass");
    expect(judge(feed, plan, announced("zmq"), announced("fifo"))).to.deep.equal({
      check: "feed",
      outcome: "inconclusive",
      reason:
        'engine.1 announced feed "fifo", this run is of feed native ("zmq"); is what that feed needs installed?',
      evidence: [3],
    });
  });
});

describe("checks/sync", () => {
  const base = planOf({ bars: 100, observed: ["taken", "sync"] });
  const gap = {
    ...base.stream,
    symbolBars: base.stream.symbolBars.map((count, index) => (index === 99 ? 1 : count)),
    missing: { 100: ["BBB"] },
  };
  const gappy = { ...base, stream: gap };
  const checked = (fields: Record<string, string>) =>
    seen("sync", null, { role: "engine", fields: { bar: "100", timestamp: "6000000", ...fields } });
  const reason = (plan: Plan, fields: Record<string, string>) => judge(sync, plan, checked(fields)).reason;

  it("is inconclusive on the empty history", () => {
    expect(sync.judge({ plan: base, history: [], files: {} })).to.deep.equal({
      check: "sync",
      outcome: "inconclusive",
      reason: "no SYNC-CHECK line was seen, but the history stops before its end; run again",
      evidence: [],
      measured: "0 lines",
    });
  });

  it("passes what the results file holds", () => {
    expect(judge(sync, base, checked({ complete: "2" }))).to.deep.equal({
      check: "sync",
      outcome: "pass",
      reason: "1 SYNC-CHECK lines agree with results.json",
      evidence: [2],
      measured: "1 lines",
    });
    expect(judge(sync, gappy, checked({ complete: "1", of: "2", missing: "BBB" })).outcome).to.equal("pass");
  });

  it("fails the timestamp -1", () => {
    expect(judge(sync, base, checked({ complete: "2", timestamp: "-1" }))).to.deep.equal({
      check: "sync",
      outcome: "fail",
      reason: "engine.1 gave bar 100 the timestamp -1, in results.json it is 6000000",
      evidence: [2],
    });
  });

  it("fails symbols that are not those of the bar", () => {
    expect(reason(base, { complete: "1", of: "2" })).to.equal(
      "engine.1 counted 1 symbols in bar 100, in results.json there are 2",
    );
    expect(reason(gappy, { complete: "1" })).to.equal(
      "engine.1 counted bar 100 out of 1 symbols, in results.json there are 2",
    );
    expect(reason(gappy, { complete: "1", of: "2", missing: "AAA" })).to.equal(
      "engine.1 named AAA missing in bar 100, in results.json it is BBB",
    );
    expect(reason(base, { complete: "2", missing: "AAA" })).to.equal(
      "engine.1 named AAA missing in bar 100, in results.json it is none",
    );
  });

  it("lets symbols be missing where bars may be lost, but never another timestamp", () => {
    const lossy = { ...base, recovery: false };
    expect(judge(sync, lossy, checked({ complete: "1", of: "2" })).outcome).to.equal("pass");
    expect(judge(sync, lossy, checked({ timestamp: "1" })).outcome).to.equal("fail");
  });

  it("fails a bar beyond the stream, and a line without a bar", () => {
    expect(reason(base, { bar: "101" })).to.equal(
      "engine.1 printed a SYNC-CHECK of bar 101, the stream has 100",
    );
    expect(reason(base, { bar: "" })).to.equal('engine.1 printed a SYNC-CHECK without a bar: "sync null"');
  });

  it("fails no line once a hundred bars were taken, and not before", () => {
    const taken = (bars: number) => judge(sync, base, seen("taken", bars, { role: "engine" }));
    expect(taken(100).outcome).to.equal("fail");
    expect(taken(99)).to.deep.equal({
      check: "sync",
      outcome: "pass",
      reason: "no SYNC-CHECK line is due within 99 bars taken",
      evidence: [],
      measured: "0 lines",
    });
  });

  it("knows that a long list of missing symbols is not whole", () => {
    const two = { ...gappy, stream: { ...gap, missing: { 100: ["BBB", "CCC", "DDD"] } } };
    expect(judge(sync, two, checked({ complete: "1", of: "4", missing: "BBB and 2 more" })).outcome).to.equal(
      "pass",
    );
    expect(judge(sync, two, checked({ complete: "1", of: "4", missing: "BBB CCC" })).outcome).to.equal(
      "fail",
    );
  });
});
