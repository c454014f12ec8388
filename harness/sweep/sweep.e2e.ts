/** A tiny sweep with real processes: it passes, says so, and leaves no folder of what passed. */
import fs from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { execa } from "execa";
import { makeTempFolder } from "../children/temp.js";

const program = "dist/harness/sweep/main.js";

async function run(...flags: string[]) {
  const folder = makeTempFolder("sweep-test");
  try {
    const result = await execa("node", [program, "--output", folder, ...flags], { reject: false });
    const latest = path.join(folder, "latest");
    const document = JSON.parse(fs.readFileSync(path.join(latest, "results.json"), "utf8"));
    return { ...result, document, left: fs.readdirSync(latest).sort() };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

describe("sweep", () => {
  it("kills each role, finds every ledger golden, and keeps only the results", async () => {
    const flags = ["--feed", "zmq", "--bars", "12", "--every", "6", "--speed-ms", "5", "--workers", "2"];
    const { exitCode, stdout, stderr, document, left } = await run(...flags);
    expect(exitCode, stderr).to.equal(0);
    expect(stdout).to.contain("publisher, zmq: 2 passed").and.contain("6 cases: 6 passed");
    expect(document.totals).to.deep.equal({ passed: 6, failed: 0, inconclusive: 0, notRun: 0, missing: 0 });
    expect(left).to.deep.equal(["events.jsonl", "results.json", "run.json"]);
  });

  it("crashes a role in the very start that follows its death", async () => {
    const flags = ["--feed", "native", "--no-kills", "--failpoints", "--target", "publisher", "--bars", "40"];
    const names = await execa("node", [program, ...flags, "--list"]);
    const count = names.stdout.split("---\n").length;
    const index = 1 + names.stdout.split("---\n").findIndex((text) => text.includes("publisher-after-epoch"));
    const { exitCode, stderr, document } = await run(
      ...flags,
      "--slice",
      `${index}/${count}`,
      "--speed-ms",
      "5",
    );
    expect(exitCode, stderr).to.equal(0);
    expect(
      document.schemes[0].faults.map(({ healedMs }: { healedMs: number | null }) => healedMs !== null),
    ).to.deep.equal([true, true]);
  });
});
