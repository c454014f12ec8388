import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect } from "chai";
import { logsBytesMax } from "../limits.js";
import { overfullLogs } from "./log-limit.js";

describe("log-limit", () => {
  let folder = "";
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "log-limit-"));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  /** A file of that size, and of no weight: it is a hole. */
  const holed = (name: string, bytes: number) => {
    const file = path.join(folder, name);
    fs.writeFileSync(file, "");
    fs.truncateSync(file, bytes);
    return { file };
  };
  const writer = (name: string, number: number, ...logs: { file: string }[]) => ({
    ...{ role: { name }, number, logs },
  });

  it("lets logs be that fill the limit exactly, and such as are not there yet", () => {
    const engine = writer("engine", 1, holed("out", logsBytesMax - 10), holed("err", 10));
    expect(overfullLogs([engine, writer("bridge", 1, { file: path.join(folder, "later") })])).to.equal(null);
    expect(overfullLogs([])).to.equal(null);
  });

  it("counts the logs of all starts together, and names who wrote most", () => {
    const first = writer("engine", 1, holed("one", 1));
    const second = writer("engine", 2, holed("two", logsBytesMax - 10), holed("err", 10));
    expect(overfullLogs([first, second])).to.equal(
      "engine.2 wrote 1024 MiB of the 1024 MiB that the logs of one run may hold before they fill the disk: let it print less",
    );
  });
});
