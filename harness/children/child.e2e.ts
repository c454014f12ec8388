/** Starts, signals and stops real programs, and looks what is left of them. */
import fs from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { childrenStage, fixture, programs, until } from "./children-stage.js";
import { makeFifo, readers, writers } from "./fifo.js";
import {
  alive,
  commandOf,
  connections,
  groupMembers,
  listeners,
  stateOf,
  taggedProcesses,
  usage,
} from "./proc.js";
import { stopChild } from "./stop.js";
import { unbuffered } from "./unbuffered.js";

const stage = childrenStage("child-test");
const { start, log, says, tag } = stage;
/** What a promise rejects with. */
const refusal = (promise: Promise<void>): Promise<Error> =>
  promise.then(
    () => new Error("it did not refuse"),
    (error: Error) => error,
  );
/** Longer than any program here takes to stop. */
const graceMs = 10_000;

describe("children/child", () => {
  beforeEach(stage.set);
  afterEach(stage.strike);

  describe("starting", () => {
    it("gives the program a group of its own, its output to files that only we can read", async () => {
      const child = start(["sh", "-c", "echo out; echo err >&2; exit 3"]);
      expect(await child.exited).to.deep.equal({ code: 3, signal: null });
      expect([log(child), log(child, ".err.log")]).to.deep.equal(["out\n", "err\n"]);
      expect(fs.statSync(path.join(stage.folder(), "engine_1.log")).mode & 0o777).to.equal(0o600);
      expect(alive(child.identity)).to.equal(false);
      expect(child.signal("SIGKILL")).to.equal(false);
    });

    it("keeps what an earlier program wrote to the same file", async () => {
      const outFile = path.join(stage.folder(), "shared.log");
      for (const word of ["one", "two"]) await start(["echo", word], { outFile }).exited;
      expect(fs.readFileSync(outFile, "utf8")).to.equal("one\ntwo\n");
    });

    it("tells the signal of a death, and the process that bears the identity is the program", async () => {
      const child = start(fixture("forever.mjs"));
      await says(child, "ready");
      expect(commandOf(child.identity.pid)).to.contain("forever.mjs");
      expect(groupMembers(child.identity.pid)).to.deep.equal([child.identity]);
      expect(usage(child.identity)?.rssMb).to.be.greaterThan(1);
      expect(child.signal("SIGKILL")).to.equal(true);
      expect(await child.exited).to.deep.equal({ code: null, signal: "SIGKILL" });
    });

    it("shows a stopped program in state T, and a continued one in another", async () => {
      const child = start(fixture("forever.mjs"));
      await says(child, "ready");
      child.signal("SIGSTOP");
      await until(() => stateOf(child.identity) === "T");
      expect(alive(child.identity)).to.equal(true);
      child.signal("SIGCONT");
      await until(() => stateOf(child.identity) !== "T");
    });

    it("says what is missing when a start fails, and throws nothing", async () => {
      const missing = start(["no-such-program"], { env: { PATH: "/no/such" } });
      expect(missing.spawnError).to.deep.equal({
        code: "ENOENT",
        reason: "there is no program no-such-program in the PATH /no/such",
      });
      expect(await missing.exited).to.deep.equal({ code: null, signal: null });
      const nowhere = start(["true"], { cwd: "/no/such" });
      expect(nowhere.spawnError?.reason).to.equal("its working folder /no/such is not there");
      expect(start([]).spawnError?.code).to.equal("EINVAL");
    });

    it("says that the interpreter is missing, which only the kernel knows", async () => {
      const script = path.join(stage.folder(), "script");
      fs.writeFileSync(script, "#!/no/such/interpreter\n", { mode: 0o755 });
      const child = start([script]);
      await child.exited;
      expect(child.spawnError?.code).to.equal("ENOENT");
      expect(child.spawnError?.reason).to.match(/: the interpreter named in its first line is not there$/);
      expect(await stopChild(child, { signal: "SIGTERM", graceMs })).to.have.property("how", "exited");
    });
  });

  describe("buffering: block", () => {
    for (const way of ["perl", "python3"]) {
      it(`makes the lines of a program that buffers come out at once, with ${way}`, async () => {
        const file = "/usr/bin/env";
        const wrapped = unbuffered(file, ["env", "python3", path.join(programs, "block-buffered.py")], [way]);
        expect(wrapped.how).to.equal("pty");
        // The first descriptor beyond the standard ones is what the wrapper tells its drainer's pid on.
        const command = ["bash", "-c", 'exec "$@" 3>/dev/null', "bash", ...wrapped.command];
        const child = start(command);
        await says(child, "line 3\n");
        expect(log(child)).to.not.contain("\r");
        expect(commandOf(child.identity.pid)).to.contain("block-buffered.py");
      });
    }

    it("loses nothing of what was written before a SIGKILL", async () => {
      const count = 5_000;
      const program = `$| = 1; print "line $_\\n" for 1..${count}; kill 9, $$;`;
      const child = start(["perl", "-e", program], { buffering: "block" });
      expect(await child.exited).to.deep.equal({ code: null, signal: "SIGKILL" });
      await child.drained;
      expect(log(child).trimEnd().split("\n").at(-1)).to.equal(`line ${count}`);
      expect(log(child).trimEnd().split("\n")).to.have.lengthOf(count);
    });

    it("keeps the pid, the errors apart, and leaves no drainer behind", async () => {
      const child = start(["perl", "-e", 'warn "trouble\\n"; print "$$\\n"; sleep 120'], {
        buffering: "block",
      });
      await says(child, "\n");
      expect(log(child)).to.equal(`${child.identity.pid}\n`);
      expect(log(child, ".err.log")).to.equal("trouble\n");
      const stopped = await stopChild(child, { signal: "SIGTERM", graceMs: graceMs });
      expect(stopped).to.deep.equal({
        how: "exited",
        exit: { code: null, signal: "SIGTERM" },
        leftovers: [],
      });
      expect(taggedProcesses(tag)).to.deep.equal([]);
    });
  });

  describe("what it holds", () => {
    it("finds the reader and the writer of a FIFO, and tells them apart", async () => {
      const fifo = path.join(stage.folder(), "bars.fifo");
      await makeFifo(fifo);
      expect(fs.statSync(fifo).mode & 0o777).to.equal(0o600);
      expect(readers(fifo)).to.deep.equal([]);
      const reader = start(fixture("stalls-on-a-fifo.mjs", "--fifo", fifo));
      await says(reader, "ready");
      const writer = fs.openSync(fifo, "w");
      const { pid } = reader.identity;
      expect(readers(fifo)).to.deep.equal([{ pid, command: commandOf(pid), end: "read" }]);
      expect(writers(fifo)?.map((holder) => holder.pid)).to.deep.equal([process.pid]);
      expect(readers(fifo, [process.pid])).to.deep.equal([]);
      expect((await refusal(makeFifo(fifo))).message).to.contain("the FIFO is still held by pid");
      fs.closeSync(writer);
      reader.signal("SIGKILL");
      await reader.exited;
      expect(readers(fifo)).to.deep.equal([]);
      await makeFifo(fifo);
    });

    it("finds who listens on a port and who is connected to it", async () => {
      const server = start(fixture("holds-a-port.mjs"));
      await says(server, "bound");
      const port = Number(/bound (\d+)/.exec(log(server))?.[1]);
      expect(listeners(port)?.map(({ pid, end }) => ({ pid, end }))).to.deep.equal([
        { pid: server.identity.pid, end: "listen" },
      ]);
      expect(connections(port)).to.deep.equal([]);
      const client = start(["bash", "-c", `exec 5<>/dev/tcp/127.0.0.1/${port}; echo on; read -u 5 x`]);
      await says(client, "on");
      expect(connections(port)?.map(({ pid, end }) => ({ pid, end }))).to.deep.equal([
        { pid: client.identity.pid, end: "connect" },
      ]);
    });

    it("says which program is missing when no FIFO can be made", async () => {
      stage.hidePrograms();
      const error = await refusal(makeFifo(path.join(stage.folder(), "bars.fifo")));
      expect(error.message).to.contain("there is no program mkfifo in the PATH");
      expect(error).to.have.property("code", "PREREQUISITE_MISSING");
    });

    it("makes no FIFO in the place of something else", async () => {
      const file = path.join(stage.folder(), "bars.fifo");
      fs.writeFileSync(file, "text");
      const error = await refusal(makeFifo(file));
      expect(error.message).to.contain("a FIFO is to be made here, and there is something else");
      expect(fs.readFileSync(file, "utf8")).to.equal("text");
    });
  });
});
