/** Tests, on this very process, of which files it is seen to write. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect } from "chai";
import { writtenFiles } from "./proc-written.js";

describe("proc-written.ts", () => {
  let folder = "";
  const open: number[] = [];

  beforeEach(() => {
    folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "faultline-test-")));
  });

  afterEach(() => {
    for (const fd of open.splice(0)) fs.closeSync(fd);
    fs.rmSync(folder, { recursive: true });
  });

  const here = () => writtenFiles(process).filter((file) => file.path.startsWith(folder));

  it("sees those open for writing, once each, and none that is only read", () => {
    const [ledger, settings] = [path.join(folder, "ledger"), path.join(folder, "settings")];
    fs.writeFileSync(ledger, "12345");
    fs.writeFileSync(settings, "");
    open.push(fs.openSync(ledger, "r+"), fs.openSync(ledger, "a"), fs.openSync(settings, "r"));
    expect(here()).to.deep.equal([{ path: ledger, sizeBytes: 5 }]);
  });

  it("sees none of a process that is gone", () => {
    expect(writtenFiles({ pid: 2 ** 30 })).to.deep.equal([]);
  });
});
