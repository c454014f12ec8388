/** Tests scheme.ts on what it accepts; what it refuses stands in malformed-schemes.test.ts. */
import fs from "node:fs";
import { expect } from "chai";
import { FaultlineError } from "./errors.js";
import { parseScheme } from "./scheme.js";

const shipped = fs.readdirSync("schemes").filter((file) => file.endsWith(".yaml"));

const full = `name: everything
id: e1
why: Every key at once.
tags: [default, nightly]
system: mocklive
bars: 300
speedMs: 20
recovery: off
timeline:
  - at: bar 60 + 40%
    fault: kill
    target: engine
    for: 10%
    repeat: { times: 2, every: 50 bars }
    felt: false
  - { at: +2s, fault: no-consumer }
expect:
  snapshots: { min: 20 }
  recovery: { within: 1s }
  delivery: at-most-once
  pace: { min: 90% }
  memory: { max: 200 MiB }
  duplicates: { max: 0 }
`;

describe("scheme.ts", () => {
  it("reads every key", () => {
    const { source, ...scheme } = parseScheme(full, "full.yaml");
    expect(source.file).to.equal("full.yaml");
    expect(scheme).to.deep.equal({
      name: "everything",
      id: "e1",
      why: "Every key at once.",
      system: "mocklive",
      tags: ["default", "nightly"],
      bars: 300,
      speedMs: 20,
      recovery: false,
      timeline: [
        {
          at: { kind: "bar", bar: 60, percent: 40 },
          fault: "kill",
          target: "engine",
          for: { percent: 10 },
          until: undefined,
          repeat: { times: 2, every: { bars: 50 } },
          felt: false,
          options: {},
        },
        {
          at: { kind: "after", length: { ms: 2000 } },
          fault: "no-consumer",
          target: undefined,
          for: undefined,
          until: undefined,
          repeat: undefined,
          felt: undefined,
          options: {},
        },
      ],
      expect: {
        snapshots: { min: { count: 20 } },
        recovery: { within: { ms: 1000 } },
        delivery: "at-most-once",
        pace: { minPercent: 90 },
        memory: { maxMb: 200 },
        duplicates: { max: 0 },
      },
    });
  });

  it("takes the name for the id, all bars, recovery on and no faults where nothing is said", () => {
    const text =
      "name: short\nwhy: As little as possible.\nsystem: mocklive\nexpect: { snapshots: { min: 1 } }\n";
    const { id, bars, speedMs, recovery, tags, timeline } = parseScheme(text, "short.yaml");
    expect({ id, bars, speedMs, recovery, tags, timeline }).to.deep.equal({
      id: "short",
      bars: "all",
      speedMs: undefined,
      recovery: true,
      tags: [],
      timeline: [],
    });
  });

  it("follows anchors and aliases", () => {
    const text = full.replace("for: 10%", "for: &gap 5 bars").replace("{ at: +2s,", "{ for: *gap, at: +2s,");
    expect(parseScheme(text, "alias.yaml").timeline.map((step) => step.for)).to.deep.equal([
      { bars: 5 },
      { bars: 5 },
    ]);
  });

  it("reads files with Windows line ends and a byte order mark", () => {
    expect(parseScheme(`\ufeff${full.replaceAll("\n", "\r\n")}`, "windows.yaml").name).to.equal("everything");
  });

  it("finds keys and values in the source again, and the nearest parent of what is not there", () => {
    const { source } = parseScheme(full, "full.yaml");
    expect(source.locate(["timeline", 0, "for"])).to.deep.equal({ line: 13, column: 10 });
    expect(source.locate(["timeline", 0, "for"], "key")).to.deep.equal({ line: 13, column: 5 });
    expect(source.locate(["timeline", 1, "for"])).to.deep.equal({ line: 16, column: 5 });
    expect(source.locate(["timeline", 7, "for"])).to.deep.equal({ line: 10, column: 3 });
    expect(source.locate([])).to.deep.equal({ line: 1, column: 1 });
  });

  it("tells ten problems of a file, in the order in which they stand, and how many more there are", () => {
    const file = "fixtures/malformed/schemes/many-problems.yaml";
    const error = errorOf(() => parseScheme(fs.readFileSync(file, "utf8"), "many.yaml"));
    const places = error.message
      .split("\n")
      .flatMap((line) => /^many\.yaml:\S+ (\S+):/.exec(line)?.[1] ?? []);
    expect(places).to.deep.equal([
      "name",
      "id",
      "why",
      "system",
      "bars",
      "speedMs",
      "timeline[0].at",
      "timeline[0].for",
      "timeline[1].at",
      "timeline[1].for",
    ]);
    expect(error.message.endsWith("\n... and 2 more")).to.equal(true);
  });

  it("shows the line with a caret under the place", () => {
    const error = errorOf(() => parseScheme(full.replace("for: 10%", "for: 4"), "caret.yaml"));
    expect(error.message).to.equal(
      [
        'caret.yaml:13:10 timeline[0].for: must be bars or a duration such as "10 bars" or "2s", got "4". Did you mean "4 bars"?',
        "13 |     for: 4",
        "   |          ^",
      ].join("\n"),
    );
  });

  it("ships schemes with names and ids of their own, named as their files", () => {
    const schemes = shipped.map((file) => parseScheme(fs.readFileSync(`schemes/${file}`, "utf8"), file));
    expect(schemes.map(({ name }) => `${name}.yaml`)).to.deep.equal(shipped);
    const names = schemes.flatMap(({ name, id }) => [name, id]);
    expect(new Set(names).size).to.equal(names.length);
    const byDefault = schemes.filter(({ tags }) => tags.includes("default")).map(({ id }) => id);
    expect(byDefault.sort()).to.deep.equal(["s1", "s2", "s3", "s4", "s5"]);
  });
});

function errorOf(parse: () => unknown): FaultlineError {
  try {
    parse();
  } catch (error) {
    if (error instanceof FaultlineError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
