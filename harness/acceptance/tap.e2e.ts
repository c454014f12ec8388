/** The shipped pipeline, of which the harness hears for itself what is published, instead of reading it. */
import fs from "node:fs";
import path from "node:path";
import { expect } from "chai";
import type { SeenEvent } from "../event.js";
import { readHistory } from "../evidence/history-text.js";
import { harnessStage, processesOf } from "./harness-stage.js";

const stage = harnessStage();

describe("a tap on what is published", () => {
  beforeEach(stage.set);
  afterEach(stage.strike);

  /** The tap is a subscriber, too: the publisher waits for both. */
  const tapped = (change: { topic?: string; resource?: string; subscribers?: string } = {}) =>
    stage.system(({ roles, observe }) => {
      const { topic = "BARS", resource = "bars", subscribers = "2" } = change;
      const command = roles.publisher?.command ?? [];
      command[command.indexOf("--wait-subscribers") + 1] = subscribers;
      observe.published = { tap: `\${${resource}Url}`, topic, bar: "timestamp_ms", role: "publisher" };
    });
  const events = (folder: string | null) =>
    readHistory(
      fs.readFileSync(path.join(stage.folder(), "reports/latest", folder ?? "", "history.jsonl"), "utf8"),
    ).events;
  const heard = (folder: string | null) =>
    events(folder).filter((event): event is SeenEvent => event.type === "seen" && event.what === "published");

  for (const feed of ["zmq", "native"]) {
    it(`hears every bar over a kill of the publisher, on ${feed}`, async () => {
      const args = ["replayer-restart", "--feed", feed, "--bars", "120", "--system", tapped()];
      const [run] = (await stage.results(args)).schemes;
      expect([run?.verdict, run?.reason]).to.deep.equal(["pass", run?.reason]);
      const seen = heard(run?.folder ?? null);
      expect([...new Set(seen.map(({ value }) => value))]).to.have.length(120);
      expect([...new Set(seen.map(({ incarnation }) => incarnation))]).to.deep.equal([1, 2, 3]);
      expect(seen.every(({ fields }) => fields.by === "tap")).to.equal(true);
      expect(run?.bars).to.include({ published: 120, taken: 120, lost: 0 });
      expect(processesOf(stage.folder())).to.deep.equal([]);
    });
  }

  it("is no consumer itself", async () => {
    const args = ["no-consumer", "--feed", "native", "--system", tapped()];
    const [run] = (await stage.results(args)).schemes;
    expect([run?.verdict, run?.reason]).to.deep.equal(["pass", run?.reason]);
    const [fault] = run?.faults ?? [];
    expect(JSON.stringify(fault)).to.contain(
      "nobody is connected to a port of the run but the harness itself",
    );
  });

  it("is refused for a feed in which no role names its port", async () => {
    const run = stage.start(["run", "normal", "--feed", "fifo", "--system", tapped()]);
    expect((await run.ended)[0]).to.equal(65);
    expect(run.err()).to.match(
      /system\.yaml:\d+:\d+ observe\.published\.tap: must be a port that a role of the feed fifo names \(it names none\), got "\$\{barsUrl\}"/,
    );
  });

  it("says what it heard, where that tells no bar", async () => {
    const system = tapped();
    fs.writeFileSync(system, fs.readFileSync(system, "utf8").replace("bar: timestamp_ms", "bar: symbol"));
    const [run] = (await stage.results(["normal", "--feed", "native", "--system", system])).schemes;
    expect(run?.verdict).to.equal("inconclusive");
    expect(run?.checks.find(({ name }) => name === "harness")?.reason).to.match(
      /^probe-failed: the tap heard \d+ messages on BARS, and the field symbol of none is a bar of the stream; the first: BARS \{/,
    );
  });

  it("is refused where the package zeromq cannot be loaded, before anything is started", async () => {
    const hook = `export function resolve(specifier, context, next) {
      if (specifier === "zeromq") throw new Error("Cannot find package 'zeromq'");
      return next(specifier, context);
    }`;
    const preload = `import { register } from "node:module"; register(${JSON.stringify(dataUrl(hook))});`;
    const env = { NODE_OPTIONS: `--import ${dataUrl(preload)}` };
    const run = stage.start(["run", "normal", "--feed", "native", "--system", tapped()], { env });
    expect((await run.ended)[0]).to.equal(69);
    expect(run.err()).to.contain(
      "observe.published: a tap needs the package zeromq, and it could not be loaded (Cannot find package 'zeromq'). Install it (npm ci), or let a line show what is published.",
    );
    expect(fs.readdirSync(path.join(stage.folder(), "tmp"))).to.deep.equal([]);
  });
});

function dataUrl(text: string): string {
  return `data:text/javascript,${encodeURIComponent(text)}`;
}
