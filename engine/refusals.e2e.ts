/** Real processes: what the programs say, and with which code they end, when they cannot do their work. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { resultsFile, takePort } from "./chaos/pipeline.js";

const here = path.dirname(fileURLToPath(import.meta.url));

function run(program: "publisher" | "bridge", args: readonly string[], nodeArgs: readonly string[] = []) {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [...nodeArgs, path.join(here, `${program}.js`), ...args],
    { encoding: "utf8", timeout: 20_000, killSignal: "SIGKILL" },
  );
  return { stdout, stderr, status };
}

async function readyChild(
  program: string,
  args: readonly string[],
  nodeArgs: readonly string[] = [],
): Promise<ChildProcess> {
  const child = spawn(process.execPath, [...nodeArgs, path.join(here, `${program}.js`), ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  return child;
}

async function kill(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const gone = once(child, "exit");
  child.kill(signal);
  const [code] = await gone;
  return code;
}

/** Makes `import("zeromq")` fail as it does where the package is not installed. */
const withoutZmq = [
  "--import",
  `data:text/javascript,${encodeURIComponent(`
    import { register } from "node:module";
    register("data:text/javascript," + encodeURIComponent(\`
      export function resolve(specifier, context, next) {
        if (specifier === "zeromq") throw new Error("Cannot find package 'zeromq'");
        return next(specifier, context);
      }\`));`)}`,
];

describe("refusals", () => {
  let folder: string;
  let fifo: string;
  let url: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "faultline-refusals-"));
    fifo = path.join(folder, "data.fifo");
    url = `tcp://127.0.0.1:${takePort()}`;
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  for (const [program, args, message] of [
    ["publisher", [], "publisher: --results FILE is required\n"],
    [
      "publisher",
      ["--results", "x", "--sped-ms", "5"],
      "publisher: unknown flag --sped-ms; did you mean --speed-ms?\n",
    ],
    [
      "publisher",
      ["--results", "x", "--bind", "5555"],
      'publisher: --bind must be like tcp://127.0.0.1:5555 or ipc:///path, got "5555"\n',
    ],
    [
      "publisher",
      ["--results", "x", "--topic", "HEART"],
      "publisher: --topic must be 1 to 64 letters, digits, dots, dashes, and not the beginning of HEARTBEAT",
    ],
    [
      "publisher",
      ["--results", "x", "--control", "c"],
      "publisher: --control belongs to --fifo PATH, which is not given\n",
    ],
    [
      "publisher",
      ["--results", "x", "--bind", "tcp://127.0.0.1:65535"],
      "no history endpoint can be derived",
    ],
    ["bridge", ["--recovery", "maybe"], 'bridge: --recovery must be on or off, got "maybe"\n'],
    ["bridge", ["--zmq-url", "tcp://127.0.0.1:0"], "bridge: --zmq-url must be like"],
  ] as const) {
    it(`${program} ${args.join(" ")} ends with 64`, () => {
      const { stderr, status, stdout } = run(program, args);
      expect(stderr).to.contain(message);
      expect([status, stdout]).to.deep.equal([64, ""]);
    });
  }

  it("a results file that is none ends with 65 and its place", () => {
    const file = path.join(folder, "r.json");
    fs.writeFileSync(file, '{"price_data": {"TNA": [{"timestamp_ms": 1}]}}');
    const { stderr, status } = run("publisher", ["--results", file, "--bind", url]);
    expect(stderr).to.match(/^publisher: \S+r\.json:1:\d+: .*TNA/);
    expect(status).to.equal(65);
  });

  it("a FIFO that is missing, or is a file, ends with 69 and the command to type", () => {
    for (const [program, args] of [
      ["bridge", ["--zmq-url", url, "--fifo", fifo]],
      ["publisher", ["--results", resultsFile, "--fifo", fifo]],
    ] as const) {
      fs.rmSync(fifo, { force: true });
      expect(run(program, args)).to.deep.include({
        stderr: `${program}: there is no FIFO at ${fifo}; make one with: mkfifo ${fifo}\n`,
        status: 69,
      });
      fs.writeFileSync(fifo, "");
      expect(run(program, args).stderr).to.equal(
        `${program}: ${fifo} is not a FIFO; remove it and make one with: rm ${fifo} && mkfifo ${fifo}\n`,
      );
    }
  });

  it("a port that is taken ends with 69 and names it", async () => {
    const server = net.createServer().listen(Number(url.split(":")[2]), "127.0.0.1");
    await once(server, "listening");
    const { stderr, status } = run("publisher", ["--results", resultsFile, "--bind", url]);
    server.close();
    expect(stderr).to.match(
      new RegExp(`^publisher: cannot bind ${url}: the address is in use, .*stop it, or choose`),
    );
    expect(status).to.equal(69);
  });

  it("a second publisher or bridge is refused, also while the first is stopped, and not after a SIGKILL", async () => {
    execFileSync("mkfifo", [fifo]);
    for (const [program, args, held] of [
      ["publisher", ["--results", resultsFile, "--bind", url], `another publisher already holds ${url}`],
      ["bridge", ["--zmq-url", url, "--fifo", fifo], `another FIFO writer already holds ${fifo}`],
    ] as const) {
      const first = await readyChild(program, args);
      first.kill("SIGSTOP");
      const second = run(program, args);
      expect(second.stderr).to.contain(held);
      expect(second.status).to.equal(69);
      await kill(first, "SIGKILL");
      const third = await readyChild(program, args);
      expect(await kill(third, "SIGTERM")).to.equal(0);
    }
  });

  it("without zeromq the FIFO works in full and ZMQ says what is missing", async () => {
    execFileSync("mkfifo", [fifo]);
    const child = await readyChild("publisher", ["--results", resultsFile, "--fifo", fifo], withoutZmq);
    expect(await kill(child, "SIGINT")).to.equal(0);
    const refused = run("publisher", ["--results", resultsFile, "--bind", url], withoutZmq);
    expect(refused.stderr).to.match(
      /^publisher: ZMQ is not available: the package zeromq could not be loaded/,
    );
    expect(refused.status).to.equal(69);
  });

  it("--help and --failpoints explain and end with 0", () => {
    for (const program of ["publisher", "bridge"] as const) {
      expect(run(program, ["--help"]).stdout).to.match(new RegExp(`^usage: ${program} \\[flags\\]`));
      expect(run(program, ["--failpoints"]).stdout).to.match(new RegExp(`^${program}\\.\\S+ `));
    }
  });

  it("a publisher that waits for subscribers begins without them after --wait-ms and says so", async () => {
    const waiting = ["--wait-subscribers", "1", "--wait-ms", "50"];
    const results = path.join(folder, "r.json");
    fs.writeFileSync(
      results,
      '{"price_data":{"A":[{"timestamp_ms":60000,"open":1,"high":1,"low":1,"close":1,"volume":1}]}}',
    );
    const child = spawn(
      process.execPath,
      [path.join(here, "publisher.js"), "--results", results, "--bind", url, "--speed-ms", "1", ...waiting],
      { stdio: ["ignore", "pipe", "pipe"] },
    );
    let [stdout, stderr] = ["", ""];
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    for await (const text of child.stdout.setEncoding("utf8")) {
      stdout += text;
      if (stdout.includes("Replay complete")) child.kill("SIGTERM");
    }
    expect(stderr).to.equal("publisher: 0 of 1 subscribers after 50 ms: beginning anyway\n");
    expect(stdout).to.match(/Replay complete: 1 bars\nPublisher stopped: sent 1 bars, at bar 1 of 1\n$/);
  });
});
