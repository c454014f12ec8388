/** Tests what is read of signals: on a literal text, and on the process that runs the test. */
import { expect } from "chai";
import { identify } from "./proc.js";
import { procAvailable } from "./proc-files.js";
import { parseSignalState, signalState } from "./proc-signals.js";

/** Signal 10 pending for the process, 12 for the thread, 10 and 15 handled. */
const text = [
  "Name:\tnode",
  "SigPnd:\t0000000000000800",
  "ShdPnd:\t0000000000000200",
  "SigBlk:\t0000000000000000",
  "SigIgn:\t0000000000001000",
  "SigCgt:\t0000000000004200",
  "",
].join("\n");

describe("children/proc-signals", () => {
  it("takes a signal for pending whether it is for the thread or for the process", () => {
    expect(parseSignalState(text, 10)).to.deep.equal({ pending: true, caught: true });
    expect(parseSignalState(text, 12)).to.deep.equal({ pending: true, caught: false });
    expect(parseSignalState(text, 15)).to.deep.equal({ pending: false, caught: true });
    expect(parseSignalState(text, 64)).to.deep.equal({ pending: false, caught: false });
  });

  it("tells nothing from a text that is cut", () => {
    expect(parseSignalState(text.slice(0, 40), 10)).to.equal(null);
  });

  it("sees a handler come and go, and only at the very process", () => {
    if (!procAvailable()) return;
    const handler = () => undefined;
    const own = identify(process.pid);
    process.on("SIGUSR2", handler);
    expect(signalState(own, "SIGUSR2")).to.deep.equal({ pending: false, caught: true });
    process.off("SIGUSR2", handler);
    expect(signalState(own, "SIGUSR2")).to.deep.equal({ pending: false, caught: false });
    expect(signalState({ ...own, startTicks: 1 }, "SIGUSR2")).to.equal(null);
  });
});
