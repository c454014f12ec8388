/** Guards the golden ledgers of the shipped days against drift: their digests are committed. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { goldenLedger } from "./golden-ledger.js";
import { loadResults } from "./results.js";

const program = path.join(path.dirname(fileURLToPath(import.meta.url)), "golden.js");
/** SHA-256 of the whole ledger by file and number of bars. A change here is a change of the strategy: raise its version. */
const digests = JSON.parse(fs.readFileSync("fixtures/golden-digests.json", "utf8")) as Record<
  string,
  Record<string, string>
>;

describe("golden-ledger", () => {
  for (const [file, byBars] of Object.entries(digests)) {
    const { bars } = loadResults(`fixtures/${file}`);
    for (const [count, digest] of Object.entries(byBars)) {
      it(`has not drifted for ${count} bars of ${file}`, () => {
        expect(sha256(goldenLedger(bars.slice(0, Number(count))).text)).to.equal(digest);
      });
    }
  }

  it("is what golden.js writes", () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "golden-"));
    const ledger = path.join(folder, "golden.jsonl");
    const results = "fixtures/results_10-24.json";
    const { status, stdout } = golden(["--results", results, "--bars", "300", "--ledger", ledger]);
    expect(status).to.equal(0);
    const { text, digest } = goldenLedger(loadResults(results).bars.slice(0, 300));
    expect(stdout).to.equal(`Golden ledger: 300 bars, digest ${digest}\n`);
    expect(fs.readFileSync(ledger, "utf8")).to.equal(text);
    fs.rmSync(folder, { recursive: true });
  });

  it("refuses more bars than there are, and a ledger that it cannot write", () => {
    const results = "fixtures/results_10-24.json";
    const tooMany = golden(["--results", results, "--bars", "392", "--ledger", "/dev/null"]);
    expect(tooMany.stderr).to.equal('golden: --bars must be a whole number from 1 to 391, got "392"\n');
    expect(tooMany.status).to.equal(64);
    const unwritable = golden(["--results", results, "--ledger", "/nowhere/golden.jsonl"]);
    expect(unwritable.stderr).to.equal("golden: cannot write the ledger /nowhere/golden.jsonl (ENOENT)\n");
    expect(unwritable.status).to.equal(73);
  });
});

function golden(args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [program, ...args], { encoding: "utf8" });
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
