/** The README's blocks for three terminals, run word for word but for address, path and speed. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect } from "chai";
import { reservePort } from "../children/ports.js";

const root = process.cwd();
const readme = fs.readFileSync(path.join(root, "README.md"), "utf8");
const section = readme.slice(readme.indexOf("## By hand"), readme.indexOf('The word "feed"'));
/** The blocks with more than one terminal, each a list of lines. */
const blocks = [...section.matchAll(/```sh\n([\s\S]*?)```/g)]
  .map(([, text = ""]) => text.trim().split("\n"))
  .filter((lines) => lines.length > 1);

describe("README, by hand", () => {
  let folder = "";
  const terminals: ChildProcess[] = [];

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "faultline-by-hand-"));
    for (const name of ["dist", "fixtures"]) fs.symlinkSync(path.join(root, name), path.join(folder, name));
  });

  afterEach(async () => {
    for (const terminal of terminals.splice(0)) {
      if (terminal.exitCode !== null || terminal.pid === undefined) continue;
      const gone = once(terminal, "exit");
      process.kill(-terminal.pid, "SIGKILL");
      await gone;
    }
    fs.rmSync(folder, { recursive: true, force: true });
  });

  /** Types one line into a terminal; resolves with what it printed when that matches, or when it ends. */
  function type(line: string, until: RegExp): Promise<string> {
    const terminal = spawn("bash", ["-c", line], {
      cwd: folder,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    terminals.push(terminal);
    let said = "";
    return new Promise((resolve) => {
      const hear = (chunk: Buffer) => {
        said += chunk.toString("utf8");
        if (until.test(said)) resolve(said);
      };
      terminal.stdout.on("data", hear);
      terminal.stderr.on("data", hear);
      terminal.on("close", () => resolve(said));
    });
  }

  it("has a block for each of the three feeds", () => {
    expect(blocks.map((lines) => lines.length)).to.deep.equal([3, 2, 2]);
  });

  for (const [index, lines] of blocks.entries()) {
    it(`takes the whole day in block ${index + 1}, and stops cleanly`, async () => {
      const ports = [await reservePort(), await reservePort()];
      const [bars, history] = ports.map(({ port }) => port);
      const here = (line: string): string =>
        line
          .replaceAll("/tmp/alpaca_bars.fifo", path.join(folder, "bars.fifo"))
          .replaceAll("tcp://127.0.0.1:5555", `tcp://127.0.0.1:${bars}`)
          .replace(
            "--speed-ms 800",
            `--speed-ms 2${line.includes("--bind") ? ` --history tcp://127.0.0.1:${history}` : ""}`,
          )
          .replace(/(--zmq-url \S+)/, `$1 --history tcp://127.0.0.1:${history}`)
          .replace(
            "mock-live --date 2000-01-01",
            line.includes("--feed zmq") ? "$&" : `$& --fifo ${path.join(folder, "bars.fifo")}`,
          );
      const said = lines.map((line) =>
        type(
          here(line),
          line.includes("engine.js") ? /End of stream: \d+ bars taken/ : /Replay complete|no match/,
        ),
      );
      try {
        expect(await said.at(-1)).to.match(
          /\[Status Update\] Snapshot 39\n[\s\S]*End of stream: 391 bars taken, 0 partial/,
        );
        const engine = terminals.at(-1);
        const gone = engine === undefined ? null : once(engine, "exit");
        if (engine?.pid !== undefined) process.kill(-engine.pid, "SIGTERM");
        expect((await gone)?.[0]).to.equal(0);
      } finally {
        for (const port of ports) await port.release();
      }
    });
  }
});
