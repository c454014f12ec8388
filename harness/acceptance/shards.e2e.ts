/** Four machines, one suite: real shards merged, one of them lost, one killed; and a folder replayed elsewhere. */
import fs from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { exitCodeOf } from "../command/exit-code.js";
import { recheck } from "../recheck.js";
import type { Results } from "../results.js";
import { harnessStage, root } from "./harness-stage.js";

/** A shard takes ten seconds on a machine that does nothing else. */
const limitMs = 240_000;
const settings = ["--speed-ms", "5", "--bars", "300", "--seed", "night"];

const stage = harnessStage();
const storeOf = (name: string): string => path.join(stage.folder(), name);

async function shard(index: number): Promise<number | null> {
  const run = stage.start([
    "run",
    ...settings,
    "--shard",
    `${index}/4`,
    "--output",
    storeOf(`shard-${index}`),
  ]);
  const [code] = await run.ended;
  expect(run.err()).to.contain(`shard ${index} of 4: `);
  return code;
}

async function merge(...names: string[]): Promise<{ code: number | null; results: Results; out: string }> {
  const output = storeOf("merged");
  const run = stage.start([...["merge", ...names.map(storeOf), "--expect-shards", "4", "--output", output]]);
  const [code] = await run.ended;
  const file = path.join(output, "latest", "results.json");
  if (!fs.existsSync(file)) throw new Error(`nothing was merged, exit code ${code}: ${run.err()}`);
  return { code, out: run.out(), results: JSON.parse(fs.readFileSync(file, "utf8")) };
}

const all = ["shard-1", "shard-2", "shard-3", "shard-4"];
const five = ["normal", "replayer-restart", "engine-restart", "no-consumer", "multi-restart"];
const verdictsOf = ({ schemes }: Results) => schemes.map(({ name, verdict }) => [name, verdict]);

describe("shards", function () {
  this.timeout(limitMs);
  before(stage.set);
  after(stage.strike);

  it("run each scheme once, and merge to the verdict that one machine would give", async () => {
    const codes: (number | null)[] = [];
    for (const index of [1, 2, 3, 4]) codes.push(await shard(index));
    const own = all.flatMap((name) => recheck(storeOf(name)).runs);
    expect(own.map(({ scheme }) => scheme)).to.have.members(five);
    const { code, results } = await merge(...all);
    expect(results.schemes.map(({ name }) => name)).to.deep.equal(five);
    expect(verdictsOf(results)).to.have.deep.members(own.map(({ scheme, verdict }) => [scheme, verdict]));
    expect(code)
      .to.equal(exitCodeOf(own, null))
      .and.to.equal(Math.max(...codes.map(Number)));
    expect(results).to.include({ complete: true, exitCode: code });
    const merged = recheck(storeOf("merged")).runs;
    expect(merged.map(({ verdict }) => verdict)).to.deep.equal(results.schemes.map(({ verdict }) => verdict));
    expect(fs.readdirSync(path.join(storeOf("merged"), "latest"))).to.include.members([
      "summary.md",
      ...five,
    ]);
  });

  it("merge to 1 and a name when one of them is gone", async () => {
    const lost = recheck(storeOf("shard-2")).runs.map(({ scheme }) => scheme);
    expect(lost).not.to.have.length(0);
    fs.renameSync(storeOf("shard-2"), storeOf("away"));
    const { code, out, results } = await merge(...all);
    expect(code).to.equal(1);
    for (const name of lost) {
      expect(out).to.match(
        new RegExp(`MISSING s\\d ${name} on zmq: shard 2 of 4, which was to run it, is not there`),
      );
    }
    expect(results.totals).to.include({ missing: lost.length });
    fs.renameSync(storeOf("away"), storeOf("shard-2"));
  });

  it("merge whatever a harness left that was killed, and pass nothing of it that has no end", async () => {
    for (const events of [1, 30, 120]) {
      fs.rmSync(storeOf("shard-3"), { recursive: true });
      const run = stage.start(["run", ...settings, "--shard", "3/4", "--output", storeOf("shard-3")]);
      await run.until(() => eventCount(storeOf("shard-3")) >= events);
      run.child.kill("SIGKILL");
      await run.ended;
      const { code, results } = await merge(...all);
      expect(code, `after ${events} events`).to.be.oneOf([1, 2]);
      expect(results.schemes.map(({ name }) => name)).to.deep.equal(five);
      const ours = results.run.selection?.filter(({ shard }) => shard === 3).map(({ name }) => name) ?? [];
      const judged = results.schemes.filter(({ name }) => ours.includes(name));
      expect(judged.every(({ verdict }) => verdict !== "pass")).to.equal(true);
    }
  });

  it("refuse to be merged with one of another seed", async () => {
    fs.rmSync(storeOf("shard-4"), { recursive: true });
    const other = ["--shard", "4/4", "--speed-ms", "5", "--bars", "300", "--seed", "day"];
    const run = stage.start(["run", ...other, "--output", storeOf("shard-4")]);
    await run.until(() => fs.existsSync(path.join(storeOf("shard-4"), "latest", "run.json")));
    run.child.kill("SIGKILL");
    await run.ended;
    const refused = stage.start([
      ...["merge", ...all.map(storeOf), "--expect-shards", "4", "--output", storeOf("none")],
    ]);
    expect((await refused.ended)[0]).to.equal(65);
    expect(refused.err()).to.match(/cannot be merged: they are not of one seed: night and day/);
    expect(fs.existsSync(storeOf("none"))).to.equal(false);
  });
});

/** Lines of all histories in a store. */
function eventCount(store: string): number {
  const latest = path.join(store, "latest");
  if (!fs.existsSync(latest)) return 0;
  const histories = fs
    .readdirSync(latest)
    .map((name) => path.join(latest, name, "history.jsonl"))
    .filter((file) => fs.existsSync(file));
  return histories.reduce((sum, file) => sum + fs.readFileSync(file, "utf8").split("\n").length - 1, 0);
}

describe("replay", function () {
  this.timeout(limitMs);
  before(stage.set);
  after(stage.strike);

  it("runs the plan of a folder that was moved, though its scheme is gone; never on other data", async () => {
    const data = path.join(stage.folder(), "results_10-24.json");
    fs.copyFileSync(path.join(root, "fixtures/results_10-27.json"), data);
    const scheme = stage.write("mine.yaml", fs.readFileSync(path.join(root, "schemes/normal.yaml"), "utf8"));
    const length = ["--bars", "40", "--speed-ms", "10", "--min-snapshots", "3"];
    const first = await stage.results([scheme, "--results", data, ...length]);
    expect(first.totals.passed).to.equal(1);
    fs.rmSync(scheme);
    const moved = path.join(stage.folder(), "moved");
    fs.cpSync(path.join(stage.folder(), "reports", "latest", "normal"), moved, { recursive: true });
    const again = stage.start(["replay", moved, "--output", storeOf("again")]);
    expect((await again.ended)[0], again.err()).to.equal(0);
    const planOf = (folder: string) => fs.readFileSync(path.join(folder, "plan.json"), "utf8");
    expect(planOf(path.join(storeOf("again"), "latest", "normal"))).to.equal(planOf(moved));
    fs.appendFileSync(data, "\n");
    const refused = stage.start(["replay", moved, "--output", storeOf("again")]);
    expect((await refused.ended)[0]).to.equal(65);
    expect(refused.err()).to.match(/is not the data of that run: its SHA-256 is/);
  });
});
