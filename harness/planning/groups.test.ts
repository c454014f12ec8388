/** Tests of groups: who is meant by any, all and each, and by a group of one. */
import fs from "node:fs";
import { expect } from "chai";
import { parseScheme } from "../scheme.js";
import { parseSystem } from "../system.js";
import { bindScheme } from "./target.js";

const mocklive = fs
  .readFileSync("schemes/systems/mocklive.yaml", "utf8")
  .replace(/^roles:/m, "groups: { middle: [bridge], ends: [publisher, engine] }\nroles:");
const system = parseSystem(mocklive, "mocklive.yaml");

function bound(target: string, { feed = "zmq", seed = "1", attempt = 1 } = {}, more = "") {
  const text = `name: one\nid: s1\nwhy: One step.\nsystem: mocklive\ntimeline:\n  - { at: 20%, fault: kill, target: ${target} }\n${more}expect: { snapshots: { min: 1 } }\n`;
  return bindScheme(parseScheme(text, "one.yaml"), system, { feed, seed, attempt }).map(
    ({ name, id, timeline }) => ({ name, id, targets: timeline.map((step) => step.target) }),
  );
}

describe("planning/groups", () => {
  it("takes a group of one for its member", () => {
    expect(bound("middle")).to.deep.equal([{ name: "one", id: "s1", targets: ["bridge"] }]);
    expect(() => bound("ends")).to.throw('got "ends"');
  });

  it("makes a step for all of a group that take part in the feed", () => {
    expect(bound("{ all: roles }")[0]?.targets).to.deep.equal(["publisher", "bridge", "engine"]);
    expect(bound("{ all: roles }", { feed: "native" })[0]?.targets).to.deep.equal(["publisher", "engine"]);
    expect(bound("{ all: [ends, bridge, engine] }")[0]?.targets).to.deep.equal([
      "publisher",
      "engine",
      "bridge",
    ]);
  });

  it("draws any of a group by seed and attempt, and the same again", () => {
    const draw = (seed: string, attempt: number) => bound("{ any: roles }", { seed, attempt })[0]?.targets[0];
    const draws = Array.from({ length: 30 }, (_, index) => draw("7", index + 1));
    expect(new Set(draws)).to.deep.equal(new Set(["publisher", "bridge", "engine"]));
    expect(Array.from({ length: 30 }, (_, index) => draw("7", index + 1))).to.deep.equal(draws);
    expect(Array.from({ length: 30 }, (_, index) => draw("8", index + 1))).not.to.deep.equal(draws);
  });

  it("makes a scheme for each of a group, named for its member", () => {
    const more = "  - { at: 60%, fault: pause, target: { each: ends } }\n";
    expect(bound("{ each: [publisher, engine] }", {}, more)).to.deep.equal([
      { name: "one-publisher", id: "s1-publisher", targets: ["publisher", "publisher"] },
      { name: "one-engine", id: "s1-engine", targets: ["engine", "engine"] },
    ]);
    const other = "  - { at: 60%, fault: pause, target: { each: [engine] } }\n";
    expect(() => bound("{ each: ends }", {}, other)).to.throw(
      "one.yaml:7:38 timeline[1].target: must be the same group in all steps with each, got engine beside publisher, engine",
    );
  });

  it("says which groups there are, and which have nobody in a feed", () => {
    expect(() => bound("{ all: midle }")).to.throw(
      'timeline[0].target: must name a role or a group of system mocklive (publisher, bridge, engine, roles, middle, ends), got "midle". Did you mean "middle"?',
    );
    expect(() => bound("{ any: middle }", { feed: "fifo" })).to.throw(
      "timeline[0].target: must name a role that takes part in feed fifo, got any: middle, which has none",
    );
  });
});
