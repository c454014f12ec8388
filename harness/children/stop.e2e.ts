/** Stops real programs that obey, that do not, and that leave others behind, and looks what is left of them. */
import path from "node:path";
import { expect } from "chai";
import { childrenStage, fixture, programs, until } from "./children-stage.js";
import { alive, commandOf, descendants, stateOf, taggedProcesses } from "./proc.js";
import { stopChild } from "./stop.js";

const stage = childrenStage("stop-test");
const { start, log, says, tag } = stage;
/** Short, for programs that do not stop when asked. */
const graceMs = 400;
/** Longer than any program here takes that does. */
const patientMs = 10_000;

describe("children/stop", () => {
  beforeEach(stage.set);
  afterEach(stage.strike);

  it("ends a program that stops when asked, and calls nothing a leftover", async () => {
    const child = start(fixture("stops-slowly.mjs", "--after-ms", "50"));
    await says(child, "ready");
    const stopped = await stopChild(child, { signal: "SIGTERM", graceMs: patientMs });
    expect(stopped).to.deep.equal({ how: "exited", exit: { code: 0, signal: null }, leftovers: [] });
  });

  it("kills a program that ignores the signal once the grace is over", async () => {
    const child = start(fixture("ignores-sigterm.mjs"));
    await says(child, "ready");
    const stopped = await stopChild(child, { signal: "SIGTERM", graceMs });
    expect(stopped).to.deep.equal({
      how: "killed",
      exit: { code: null, signal: "SIGKILL" },
      leftovers: [],
    });
    expect(log(child)).to.contain("ignoring SIGTERM");
  });

  it("continues a stopped program so that it can obey", async () => {
    const child = start(fixture("stops-itself.mjs"));
    await until(() => stateOf(child.identity) === "T");
    const stopped = await stopChild(child, { signal: "SIGTERM", graceMs: patientMs });
    expect(stopped.exit).to.deep.equal({ code: null, signal: "SIGTERM" });
    expect(stopped.how).to.equal("exited");
  });

  it("kills and names what left the group of a program that stopped when asked", async () => {
    const child = start(fixture("forks-a-grandchild.mjs"));
    await says(child, "ready");
    const stopped = await stopChild(child, { signal: "SIGTERM", graceMs: patientMs });
    expect(stopped.how).to.equal("exited");
    expect(stopped.leftovers.map(({ where }) => where)).to.deep.equal(["left"]);
    expect(stopped.leftovers[0]?.command).to.contain("ignores-sigterm.mjs");
    expect(taggedProcesses(tag)).to.deep.equal([]);
  });

  it("kills and names what outlived its program in the group", async () => {
    const child = start(fixture("forks-a-grandchild.mjs", "--same-group", "--exit"));
    await child.exited;
    const stopped = await stopChild(child, { signal: "SIGTERM", graceMs });
    expect(stopped.leftovers.map(({ where }) => where)).to.deep.equal(["group"]);
    expect(taggedProcesses(tag)).to.deep.equal([]);
  });

  it("kills an orphan in a session of its own", async () => {
    const child = start(fixture("forks-a-grandchild.mjs", "--exit"));
    await child.exited;
    const stopped = await stopChild(child, { signal: "SIGTERM", graceMs });
    expect(stopped.leftovers.map(({ where }) => where)).to.deep.equal(["left"]);
    expect(taggedProcesses(tag)).to.deep.equal([]);
  });

  it("kills a storm of forks that leave the group", async () => {
    const child = start([path.join(programs, "forks-a-storm.sh")]);
    await until(() => taggedProcesses(tag).length > 20);
    await stopChild(child, { signal: "SIGCONT", graceMs: 50 });
    expect(taggedProcesses(tag)).to.deep.equal([]);
  });

  for (const words of [[], ["deaf"]]) {
    it(`kills a child without tag or group, found by its parent${words.map((word) => `, which is ${word}`)}`, async () => {
      const child = start([path.join(programs, "leaves-without-a-trace.sh"), ...words]);
      await says(child, "ready");
      await until(() => descendants(child.identity.pid).some(({ pid }) => commandOf(pid) === "sleep 120"));
      const [stray] = descendants(child.identity.pid);
      if (stray === undefined) throw new Error("there is no stray to look for");
      await stopChild(child, { signal: "SIGTERM", graceMs });
      expect(alive(stray)).to.equal(false);
    });
  }

  it("does without ps", async () => {
    const child = start(fixture("ignores-sigterm.mjs"));
    await says(child, "ready");
    stage.hidePrograms();
    const stopped = await stopChild(child, { signal: "SIGTERM", graceMs });
    expect(stopped.exit).to.deep.equal({ code: null, signal: "SIGKILL" });
    expect(taggedProcesses(tag)).to.deep.equal([]);
  });

  it("leaves the other incarnations of the run alone", async () => {
    const one = start(fixture("forever.mjs"));
    const two = start(fixture("forever.mjs"));
    await says(two, "ready");
    await stopChild(one, { signal: "SIGTERM", graceMs: patientMs });
    expect(taggedProcesses(tag)).to.deep.equal([two.identity]);
  });
});
