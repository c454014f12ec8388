/** A system of somebody else: every sign of readiness, a log of its own, JSON lines, and a prepared folder. */
import fs from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { readHistory } from "../evidence/history-text.js";
import { harnessStage, processesOf } from "./harness-stage.js";

const stage = harnessStage();

const system = `system: own
resources: { door: { kind: port }, pipe: { kind: fifo } }
prepare:
  - { copy: "\${here}/settings", to: "\${state}/in/settings" }
  - { mkdir: "\${state}/out" }
  - { mkfifo: "\${run}/second.fifo" }
roles:
  source:
    command: [node, "\${here}/source.mjs", "\${doorPort}", "\${pipe}", "\${barCount}", "\${speedMs}"]
    startAfter: [sink, filed, asked]
    ready: { port: door, within: 5s }
  filed:
    command: [sh, -c, 'touch "$1"; exec sleep 600', filed, "\${run}/filed"]
    ready: { file: "\${run}/filed", within: 5s }
  asked:
    command: [sh, -c, 'sleep 0.2; touch "$1"; exec sleep 600', asked, "\${run}/asked"]
    ready: { command: [test, -f, "\${run}/asked"], within: 5s }
  sink:
    consumer: true
    command: [sh, "\${here}/sink.sh", "\${pipe}", "\${run}", "\${state}"]
    log: \${run}/sink.log
    ready: { fifoReader: pipe, within: 5s }
observe:
  published: { role: source, line: 'sent (?<bar>\\d+)' }
  taken: { role: sink, json: { bar: data.seq } }
  snapshot: { role: sink, json: { n: data.seq }, everyBars: 1 }
  trouble: { line: "panic", except: "panic button" }
`;

const source = `import fs from "node:fs";
import net from "node:net";
const [port, pipe, count, speedMs] = process.argv.slice(2);
const server = net.createServer();
server.listen(Number(port), "127.0.0.1", () => {
  let bar = 0;
  const timer = setInterval(() => {
    bar += 1;
    fs.appendFileSync(pipe, bar + "\\n");
    console.log("sent " + bar);
    if (bar === Number(count)) clearInterval(timer);
  }, Number(speedMs));
});
`;

/** What it prints is not what it logs. */
const sink = `[ -f "$3/in/settings" ] && [ -d "$3/out" ] && [ -p "$2/second.fifo" ] || exit 9
exec 3<>"$1"
echo "panic button is ready" >&2
while read -r bar <&3; do
  echo "{\\"data\\":{\\"seq\\":9$bar}}"
  echo "INFO {\\"data\\":{\\"seq\\":$bar}}" >>"$2/sink.log"
done
`;

const scheme = `name: own
why: The sink is killed, and its second start is ready by the same sign as its first.
system: own
bars: 40
recovery: off
timeline:
  - { at: bar 10, fault: kill, target: sink, for: 3 bars, felt: false }
expect:
  snapshots: { min: 50% }
  recovery: { within: 20 bars }
`;

describe("a system of somebody else", () => {
  beforeEach(stage.set);
  afterEach(stage.strike);

  const place = () => {
    stage.write("settings", "x\n");
    stage.write("source.mjs", source);
    stage.write("sink.sh", sink);
    return stage.write("own.yaml", scheme);
  };
  const latest = (...parts: string[]) => path.join(stage.folder(), "reports/latest/own", ...parts);
  const events = () => readHistory(fs.readFileSync(latest("history.jsonl"), "utf8")).events;

  it("gets ready by port, file, FIFO reader and command, and is read where it logs", async () => {
    const { schemes } = await stage.results([place(), "--system", stage.write("system.yaml", system)]);
    expect(schemes.map(({ verdict, reason }) => [verdict, reason])).to.deep.equal([
      ["pass", schemes[0]?.reason],
    ]);
    const ready = events().flatMap((event) =>
      event.type === "role" && event.state === "ready" ? [`${event.role}.${event.incarnation}`] : [],
    );
    expect(ready.slice(0, 3).sort()).to.deep.equal(["asked.1", "filed.1", "sink.1"]);
    expect(ready.slice(3)).to.deep.equal(["source.1", "sink.2"]);
    const taken = events().flatMap((event) =>
      event.type === "seen" && event.what === "taken" ? [event.value ?? 0] : [],
    );
    expect(Math.max(...taken)).to.equal(40);
    expect(fs.readdirSync(latest()).filter((name) => name.includes("fifo"))).to.deep.equal([]);
    const logs = fs.readdirSync(latest("logs")).filter((name) => name.endsWith(".own.log"));
    expect(logs).to.deep.equal(["sink_own_1.own.log", "sink_own_2.own.log"]);
    expect(processesOf(stage.folder())).to.deep.equal([]);
    expect(fs.readdirSync(path.join(stage.folder(), "tmp"))).to.deep.equal([]);
  });

  it("is not ready by a file that was there before", async () => {
    const stale = system
      .replace('touch "$1"; exec sleep 600\', filed', "exec sleep 600', filed")
      .replace("/filed, within: 5s", "/filed, within: 300ms")
      .replaceAll("${run}/filed", path.join(stage.folder(), "settings"))
      .replace('settings", within: 5s', 'settings", within: 300ms');
    const { schemes } = await stage.results([place(), "--system", stage.write("system.yaml", stale)]);
    expect(schemes[0]?.verdict).not.to.equal("pass");
    expect(schemes[0]?.reason).to.contain("settings was not made or changed within 300 ms");
  });

  it("refuses a log that is there, and says what to do", async () => {
    const old = stage.write("old.log", "INFO of last week\n");
    const fixed = system.replace("log: ${run}/sink.log", `log: ${old}`);
    const run = stage.start(["run", place(), "--system", stage.write("system.yaml", fixed)]);
    expect((await run.ended)[0]).to.equal(69);
    expect(run.err()).to.contain(`${old}: sink is to write its log here, and there is a file of 18 bytes.`);
    expect(fs.readFileSync(old, "utf8")).to.equal("INFO of last week\n");
  });

  it("is refused where a file to copy is not there", async () => {
    const run = stage.start([
      "run",
      place(),
      "--system",
      stage.write("system.yaml", system.replace("/settings", "/sittings")),
    ]);
    expect((await run.ended)[0]).to.equal(65);
    expect(run.err()).to.match(
      /system\.yaml:4:\d+ prepare\[0\]\.copy: must be a file or folder that is there/,
    );
  });

  it("is looked at by the doctor, once, without a fault", async () => {
    place();
    const run = stage.start(["doctor", "--system", stage.write("system.yaml", system), "--json"]);
    expect((await run.ended)[0], run.err()).to.equal(0);
    const [report] = JSON.parse(run.out()).reports;
    expect(report.roles.map(({ state }: { state: string }) => state)).to.deep.equal(Array(4).fill("ready"));
    const taken = { observation: "taken", state: "seen", times: 40, first: "1", last: "40", instead: null };
    expect(report.observations[1]).to.deep.equal(taken);
    const delivery = { name: "delivery", whyNot: "the observation ledger is not declared" };
    expect(report.expectations)
      .to.deep.include(delivery)
      .and.to.deep.include({ name: "recovery", whyNot: null });
    expect(fs.readdirSync(path.join(stage.folder(), "tmp"))).to.deep.equal([]);
    expect(fs.existsSync(path.join(stage.folder(), "reports"))).to.equal(false);
  });

  it("shows the doctor what its role says, where an observation is never seen", async () => {
    place();
    const wrong = system.replaceAll("data.seq", "data.sequence");
    const run = stage.start(["doctor", "--system", stage.write("system.yaml", wrong)]);
    expect((await run.ended)[0], run.err()).to.equal(2);
    expect(run.out()).to.contain(
      '  taken      NEVER SEEN\n             the first line of its role: INFO {"data":{"seq":1}}\n',
    );
    expect(run.out()).to.contain("  no   recovery: the observation taken is declared, but was never seen\n");
  });
});
