/** The bench as a real process: every variant runs to its end and is compared with its base. */
import { spawnSync } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";

const program = path.join(path.dirname(fileURLToPath(import.meta.url)), "bench.js");

function bench(args: string[]) {
  return spawnSync(process.execPath, [program, ...args], { encoding: "utf8" });
}

describe("bench", () => {
  it("compares every variant with its base, and itself with itself", () => {
    const { stdout, status } = bench(["--rounds", "1", "--bars", "20"]);
    expect(status).to.equal(0);
    const lines = stdout.split("\n").filter((line) => line.startsWith("  "));
    expect(lines.map((line) => line.replace(/\s+(NaN|Infinity|\d+\.\d\d)$/, "").trim())).to.deep.equal([
      ...["fifo", "zmq", "native", "fifo --fsync bar", "fifo --stamps", "zmq --stamps"],
      ...["zmq", "zmq --recovery off", "zmq --stamps", "fifo", "native"],
    ]);
    expect(lines[0]).to.match(/ 1\.00$/);
  }).timeout(300_000);

  it("refuses rounds and bars that are no counts", () => {
    const { stderr, status } = bench(["--rounds", "0"]);
    expect(status).to.equal(64);
    expect(stderr).to.equal('bench: --rounds must be a whole number from 1 to 1000, got "0"\n');
  });
});
