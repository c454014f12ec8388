/** A system whose progress stands in no log: it is read in files beside them, or what is published is assumed by the clock. */
import fs from "node:fs";
import path from "node:path";
import { expect } from "chai";
import type { SeenEvent } from "../event.js";
import { readHistory } from "../evidence/history-text.js";
import { harnessStage, processesOf } from "./harness-stage.js";

const stage = harnessStage();

const byFile = `{ role: source, file: "\${run}/sent.jsonl", json: { bar: seq } }`;
const byClock = "{ role: source, clock: true }";
const system = (published: string) => `system: quiet
roles:
  source:
    command: [node, "\${here}/source.mjs", "\${state}/bars", "\${run}/sent.jsonl", "\${barCount}", "\${speedMs}"]
    startAfter: [sink]
    ready: { line: "up", within: 5s }
  sink:
    consumer: true
    command: [node, "\${here}/sink.mjs", "\${state}/bars", "\${run}/trades.jsonl"]
    ready: { line: "up", within: 5s }
observe:
  published: ${published}
  taken: { role: sink, file: "\${run}/trades.jsonl", json: { bar: bar } }
  snapshot: { role: sink, file: "\${run}/trades.jsonl", json: { n: bar }, everyBars: 1 }
`;

/** Goes on where it stopped, after a restart. */
const source = `import fs from "node:fs";
const [bars, sent, count, speedMs] = process.argv.slice(2);
let bar = fs.existsSync(sent) ? fs.readFileSync(sent, "utf8").split("\\n").length - 1 : 0;
console.log("up");
setInterval(() => {
  if (bar === Number(count)) return;
  bar += 1;
  fs.appendFileSync(sent, JSON.stringify({ seq: bar }) + "\\n");
  fs.appendFileSync(bars, bar + "\\n");
}, Number(speedMs));
`;

/** Its own trades tell it where it was. */
const sink = `import fs from "node:fs";
const [bars, trades] = process.argv.slice(2);
const linesOf = (file) => (fs.existsSync(file) ? fs.readFileSync(file, "utf8").split("\\n").slice(0, -1) : []);
const last = linesOf(trades).at(-1);
let next = last === undefined ? 0 : JSON.parse(last).bar;
console.log("up");
setInterval(() => {
  for (const bar of linesOf(bars).slice(next)) {
    next += 1;
    /* taken */ fs.appendFileSync(trades, JSON.stringify({ bar: Number(bar) }) + "\\n");
  }
}, 3);
`;

const scheme = (step: string) => `name: quiet
why: Who is killed comes back, though no log says so.
system: quiet
bars: 40
speedMs: 30
timeline:
  - { at: bar 10, fault: kill, for: 4 bars, ${step} }
expect:
  snapshots: { min: 66% }
  recovery: { within: 20 bars }
`;

describe("observations that are no line of a log", () => {
  beforeEach(stage.set);
  afterEach(stage.strike);

  const place = (step: string, change: (text: string) => string = (text) => text) => {
    stage.write("source.mjs", source);
    stage.write("sink.mjs", change(sink));
    return stage.write("quiet.yaml", scheme(step));
  };
  const run = async (published: string, step: string, change?: (text: string) => string) => {
    const args = [place(step, change), "--system", stage.write("system.yaml", system(published))];
    const [one] = (await stage.results(args)).schemes;
    const reasonOf = (check: string) => one?.checks.find(({ name }) => name === check)?.reason;
    return { one, reasonOf };
  };
  const seen = (what: string) =>
    readHistory(
      fs.readFileSync(path.join(stage.folder(), "reports/latest/quiet/history.jsonl"), "utf8"),
    ).events.filter((event): event is SeenEvent => event.type === "seen" && event.what === what);

  it("reads files that roles append to, and knows which incarnation did", async () => {
    const { one } = await run(byFile, "target: sink");
    expect([one?.verdict, one?.reason]).to.deep.equal(["pass", one?.reason]);
    expect(one?.bars).to.deep.equal({ published: 40, taken: 40, lost: 0, duplicated: 0 });
    const taken = seen("taken");
    expect([...new Set(taken.map(({ incarnation }) => incarnation))]).to.deep.equal([1, 2]);
    expect(taken[0]?.fields).to.deep.equal({ bar: "1", by: "${run}/trades.jsonl" });
    expect(processesOf(stage.folder())).to.deep.equal([]);
  });

  it("trusts nothing once such a file became shorter", async () => {
    const cut = (text: string) =>
      text.replace("/* taken */", "if (next === 20) fs.truncateSync(trades, 40);\n    ");
    const { one, reasonOf } = await run(byFile, "target: source", cut);
    expect(one?.verdict).not.to.equal("pass");
    expect(reasonOf("harness")).to.match(
      /^log-shrank: the file \$\{run\}\/trades\.jsonl of sink became shorter while it was read/,
    );
  });

  it("refuses a file that is there, keeps one at a fixed path with the run, and takes it out of the way", async () => {
    const trades = path.join(stage.folder(), "trades.jsonl");
    const fixed = system(byFile).replaceAll("${run}/trades.jsonl", trades);
    const args = [place("target: sink"), "--system", stage.write("system.yaml", fixed)];
    const [one] = (await stage.results(args)).schemes;
    expect([one?.verdict, one?.reason]).to.deep.equal(["pass", one?.reason]);
    expect(fs.existsSync(trades)).to.equal(false);
    const logs = fs.readdirSync(path.join(stage.folder(), "reports/latest/quiet/logs"));
    expect(logs).to.include(trades.slice(1).replaceAll("/", "_"));
    stage.write("trades.jsonl", "old\n");
    const again = stage.start(["run", ...args]);
    expect((await again.ended)[0]).to.equal(69);
    expect(again.err()).to.contain(
      `${trades}: sink is to write what is observed here, and there is a file of 4 bytes. Move it away, or let it write below \${run}.`,
    );
  });

  it("passes with a clock what shows in what is taken", async () => {
    const { one, reasonOf } = await run(byClock, "target: sink");
    expect([one?.verdict, one?.reason]).to.deep.equal(["pass", one?.reason]);
    expect(reasonOf("stream")).to.equal(
      "40 of 40 bars were published: the clock shows nothing of it, sink took 40",
    );
    expect(one?.bars).to.equal(null);
    expect(seen("published").map(({ value }) => value)).to.deep.equal(
      Array.from({ length: 40 }, (_, i) => i + 1),
    );
    expect(reasonOf("evidence")).to.equal("1 of 1 faults took effect");
  });

  it("does not judge with a clock what only the source could show", async () => {
    const skips = (text: string) => text.replace("/* taken */", 'if (bar !== "20") ');
    const { one, reasonOf } = await run(byClock, "target: sink", skips);
    expect(one?.verdict).to.equal("inconclusive");
    expect(reasonOf("stream")).to.equal(
      "1 of 40 bars were neither seen published nor told as taken, the first is bar 20: a clock shows nothing of source; only what is taken does",
    );
  });

  it("cannot pass a fault on the source with a clock, and says so before it starts", async () => {
    const args = [place("target: source"), "--system", stage.write("system.yaml", system(byClock))];
    const started = stage.start(["run", ...args, "--output", path.join(stage.folder(), "reports")]);
    expect((await started.ended)[0]).to.equal(2);
    const assumed = "what is published is assumed by a clock, not seen: the source cannot be judged by it";
    expect(started.err()).to.contain(
      `quiet on default cannot pass: recovery: recovery from f1 (kill source) cannot be observed: ${assumed}`,
    );
    expect(new Set(seen("published").map(({ incarnation }) => incarnation))).to.deep.equal(new Set([1, 2]));
  });

  it("is told by the doctor what a clock cannot show", async () => {
    place("target: sink");
    const doctor = stage.start(["doctor", "--system", stage.write("system.yaml", system(byClock))]);
    expect((await doctor.ended)[0], doctor.err()).to.equal(0);
    expect(doctor.out()).to.contain("40 of 40 bars due by the clock, without faults\n");
    expect(doctor.out()).to.contain(
      "  published  assumed by a clock, not seen: it shows nothing of the source\n",
    );
    expect(doctor.out()).to.contain("  no   pace: what is published is assumed by a clock");
    expect(doctor.out()).to.contain("  no   faults on source: ");
  });
});
