/** What a failed run leaves: nothing that cannot be uploaded or must not be told, no flood of logs, and what --keep says. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect } from "chai";
import { findRoot } from "../command/library.js";
import { logHeadBytes, logTailBytes } from "../limits.js";

const root = findRoot(import.meta.dirname);
const program = path.join(root, "dist", "harness", "main.js");
const secret = "hunter2-is-no-password";

describe("folder of a failed run", () => {
  let folder = "";
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "e2e-failure-"));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  async function run(...argv: string[]): Promise<number> {
    const env = { ...process.env, FAKE_TOKEN: secret, npm_config_fake_token: secret };
    const args = [program, "run", ...argv, "--output", path.join(folder, "reports")];
    const child = spawn(process.execPath, args, { cwd: root, env, stdio: "ignore" });
    const [code] = await once(child, "exit");
    return code;
  }
  const latest = (...parts: string[]) => path.join(folder, "reports", "latest", ...parts);

  it("has on each feed nothing but files and folders with plain names, and no word of the environment", async () => {
    expect(await run("canary", "--feed", "all", "--seed", "7")).to.equal(1);
    const entries = fs.readdirSync(fs.realpathSync(latest()), { recursive: true, withFileTypes: true });
    const names = entries.map(({ name }) => name);
    expect(names).to.include.members([
      "canary-zmq",
      "canary-fifo",
      "canary-native",
      "FAILURE.md",
      "run.json",
    ]);
    expect(names.filter((name) => name.startsWith(".") || name.includes(":"))).to.deep.equal([]);
    expect(entries.filter((entry) => !entry.isFile() && !entry.isDirectory())).to.deep.equal([]);
    const telling = entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => path.join(parentPath, name))
      .filter((file) => fs.readFileSync(file, "utf8").includes(secret));
    expect(telling).to.deep.equal([]);
  });

  it("keeps head and tail of the log of a program that writes 200 MB, and says what was not looked at", async () => {
    const [scheme, system] = [path.join(folder, "flood.yaml"), path.join(folder, "flooded.yaml")];
    fs.writeFileSync(scheme, schemeText);
    fs.writeFileSync(system, systemText);
    expect(await run(scheme, "--system", system, "--speed-ms", "100")).to.equal(1);
    const flood = latest("flood", "logs", "noisy_f1_1.log");
    const text = fs.readFileSync(flood, "utf8");
    expect(text.length).to.be.at.most(logHeadBytes + logTailBytes + 1000);
    expect(text).to.match(/\[faultline: 19\d{7} bytes of this log were left out here\]\n/);
    expect(text.endsWith("done\n")).to.equal(true);
    const failure = fs.readFileSync(latest("flood", "FAILURE.md"), "utf8");
    expect(failure).to.contain("**no-crash: noisy.1 exited unasked with code 0");
    expect(failure.length).to.be.below(10_000);
    const { checks } = JSON.parse(fs.readFileSync(latest("results.json"), "utf8")).schemes[0];
    const harness = checks.find(({ name }: { name: string }) => name === "harness");
    expect(harness.reason).to.match(
      /^log-unreadable: noisy\.1 wrote faster than its log could be read: \d+ bytes/,
    );
  });

  for (const { keep, failed, passed } of [
    { keep: "failed", failed: true, passed: false },
    { keep: "all", failed: true, passed: true },
    { keep: "none", failed: false, passed: false },
  ]) {
    it(`keeps the logs that --keep ${keep} names, and FAILURE.md and the evidence always`, async () => {
      const short = ["--bars", "120", "--speed-ms", "10", "--feed", "fifo"];
      expect(await run("canary", "normal", ...short, "--keep", keep)).to.equal(1);
      expect([
        fs.existsSync(latest("canary", "logs")),
        fs.existsSync(latest("normal", "logs")),
      ]).to.deep.equal([failed, passed]);
      expect(fs.readFileSync(latest("canary", "FAILURE.md"), "utf8")).to.match(/\n +\d+ {2}publisher\.1 /);
      expect(fs.existsSync(latest("normal", "FAILURE.md"))).to.equal(false);
      for (const name of ["canary", "normal"])
        expect(fs.existsSync(latest(name, "history.jsonl"))).to.equal(true);
    });
  }
});

const schemeText = `
name: flood
id: f1
why: A program that floods its log must neither stop the harness nor fill the disk.
system: flooded
bars: 150
timeline: []
expect: { snapshots: { min: 66% } }
`;

/** Two programs that count in rhythm for longer than the third takes; that one floods its log and ends. */
const systemText = `
system: flooded
roles:
  publisher:
    command: [node, fixtures/programs/counts.mjs, --line, "published bar {n}", --to, "150", --every-ms, "100", --stay]
    cwd: \${root}
    ready: { line: ready, within: 10s }
  engine:
    command: [node, fixtures/programs/counts.mjs, --line, "Bars: {n} |", --to, "150", --every-ms, "100", --stay]
    consumer: true
    cwd: \${root}
    ready: { line: ready, within: 10s }
  noisy:
    command: [node, fixtures/programs/floods-stdout.mjs, --bytes, "200000000"]
    cwd: \${root}
    ready: { line: ready, within: 10s }
observe:
  published: { role: publisher, line: 'published bar (?<bar>\\d+)' }
  taken: { role: engine, line: 'Bars: (?<n>\\d+) \\|', unit: bars, scope: total }
  snapshot: { role: engine, line: 'Bars: (?<n>\\d+)0 ', everyBars: 10 }
`;
