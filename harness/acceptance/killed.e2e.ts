/** Kills the harness at moments of all kinds: nothing of the run may be left, but its evidence must. */
import fs from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { seededRandom } from "../../fixtures/random.js";
import { listeners } from "../children/proc.js";
import { readReport } from "../command/read-report.js";
import { readHistory } from "../evidence/history-text.js";
import { recheck } from "../recheck.js";
import { formats, projections } from "../reporters/projections.js";
import { harnessStage, processesOf, type Run } from "./harness-stage.js";

/** Of the moments; another one shows other moments. */
const seed = 20_251_024;
const moments = 10;
/** Events of one short run, before its end. */
const eventsMax = 200;
/** What the harness promises, milliseconds from its end. */
const leftWithinMs = 2_000;

const lookMs = 50;

/** What is set up beside roles, and signals that go on: the harness dies in the midst of all of it. */
const beside = `name: beside
why: Whatever faults set up must go with the harness.
system: mocklive
timeline:
  - { at: bar 10, fault: cpu, target: bridge, for: 80 bars }
  - { at: bar 10, fault: slow, target: engine, for: 80 bars }
  - { at: bar 10, fault: fifo-remove, for: 80 bars }
  - { at: bar 10, fault: port-squat, port: bars, target: publisher, for: 80 bars }
expect: { snapshots: { min: 66% } }
`;
/** Of them: the port is taken meanwhile, or the role is on its way to it. */
const openAtOnce = 3;

const stage = harnessStage();
const runFolder = (): string => path.join(stage.folder(), "reports", "latest");

/** Every scheme folder of the newest run that has a history. */
function histories(): string[] {
  const folder = runFolder();
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder)
    .map((name) => path.join(folder, name, "history.jsonl"))
    .filter((file) => fs.existsSync(file));
}

const textOf = (file: string): string => fs.readFileSync(file, "utf8");
const eventCount = (): number =>
  histories().reduce((count, file) => count + textOf(file).split("\n").length - 1, 0);
const anyHistory = (pattern: RegExp): boolean => histories().some((file) => pattern.test(textOf(file)));

const observedCount = (): number =>
  histories().reduce((count, file) => count + textOf(file).split('"rung":"observed"').length - 1, 0);

/** Ports that processes of this test were told. */
function portsInUse(): number[] {
  const commands = processesOf(stage.folder()).map(({ command }) => command);
  const ports = commands.flatMap((command) => [...command.matchAll(/tcp:\/\/127\.0\.0\.1:(\d+)/g)]);
  return [...new Set(ports.map(([, port]) => Number(port)))];
}

/** Whatever of the run is still there: processes, listeners, locks of ports, temporary files. */
function remains(ports: readonly number[]): string[] {
  const sockets = fs.readFileSync("/proc/net/unix", "utf8");
  return [
    ...processesOf(stage.folder()).map(({ pid, command }) => `process ${pid} ${command}`),
    ...ports.filter((port) => (listeners(port) ?? []).length > 0).map((port) => `listener on ${port}`),
    ...ports.filter((port) => sockets.includes(`@faultline-port-${port}.`)).map((port) => `lock of ${port}`),
    ...fs.readdirSync(path.join(stage.folder(), "tmp")).map((name) => `temporary ${name}`),
  ];
}

async function nothingRemains(ports: readonly number[]): Promise<void> {
  const endMs = performance.now() + leftWithinMs;
  while (remains(ports).length > 0 && performance.now() < endMs) {
    await new Promise((resolve) => setTimeout(resolve, lookMs));
  }
  expect(remains(ports)).to.deep.equal([]);
}

/** The folder says that it is not whole, each history can be read, and nothing that was cut is judged as passed. */
function evidenceIsKept(): void {
  const run = JSON.parse(textOf(path.join(runFolder(), "run.json")));
  expect(run).to.include({ complete: false });
  const cut = histories().filter((file) => readHistory(textOf(file)).events.at(-1)?.type !== "end");
  const { runs, complete } = recheck(runFolder());
  expect(complete).to.equal(false);
  for (const file of cut) {
    const name = path.basename(path.dirname(file));
    const judged = runs.find(({ folder }) => folder === name);
    expect(judged, name).to.have.property("verdict").that.is.oneOf(["inconclusive", "fail"]);
  }
  const report = readReport(runFolder(), "reports/latest");
  for (const format of formats) expect(projections[format].make(report), format).not.to.equal("");
}

function start(scheme: string, feed: string): Run {
  const output = path.join(stage.folder(), "reports");
  const stream = ["--bars", "100", "--speed-ms", "10"];
  return stage.start(["run", scheme, "--feed", feed, ...stream, "--output", output]);
}

async function endBy(run: Run, ...signals: NodeJS.Signals[]): Promise<number | null> {
  const ports = portsInUse();
  for (const signal of signals) run.child.kill(signal);
  const [code] = await run.ended;
  await nothingRemains(ports);
  evidenceIsKept();
  return code;
}

describe("a harness that is ended", () => {
  beforeEach(stage.set);
  afterEach(stage.strike);

  describe(`by SIGKILL at moments of the seed ${seed}`, () => {
    const { uniform } = seededRandom(seed);
    for (const moment of Array.from({ length: moments }, () => Math.floor(uniform() * eventsMax))) {
      it(`after ${moment} events`, async () => {
        const run = start("s3", "zmq");
        await run.until(() => fs.existsSync(runFolder()) && eventCount() >= moment);
        await endBy(run, "SIGKILL");
      });
    }
  });

  describe("while a fault is open", () => {
    const observed = /"rung":"observed"/;
    for (const scheme of ["s6", "s9", "s10"]) {
      it(`of ${scheme}, by SIGKILL`, async () => {
        const run = start(scheme, "all");
        await run.until(() => anyHistory(observed));
        await endBy(run, "SIGKILL");
      });
    }

    for (const [signal, code] of [
      ["SIGINT", 130],
      ["SIGTERM", 143],
      ["SIGHUP", 129],
    ] as const) {
      it(`by ${signal}`, async () => {
        const run = start("s9", "native");
        await run.until(() => anyHistory(observed));
        expect(await endBy(run, signal), run.err()).to.equal(code);
      });
    }

    for (const [signal, code] of [
      ["SIGKILL", null],
      ["SIGINT", 130],
    ] as const) {
      it(`beside every role, by ${signal}`, async () => {
        const run = start(stage.write("beside.yaml", beside), "zmq");
        await run.until(() => observedCount() >= openAtOnce);
        expect(await endBy(run, signal), run.err()).to.equal(code);
      });
    }

    it("by SIGINT twice", async () => {
      const run = start("s9", "native");
      await run.until(() => anyHistory(observed));
      const ports = portsInUse();
      run.child.kill("SIGINT");
      await run.until(() => run.err().includes("once more ends at once"));
      run.child.kill("SIGINT");
      expect((await run.ended)[0]).to.equal(130);
      await nothingRemains(ports);
      evidenceIsKept();
    });
  });
});
