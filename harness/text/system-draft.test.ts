/** Drafts of system files, read back as what they are. */
import { expect } from "chai";
import { parseSystem } from "../system.js";
import { systemDraft } from "./system-draft.js";

type Commands = readonly [string, ...string[]];

const draft = (commands: Commands, fifos: readonly string[] = []) =>
  systemDraft({ name: "mine", commands, fifos });
const system = (commands: Commands, fifos: readonly string[] = []) =>
  parseSystem(draft(commands, fifos), "mine.yaml");

/** Of ports that no proxy may stand before. */
const direct = { listener: undefined, proxied: false } as const;

describe("text/system-draft", () => {
  it("takes the first command for the source and the last for who takes, and starts the source last", () => {
    const { roles, observe } = system(["python3 pub.py", "./relay --fast", "python3 -u sub.py"]);
    expect(roles.map(({ name, command }) => [name, ...command])).to.deep.equal([
      ["pub", "python3", "pub.py"],
      ["relay", "./relay", "--fast"],
      ["sub", "python3", "-u", "sub.py"],
    ]);
    expect(roles.map(({ startAfter }) => startAfter)).to.deep.equal([["relay", "sub"], [], []]);
    expect(roles.map(({ consumer }) => consumer)).to.deep.equal([false, false, true]);
    expect([observe.published, observe.taken].map((one) => one && "role" in one && one.role)).to.deep.equal([
      "pub",
      "sub",
    ]);
  });

  it("names roles by their scripts, else by their programs, and no two alike", () => {
    const names = (...commands: string[]) =>
      system(commands as unknown as Commands).roles.map(({ name }) => name);
    expect(names("java -jar Feed.jar", "mosquitto_sub -t bars")).to.deep.equal(["feed", "mosquitto-sub"]);
    expect(names("node a/run.mjs", "node b/run.mjs", "node c/run.mjs")).to.deep.equal([
      "run",
      "run-2",
      "run-3",
    ]);
    expect(names("7z x", "./42")).to.deep.equal(["z", "role"]);
  });

  it("leaves to a shell what only a shell understands, and stays out of the way of signals", () => {
    const commands = (line: string) => system([line]).roles[0]?.command;
    expect(commands("sh -c 'read x <pipe'")).to.deep.equal(["sh", "-c", "exec sh -c 'read x <pipe'"]);
    expect(commands("sub <bars.fifo")).to.deep.equal(["sh", "-c", "exec sub <bars.fifo"]);
    expect(commands("cat f | sub")).to.deep.equal(["sh", "-c", "cat f | sub"]);
    expect(commands("sub 007 on --rate=1.50")).to.deep.equal(["sub", "007", "on", "--rate=1.50"]);
  });

  it("keeps the ports and FIFOs that commands name for one run at a time", () => {
    const { resources } = system(
      ["pub --bind tcp://*:5555 --port 6000 --bars 3000", "sub tcp://127.0.0.1:5555 -p 1883 /tmp/bars"],
      ["/tmp/bars"],
    );
    expect(resources).to.deep.equal({
      port5555: { kind: "port", fixed: 5555, ...direct },
      port6000: { kind: "port", fixed: 6000, ...direct },
      port1883: { kind: "port", fixed: 1883, ...direct },
      fifo: { kind: "fifo", path: "/tmp/bars" },
    });
  });

  it("says of each guess that it is one", () => {
    const text = draft(["pub", "sub"]);
    for (const guessed of ["buffering:", "ready:", "published:", "snapshot:"]) {
      const lines = text.slice(0, text.indexOf(guessed)).split("\n");
      expect(lines.slice(-4).join("\n"), guessed).to.include("# guess");
    }
  });
});
