/** Tests of failpoints: each one in a process of its own, since it kills it. */
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect } from "chai";
import { failpoints, listFailpoints, parseFailpoint } from "./failpoint.js";

const script = `
  import { failpoint, failpointIsDue } from ${JSON.stringify(new URL("./failpoint.js", import.meta.url).href)};
  for (let n = 1; n <= 3; n += 1) {
    console.log(n, failpointIsDue("ledger.mid-line"));
    failpoint("ledger.mid-line");
    failpoint("ledger.after-line");
  }`;

function run(environment: Record<string, string>) {
  const { stdout, stderr, signal, status } = spawnSync(
    process.execPath,
    ["--input-type=module", "-e", script],
    {
      encoding: "utf8",
      env: { ...process.env, ...environment },
    },
  );
  return { lines: stdout.trim().split("\n"), stderr, signal, status };
}

describe("failpoint", () => {
  it("does nothing when nothing is armed", () => {
    expect(run({}).lines).to.deep.equal(["1 false", "2 false", "3 false"]);
  });

  it("kills at the named passage, and tells before that it is due", () => {
    const { lines, signal } = run({ FAULTLINE_FAILPOINT: "ledger.mid-line@2" });
    expect(lines).to.deep.equal(["1 false", "2 true"]);
    expect(signal).to.equal("SIGKILL");
  });

  it("kills only the first process that gets there, when a file says so", () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "faultline-once-"));
    const environment = {
      FAULTLINE_FAILPOINT: "ledger.mid-line",
      FAULTLINE_FAILPOINT_ONCE: path.join(folder, "fired"),
    };
    expect(run(environment).signal).to.equal("SIGKILL");
    expect(run(environment).status).to.equal(0);
    fs.rmSync(folder, { recursive: true });
  });

  it("does not start with a failpoint that does not exist", () => {
    const { status, stderr } = run({ FAULTLINE_FAILPOINT: "ledger.middle" });
    expect(status).to.equal(64);
    expect(stderr).to.contain('got "ledger.middle"');
  });

  it("reads name and passage", () => {
    expect(parseFailpoint("ledger.mid-line@137")).to.deep.equal({ name: "ledger.mid-line", passage: 137 });
    for (const text of ["ledger.mid-line@0", "ledger.mid-line@x", "a@b@c", "toString"]) {
      expect(() => parseFailpoint(text)).to.throw("registered name");
    }
  });

  it("lists what belongs to a program", () => {
    expect(listFailpoints(["publisher"]).split("\n")).to.have.length(
      Object.keys(failpoints).filter((name) => name.startsWith("publisher.")).length,
    );
  });
});
