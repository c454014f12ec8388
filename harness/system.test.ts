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
    const { source, ...system } = parseSystem(tiny, "tiny.yaml", "/srv/tiny");
    expect(source.file).to.equal("tiny.yaml");
    const role = {
      argsByFeed: {},
      cwd: undefined,
      feeds: undefined,
      log: undefined,
      clock: undefined,
      consumer: false,
    };
    const line = { kind: "line", json: undefined, except: undefined, everyBars: undefined, file: undefined };
    expect(system).to.deep.equal({
      name: "tiny",
      folder: "/srv/tiny",
      feeds: ["default"],
      resources: {},
      groups: {},
      prepare: [],
      roles: [
        {
          ...role,
          name: "source",
          command: ["./source"],
          env: { TZ: "UTC" },
          startAfter: [],
          ready: { kind: "line", line: "up", withinMs: 2000 },
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
          ready: { kind: "line", line: "up", withinMs: 60_000 },
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

  for (const [ready, sign] of [
    ["port: bars", { kind: "port", resource: "bars" }],
    ['file: "${run}/up"', { kind: "file", path: "${run}/up" }],
    ["fifoReader: fifo", { kind: "fifoReader", resource: "fifo" }],
    [
      'command: [nc, -z, localhost, "${barsPort}"]',
      { kind: "command", command: ["nc", "-z", "localhost", "${barsPort}"] },
    ],
  ] as const) {
    it(`reads that a role is ready by ${sign.kind}`, () => {
      const resources = "resources: { bars: { kind: port }, fifo: { kind: fifo } }\n";
      const [source] = parseSystem(resources + tiny.replace("line: up", ready), "tiny.yaml").roles;
      expect(source?.ready).to.deep.equal({ ...sign, withinMs: 2000 });
    });
  }

  it("reads what is prepared, a log and fields of JSON", () => {
    const prepare =
      'prepare: [{ copy: "${here}/c", to: "${run}/c" }, { mkdir: "${state}/d" }, { mkfifo: "${state}/f" }]\n';
    const text = tiny
      .replace("    stop: SIGINT\n", '    log: "${run}/source.log"\n')
      .replace("line: 'took bar (?<bar>\\d+)'", "json: { bar: data.seq }");
    const system = parseSystem(prepare + text, "tiny.yaml");
    expect(system.prepare).to.deep.equal([
      { kind: "copy", from: "${here}/c", to: "${run}/c" },
      { kind: "mkdir", path: "${state}/d" },
      { kind: "mkfifo", path: "${state}/f" },
    ]);
    expect(system.roles[0]?.log).to.equal("${run}/source.log");
    expect(system.observe.taken)
      .to.include({ pattern: undefined })
      .and.to.deep.include({ json: { bar: "data.seq" } });
  });

  it("reads what is seen by a tap, by a clock and in a file beside the log", () => {
    const line = "{ role: source, line: 'sent (?<n>\\d+)', unit: symbolBars, scope: sinceStart }";
    const observed = (published: string) =>
      parseSystem(
        `resources: { bars: { kind: port } }\n${tiny.replace(line, published).replace("role: sink, line", 'role: sink, file: "${run}/t", line')}`,
        "tiny.yaml",
      ).observe;
    const tap = '{ role: source, tap: "${barsUrl}", topic: BARS, bar: data.ms }';
    expect(observed(tap).published).to.deep.equal({
      ...{ kind: "tap", role: "source", resource: "bars", topic: "BARS", bar: "data.ms" },
    });
    expect(observed("{ role: source, clock: true }").published).to.deep.equal({
      kind: "clock",
      role: "source",
    });
    expect(observed(tap).taken).to.include({ kind: "line", file: "${run}/t" });
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
      "stamp",
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
  return (observation as LineObservation).pattern ?? "";
}
