/** Tests what is read from /proc: on literal texts, and on the process that runs the test. */
import { expect } from "chai";
import { alive, byAge, commandOf, identify, stateOf, taggedProcesses, usage } from "./proc.js";
import { endOf } from "./proc-fifo.js";
import { parseStat, procAvailable } from "./proc-files.js";
import { addressElsewhere, parseSockets } from "./proc-net.js";

const statText =
  "4711 (a (b) c) T 1 4700 4699 0 -1 4194560 100 0 0 0 7 3 0 0 20 0 1 0 99887 12345 678 18446744073709551615\n";
/** Above every pid: pid_max is at most 2^22 (proc(5)). */
const noPid = 2 ** 22 + 1;

describe("children/proc", () => {
  it("parses a stat line whose name holds blanks and parentheses", () => {
    expect(parseStat(statText)).to.deep.equal({
      pid: 4711,
      name: "a (b) c",
      state: "T",
      parentPid: 1,
      groupId: 4700,
      sessionId: 4699,
      cpuTicks: 10,
      startTicks: 99887,
    });
  });

  it("parses no stat line that is cut", () => {
    expect(parseStat("")).to.equal(null);
    expect(parseStat("4711 (sh) T 1 4700")).to.equal(null);
  });

  it("tells the end of a FIFO by the access mode, and leaves out what only names the path", () => {
    expect(endOf("pos:\t0\nflags:\t0104000\nmnt_id:\t1\n")).to.equal("read");
    expect(endOf("pos:\t0\nflags:\t0100001\n")).to.equal("write");
    expect(endOf("pos:\t0\nflags:\t0104002\n")).to.equal("both");
    expect(endOf("pos:\t0\nflags:\t012000000\n")).to.equal(null);
    expect(endOf("")).to.equal(null);
  });

  it("parses ports and states of sockets, over IPv4 and IPv6", () => {
    const text = [
      "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
      "   0: 0100007F:15B3 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 30001 1 0 100 0",
      "   1: 00000000000000000000000001000000:D2A4 00000000000000000000000001000000:15B3 01 00000000:00000000 00:00000000 00000000  1000        0 30002 1 0",
      "",
    ].join("\n");
    expect(parseSockets(text)).to.deep.equal([
      { localAddress: "0100007F", localPort: 5555, remotePort: 0, state: "0A", inode: "30001" },
      {
        ...{ localAddress: "00000000000000000000000001000000", localPort: 53924, remotePort: 5555 },
        ...{ state: "01", inode: "30002" },
      },
    ]);
  });

  it("tells a listener that nobody reaches over 127.0.0.1, and where it is bound", () => {
    const row = { localPort: 5555, remotePort: 0, state: "0A", inode: "1" };
    const at = (localAddress: string) => addressElsewhere({ ...row, localAddress });
    expect(at("0200007F")).to.equal("127.0.0.2:5555");
    expect(at("0A0000C0")).to.equal("192.0.0.10:5555");
    for (const reached of ["0100007F", "00000000", "0".repeat(32), "0000000000000000FFFF00000100007F"]) {
      expect(at(reached), reached).to.equal(null);
    }
  });

  it("finds the process that runs this test alive, by pid and start time", () => {
    const self = identify(process.pid);
    expect(alive(self)).to.equal(true);
    expect(alive({ pid: noPid, startTicks: 1 })).to.equal(false);
    expect(alive(identify(noPid))).to.equal(false);
  });

  it("finds nothing for a tag that nobody carries", () => {
    expect(taggedProcesses("no-such-run")).to.deep.equal([]);
  });

  if (procAvailable()) {
    it("does not take a later process with the same pid for the one that was meant", () => {
      const self = identify(process.pid);
      const earlier = { pid: self.pid, startTicks: (self.startTicks ?? 0) - 1 };
      expect(alive(earlier)).to.equal(false);
      expect(stateOf(earlier)).to.equal(null);
      expect(usage(earlier)).to.equal(null);
    });

    it("reads state, memory and command of a living process", () => {
      const self = identify(process.pid);
      expect(stateOf(self)).to.match(/^[RS]$/);
      expect(usage(self)?.rssMb).to.be.greaterThan(10);
      expect(commandOf(process.pid)).to.contain("mocha");
      expect(commandOf(noPid)).to.equal("");
    });
  }

  it("puts the eldest first, whatever their pids", () => {
    const [parent, child, other] = [
      { pid: 32_700, startTicks: 500 },
      { pid: 320, startTicks: 640 },
      { pid: 400, startTicks: 520 },
    ];
    expect(byAge([child, other, parent])).to.deep.equal([parent, other, child]);
  });
});
