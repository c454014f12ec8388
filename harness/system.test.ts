/** Tests system.ts on what it accepts; what it refuses stands in malformed-systems.test.ts. */
import fs from "node:fs";
import { expect } from "chai";
import { type LineObservation, type Observation, parseSystem } from "./system.js";

const tiny = `system: tiny
roles:
  source:
    command: [./source]
    env: { TZ: UTC }
    stop: SIGINT
    grace: 500ms
    buffering: block
    ready: { line: up, within: 2s }
  sink:
    command: [./sink]
    startAfter: [source]
    ready: { line: up, within: 1m }
observe:
  published: { role: source, line: 'sent (?<n>\\d+)', unit: symbolBars, scope: sinceStart }
  taken: { role: sink, line: 'took bar (?<bar>\\d+)', except: dropped }
`;

const mocklive = parseSystem(fs.readFileSync("schemes/systems/mocklive.yaml", "utf8"), "mocklive.yaml");

describe("system.ts", () => {
  it("reads a system of two programs, with one feed, no resources and no golden command", () => {
    const { source, ...system } = parseSystem(tiny, "tiny.yaml");
    expect(source.file).to.equal("tiny.yaml");
    const role = { argsByFeed: {}, cwd: undefined, feeds: undefined, consumer: false };
    const line = { kind: "line", except: undefined, everyBars: undefined };
    expect(system).to.deep.equal({
      name: "tiny",
      feeds: ["default"],
      resources: {},
      roles: [
        {
          ...role,
          name: "source",
          command: ["./source"],
          env: { TZ: "UTC" },
          startAfter: [],
          ready: { line: "up", withinMs: 2000 },
          buffering: "block",
          stop: "SIGINT",
          graceMs: 500,
        },
        {
          ...role,
          name: "sink",
          command: ["./sink"],
          env: {},
          startAfter: ["source"],
          ready: { line: "up", withinMs: 60_000 },
          buffering: "line",
          stop: "SIGTERM",
          graceMs: 2000,
        },
      ],
      observe: {
        published: {
          ...line,
          role: "source",
          pattern: "sent (?<n>\\d+)",
          unit: "symbolBars",
          scope: "sinceStart",
        },
        taken: {
          ...line,
          role: "sink",
          pattern: "took bar (?<bar>\\d+)",
          except: "dropped",
          unit: undefined,
          scope: "total",
        },
      },
      golden: undefined,
      feedNames: {},
    });
  });

  it("ships mocklive with three feeds and the roles that each needs", () => {
    const byFeed = mocklive.feeds.map((feed) => [
      feed,
      mocklive.roles.filter((role) => role.feeds?.includes(feed) ?? true).map((role) => role.name),
    ]);
    expect(Object.fromEntries(byFeed)).to.deep.equal({
      zmq: ["publisher", "bridge", "engine"],
      fifo: ["publisher", "engine"],
      native: ["publisher", "engine"],
    });
    expect(mocklive.feedNames).to.deep.equal({ zmq: "fifo", fifo: "fifo", native: "zmq" });
    expect(Object.keys(mocklive.observe)).to.deep.equal([
      "published",
      "taken",
      "snapshot",
      "sync",
      "feed",
      "trouble",
      "ledger",
    ]);
  });

  it("names no FIFO in the feed native, and no port in the feed fifo", () => {
    const words = (feed: string) =>
      mocklive.roles
        .filter((role) => role.feeds?.includes(feed) ?? true)
        .flatMap((role) => [...role.command, ...(role.argsByFeed[feed] ?? [])])
        .join(" ");
    expect(words("native")).not.to.contain("fifo}");
    expect(words("fifo")).not.to.match(/Url|Port/);
    expect(words("zmq")).to.contain("barsUrl").and.to.contain("historyUrl").and.to.contain("fifo}");
  });

  for (const [name, line, fields] of [
    ["published", "published bar 137 (12 symbols) timestamp 1761320760000", { bar: "137" }],
    ["taken", "[08:22:04] FAZ @ 42.18 | Bars: 260 | Snapshots: 26", { n: "260" }],
    ["snapshot", "[Status Update] Snapshot 26", { n: "26" }],
    [
      "sync",
      "[SYNC-CHECK] Bar 300: All 12 symbols synchronized at timestamp 1761330540000",
      { bar: "300", complete: "12", of: undefined, timestamp: "1761330540000" },
    ],
    [
      "sync",
      "[SYNC-CHECK] Bar 200: 11 of 12 symbols, missing: SOXS at timestamp -1",
      { bar: "200", complete: "11", of: "12", timestamp: "-1" },
    ],
    [
      "feed",
      "Engine ready (mock-live 2000-01-01, feed zmq, tcp://127.0.0.1:5555, next bar 1, incarnation state fresh)",
      { feed: "zmq" },
    ],
  ] as const) {
    it(`reads ${name} in "${line}"`, () => {
      const groups = new RegExp(patternOf(mocklive.observe[name])).exec(line)?.groups;
      expect({ ...groups }).to.deep.equal(fields);
    });
  }

  it("takes an end of stream for no bar", () => {
    const taken = new RegExp(patternOf(mocklive.observe.taken));
    expect(taken.test("End of stream: 300 bars taken, 0 partial, 3600 symbol bars")).to.equal(false);
  });
});

function patternOf(observation: Observation | undefined): string {
  expect(observation?.kind).to.equal("line");
  return (observation as LineObservation).pattern;
}
