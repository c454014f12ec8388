/** The harness's side of the process contract: what schemes/systems/mocklive.yaml sees in the golden lines. */
import fs from "node:fs";
import { expect } from "chai";
import { lineProbe } from "../probes/line.js";
import { parseSystem } from "../system.js";

const golden = new Map(
  ["fixtures/golden-lines.txt", "fixtures/golden-lines-transport.txt"]
    .flatMap((name) => fs.readFileSync(name, "utf8").split("\n"))
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line): [string, string] => [line.slice(0, line.indexOf("\t")), line.slice(line.indexOf("\t") + 1)]),
);
const file = "schemes/systems/mocklive.yaml";
const system = parseSystem(fs.readFileSync(file, "utf8"), file);

/** Kinds of lines, and the roles that they become ready by. */
const readyLines: Readonly<Record<string, string>> = {
  "ready-fresh": "engine",
  "ready-resumed": "engine",
  "publisher-ready": "publisher",
  "bridge-ready": "bridge",
};

/** What is seen in a line of each kind: observation and value; a kind that is not named shows nothing. */
const sights: Readonly<Record<string, readonly string[]>> = {
  published: ["published 1"],
  "ready-fresh": ["feed fifo"],
  "ready-resumed": ["feed zmq"],
  bar: ["taken 260"],
  "bar-partial": ["taken 261"],
  status: ["snapshot 26"],
  sync: ["sync 260 complete 2 timestamp 1761328140000"],
  stamp: ["stamp 260"],
  "stamp-catch-up": ["stamp 260 catch-up"],
  "sync-missing": ["sync 261 complete 2 of 4 timestamp 1761328200000"],
};

const roleOf = (kind: string): string =>
  readyLines[kind] ?? (kind === "published" || kind === "replay-complete" ? "publisher" : "engine");

function seenIn(role: string, line: string): string[] {
  return Object.entries(system.observe).flatMap(([name, observation]) => {
    if (observation?.kind !== "line") return [];
    const sight = lineProbe(observation)(role, line);
    if (sight === null) return [];
    const { complete, of, timestamp, feed, way } = sight.fields;
    const parts = [
      sight.value ?? feed,
      complete && `complete ${complete}`,
      of && `of ${of}`,
      timestamp && `timestamp ${timestamp}`,
      way,
    ];
    return [[name, ...parts.filter((part) => part !== undefined)].join(" ")];
  });
}

describe("process contract", () => {
  for (const [kind, line] of golden) {
    it(`sees ${sights[kind]?.join(", ") ?? "nothing"} in the line ${kind}`, () => {
      expect(seenIn(roleOf(kind), line)).to.deep.equal(sights[kind] ?? []);
    });

    it(`takes the line ${kind} ${kind in readyLines ? "" : "not "}for readiness`, () => {
      const ready = system.roles.filter(
        ({ ready }) => ready.kind === "line" && new RegExp(ready.line, "u").test(line),
      );
      expect(ready.map(({ name }) => name)).to.deep.equal(kind in readyLines ? [readyLines[kind]] : []);
    });
  }

  it("has a line of every kind that it expects", () => {
    expect(
      [...Object.keys(sights), ...Object.keys(readyLines)].filter((kind) => !golden.has(kind)),
    ).to.deep.equal([]);
  });
});
