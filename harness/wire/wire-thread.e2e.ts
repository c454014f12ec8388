/** Tests that the wire works in a thread of its own, and keeps no program alive. */
import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { expect } from "chai";
import type { Ends } from "./ends-thread.js";
import { linkStage } from "./link-stage.js";

/** Limit of the stand-still: the thread is done in a fraction of a second. */
const stillMsMax = 30_000;

const stage = linkStage();
let children: ChildProcess[] = [];

function exitOf(what: string): Promise<[number | null, string]> {
  const program = fileURLToPath(new URL("./exits.js", import.meta.url));
  const child = spawn(process.execPath, [program, what], { stdio: ["ignore", "ignore", "pipe"] });
  children.push(child);
  let said = "";
  child.stderr.on("data", (bytes) => {
    said += bytes;
  });
  return new Promise((resolve) => child.once("close", (code) => resolve([code, said])));
}

describe("wire/wire-thread", () => {
  afterEach(() => {
    for (const child of children) child.kill("SIGKILL");
    children = [];
  });

  for (const what of ["closes", "forgets"]) {
    it(`lets a program exit that ${what} its wire`, async () => {
      expect(await exitOf(what)).to.deep.equal([0, ""]);
    });
  }

  describe("with a link", () => {
    beforeEach(() => stage.set());
    afterEach(() => stage.strike());

    it("passes on while the main thread stands still", async () => {
      await stage.stopServing();
      const trips = new Int32Array(new SharedArrayBuffer(4));
      const ends: Ends = { targetPort: stage.targetPort(), linkPort: stage.link().port, trips };
      const worker = new Worker(new URL("./ends-thread.js", import.meta.url), { workerData: ends });
      const exited = new Promise((resolve) => worker.once("exit", resolve));
      await new Promise((resolve) => worker.once("online", resolve));
      expect(Atomics.wait(trips, 0, 0, stillMsMax)).to.be.oneOf(["ok", "not-equal"]);
      expect(await exited).to.equal(0);
    });
  });
});
