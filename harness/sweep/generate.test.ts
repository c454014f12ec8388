/** Tests of the generators: which cases there are, what each does, and that a seed gives the same ones again. */
import { readFileSync } from "node:fs";
import { expect } from "chai";
import { parseScheme } from "../scheme.js";
import { parseSystem } from "../system.js";
import { type SweepCase, schemeText } from "./case.js";
import { casesOf } from "./cases.js";
import { parseSweepFlags } from "./flags.js";
import { killCases, pairCases, recoveringCases } from "./generate-bars.js";
import { failpointCases } from "./generate-failpoints.js";
import { randomCases } from "./generate-random.js";
import { type Failpoint, type FeedRoles, feedRoles, parseFailpoints } from "./pipeline.js";

const system = parseSystem(readFileSync("schemes/systems/mocklive.yaml", "utf8"), "mocklive.yaml");
const feeds = feedRoles(system, ["zmq", "fifo", "native"]);
const [zmq, fifo, native] = feeds as [FeedRoles, FeedRoles, FeedRoles];
const everyRole = ["publisher", "bridge", "engine"];
const namesOf = (cases: readonly SweepCase[]) => cases.map(({ name }) => name);

function point(role: string, name: string): Failpoint {
  return { role, name, meaning: "a place" };
}

function stepsAt(feed: FeedRoles, failpoint: Failpoint) {
  return failpointCases(feed, failpoint, { bars: 65, symbols: 12 }).map(({ steps }) => steps);
}

describe("sweep/pipeline", () => {
  it("knows who writes the FIFO of each feed", () => {
    expect(feeds.map(({ fifoWriter }) => fifoWriter)).to.deep.equal(["bridge", "publisher", null]);
    expect(feeds.map(({ consumer }) => consumer)).to.deep.equal(["engine", "engine", "engine"]);
  });

  it("reads a list of failpoints, and nothing from other text", () => {
    const text = "fifo.mid-record            half a record is in the FIFO\nusage: bridge [flags]\n\n";
    expect(parseFailpoints("bridge", text)).to.deep.equal([
      { role: "bridge", name: "fifo.mid-record", meaning: "half a record is in the FIFO" },
    ]);
  });
});

describe("sweep/generate-bars", () => {
  it("kills each role of the feed at each bar but the last", () => {
    const cases = killCases(fifo, everyRole, { bars: 301, every: 1, phases: [0] });
    expect(cases).to.have.length(600);
    expect(cases.filter(({ row }) => row === "engine").map(({ column }) => column)).to.deep.equal(
      Array.from({ length: 300 }, (_, index) => index + 1),
    );
  });

  it("kills at each nth bar and at each phase between two bars", () => {
    const cases = killCases(native, ["engine"], { bars: 21, every: 10, phases: [0, 40] });
    expect(cases.map(({ steps }) => steps[0]?.at)).to.deep.equal([
      "bar 1",
      "bar 1 + 40%",
      "bar 11",
      "bar 11 + 40%",
    ]);
  });

  it("leaves out a role that has no part in the feed", () => {
    expect(killCases(native, ["bridge"], { bars: 21, every: 1, phases: [0] })).to.deep.equal([]);
  });

  it("kills neighbours and all roles, at once and staggered", () => {
    const cases = pairCases(zmq, everyRole, { bars: 2, every: 1, phases: [0] });
    expect(cases.map(({ row, steps }) => [row, steps.map(({ at }) => at)])).to.deep.equal([
      ["publisher+bridge", ["bar 1", "bar 1"]],
      ["publisher+bridge", ["bar 1", "bar 1 + 40%"]],
      ["bridge+engine", ["bar 1", "bar 1"]],
      ["bridge+engine", ["bar 1", "bar 1 + 40%"]],
      ["publisher+bridge+engine", ["bar 1", "bar 1", "bar 1"]],
      ["publisher+bridge+engine", ["bar 1", "bar 1 + 40%", "bar 1 + 80%"]],
    ]);
  });

  it("kills again when a role is ready, at its first bar, and in a replay", () => {
    const cases = recoveringCases(native, everyRole, { bars: 65, every: 60, phases: [0] });
    expect([...new Set(cases.map(({ row }) => row))]).to.deep.equal([
      "publisher at publisher.2 ready",
      "engine at publisher.2 ready",
      "publisher at engine.2 ready",
      "publisher at engine.2 first-bar",
      "engine at engine.2 ready",
      "engine at engine.2 first-bar",
      "publisher in a replay",
    ]);
  });
});

describe("sweep/generate-failpoints", () => {
  it("hits the first, a middle and the last symbol bar of a bar by counted passages", () => {
    const passages = stepsAt(zmq, point("publisher", "publisher.after-send")).map(
      (steps) => steps[0]?.passage,
    );
    expect(passages.slice(0, 6)).to.deep.equal([1, 7, 12, 109, 115, 120]);
  });

  it("lets the engine ask again so that the publisher passes its replay", () => {
    expect(stepsAt(native, point("publisher", "publisher.mid-replay"))[1]).to.deep.equal([
      { at: "bar 10", fault: "crash", target: "publisher", failpoint: "publisher.mid-replay" },
      { at: "bar 11", fault: "restart", target: "engine" },
    ]);
  });

  it("tears the ledger before it crashes the start that repairs it", () => {
    expect(stepsAt(fifo, point("engine", "ledger.truncated"))[1]).to.deep.equal([
      { at: "start", fault: "crash", target: "engine", failpoint: "ledger.mid-line", passage: 10 },
      { at: "+1ms", fault: "crash", target: "engine", failpoint: "ledger.truncated", passage: 1 },
    ]);
  });

  it("leaves out what has no part in the feed", () => {
    expect(stepsAt(native, point("publisher", "fifo.mid-record"))).to.deep.equal([]);
    expect(stepsAt(zmq, point("publisher", "fifo.mid-record"))).to.deep.equal([]);
    expect(stepsAt(fifo, point("publisher", "publisher.mid-replay"))).to.deep.equal([]);
    expect(stepsAt(native, point("bridge", "bridge.received"))).to.deep.equal([]);
  });

  it("takes a failpoint that it does not know to be passed in the course of things", () => {
    expect(stepsAt(native, point("engine", "strategy.new"))[0]).to.deep.equal([
      { at: "bar 1", fault: "crash", target: "engine", failpoint: "strategy.new" },
    ]);
  });

  it("says which arguments a place needs", () => {
    const [one] = failpointCases(fifo, point("engine", "ledger.after-fsync"), { bars: 65, symbols: 12 });
    expect(one?.extra).to.deep.equal({ role: "engine", args: ["--fsync", "bar"] });
  });
});

describe("sweep/generate-random", () => {
  const range = { bars: 65, count: 200, seed: "a" };

  it("gives the same cases for the same seed, and others for another", () => {
    expect(randomCases(feeds, everyRole, range)).to.deep.equal(randomCases(feeds, everyRole, range));
    expect(randomCases(feeds, everyRole, { ...range, seed: "b" })).to.not.deep.equal(
      randomCases(feeds, everyRole, range),
    );
  });

  it("begins with the cases of a smaller number", () => {
    const few = randomCases(feeds, everyRole, { ...range, count: 20 });
    expect(randomCases(feeds, everyRole, range).slice(0, 20)).to.deep.equal(few);
  });

  it("draws double and triple kills on every feed, in the order of their bars", () => {
    const cases = randomCases(feeds, everyRole, range);
    expect(new Set(cases.map(({ steps }) => steps.length))).to.deep.equal(new Set([2, 3]));
    expect(new Set(cases.map(({ feed }) => feed))).to.deep.equal(new Set(["zmq", "fifo", "native"]));
    for (const { steps } of cases) {
      const bars = steps.map(({ at }) => Number(/bar (\d+)/.exec(at)?.[1]));
      expect(bars).to.deep.equal([...bars].sort((a, b) => a - b));
    }
  });
});

describe("sweep/cases", () => {
  const flags = ["--feed", "all", "--full", "--random", "40", "--every", "10", "--seed", "x"];
  const casesWith = (...more: string[]) => {
    const options = parseSweepFlags([...flags, ...more], () => {});
    if (options === null) throw new Error("no options");
    const points = [point("engine", "ledger.mid-line"), point("publisher", "publisher.after-epoch")];
    return casesOf(system, { ...options, seed: "x" }, points, 12);
  };

  it("writes each case as a scheme that parses, under a name of its own", () => {
    const cases = casesWith();
    for (const one of cases)
      expect(parseScheme(schemeText(one, "mocklive"), one.name).name).to.equal(one.name);
    expect(new Set(cases.map(({ name, feed }) => `${name} ${feed}`)).size).to.equal(cases.length);
  });

  it("cuts into slices that make up the whole", () => {
    const parts = [1, 2, 3].flatMap((index) => namesOf(casesWith("--slice", `${index}/3`)));
    expect(parts.sort()).to.deep.equal(namesOf(casesWith()).sort());
  });

  it("refuses roles and feeds that are not there, and a slice of nothing", () => {
    expect(() => casesWith("--target", "bridges")).to.throw(
      '--target must be one of publisher, bridge, engine, all, got "bridges". Did you mean "bridge"?',
    );
    expect(() => casesWith("--feed", "zmp")).to.throw("--feed must be one of zmq, fifo, native, all");
    expect(() => casesWith("--slice", "99999/99999")).to.throw("the sweep has no cases");
  });
});
