/** Selections over the schemes that ship, and over broken files. */
import { expect } from "chai";
import { FaultlineError } from "../errors.js";
import { bindScheme } from "../planning/target.js";
import { findRoot, readEntries, readSystem } from "./library.js";
import { type Entry, selectFeeds, selectSchemes, type Wanted, whyNot } from "./select.js";

const root = findRoot(import.meta.dirname);
const places = { root, cwd: root };
const entries = readEntries([], places);
const none: Wanted = { names: [], tags: [], grep: undefined };

function names(wanted: Partial<Wanted>, among: readonly Entry[] = entries): string[] {
  return selectSchemes(among, { ...none, ...wanted }).map(({ scheme }) => scheme.name);
}

describe("select", () => {
  it("runs the five of the report, in order, when nothing is named", () => {
    expect(names({})).to.deep.equal([
      "normal",
      "replayer-restart",
      "engine-restart",
      "no-consumer",
      "multi-restart",
    ]);
  });

  it("takes names, ids and globs, each scheme once, in the order given", () => {
    expect(names({ names: ["s5", "normal", "multi-restart"] })).to.deep.equal(["multi-restart", "normal"]);
    expect(names({ names: ["*-pause"] })).to.have.members(["engine-pause", "publisher-pause"]);
  });

  it("means the canary by its name and its tag alone", () => {
    expect(names({ names: ["*"] })).to.not.include("canary");
    expect(names({ grep: /a/ })).to.not.include("canary");
    expect(names({ names: ["canary"] })).to.deep.equal(["canary"]);
    expect(names({ tags: ["canary"] })).to.deep.equal(["canary"]);
  });

  it("takes files, and then does not read the library", () => {
    const named = readEntries(["schemes/normal.yaml"], places);
    expect(named).to.have.length(1);
    expect(names({ names: ["schemes/normal.yaml"] }, named)).to.deep.equal(["normal"]);
  });

  it("filters all schemes, not only the default ones, by tag and pattern", () => {
    expect(names({ grep: /^engine-/ })).to.have.members(["engine-restart", "engine-pause"]);
    expect(names({ tags: ["default"], grep: /restart$/ })).to.deep.equal([
      "replayer-restart",
      "engine-restart",
      "multi-restart",
    ]);
  });

  const nothing: [Partial<Wanted>, string][] = [
    [{ names: ["multi-restrat"] }, 'no scheme is called "multi-restrat". Did you mean "multi-restart"?'],
    [{ names: ["x*"] }, 'no scheme matches "x*"; --list shows what there is'],
    [{ tags: ["nightly"] }, "no scheme matches --tag nightly; --list shows what there is"],
    [{ names: ["s1"], grep: /^z/ }, "no scheme matches s1 --grep ^z; --list shows what there is"],
  ];
  for (const [wanted, message] of nothing) {
    it(`ends with 4: ${message}`, () => {
      expect(() => names(wanted))
        .to.throw(FaultlineError, message)
        .with.property("exitCode", 4);
    });
  }

  it("minds a broken file only where the selection might mean it", () => {
    const broken = [...entries, { file: "schemes/draft.yaml", error: new Error("draft is broken") }];
    expect(names({ names: ["normal"] }, broken)).to.deep.equal(["normal"]);
    expect(() => names({ names: ["draft"] }, broken)).to.throw("draft is broken");
    expect(() => names({}, broken)).to.throw("draft is broken");
  });

  it("knows which scheme cannot run on which feed, and why", () => {
    const reason = (name: string, feed: string) => {
      const [selected] = selectSchemes(entries, { ...none, names: [name] });
      if (selected === undefined) throw new Error(`no ${name}`);
      const options = { names: [], feed: undefined, grep: undefined, tags: [], system: undefined };
      const system = readSystem(selected.scheme, options, places);
      const [bound] = bindScheme(selected.scheme, system, { feed, seed: "1", attempt: 1 });
      return bound && whyNot(bound, system, feed);
    };
    expect(reason("bridge-restart", "zmq")).to.equal(null);
    expect(reason("bridge-restart", "fifo")).to.equal("the feed fifo has no bridge");
    expect(reason("fifo-recreate", "fifo")).to.equal(null);
    expect(reason("fifo-recreate", "native")).to.equal(
      "the feed native has no FIFO fifo, which fifo-recreate harms",
    );
    expect(reason("multi-restart", "native")).to.equal(null);
  });

  it("takes the first feed of the system, one by name, or all", () => {
    const [first] = selectSchemes(entries, none);
    if (first === undefined) throw new Error("no scheme");
    const options = { names: [], feed: undefined, grep: undefined, tags: [], system: undefined };
    const system = readSystem(first.scheme, options, places);
    expect(selectFeeds(system, undefined)).to.deep.equal(["zmq"]);
    expect(selectFeeds(system, "all")).to.deep.equal(["zmq", "fifo", "native"]);
    expect(() => selectFeeds(system, "natve"))
      .to.throw(FaultlineError, 'system mocklive has zmq, fifo, native, or all. Did you mean "native"?')
      .with.property("exitCode", 64);
  });
});
