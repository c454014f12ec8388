/** The log: its lines for one scheme, and its sign of life. */
import { expect } from "chai";
import { heartbeatMs, makeLog } from "./log.js";
import { sampleRun } from "./sample-runs.js";

const key = "s3 engine-restart zmq";

describe("log", () => {
  it("writes one line for each change of state and none for a bar", () => {
    const lines: string[] = [];
    const log = makeLog((line) => lines.push(line));
    log.tell({ type: "scheme-started", key, bars: 300, faults: 1 }, 0);
    log.tell({ type: "bar", key, bar: 60 }, 12_300);
    log.tell(
      { type: "fault", key, id: "f1", fault: "kill", target: "engine", rung: "observed", publishedBar: 60 },
      12_340,
    );
    log.tell(
      { type: "scheme-finished", key, run: sampleRun({ verdict: "fail", reason: "no bar taken" }) },
      20_000,
    );
    expect(lines).to.deep.equal([
      "[0.0s] s3 engine-restart zmq: started, 300 bars, 1 fault",
      "[12.3s] s3 engine-restart zmq: kill engine at bar 60 observed",
      "[20.0s] s3 engine-restart zmq: FAIL: no bar taken",
    ]);
  });

  it("is silent about the roles that are stopped at the end, not about those that exit before", () => {
    const lines: string[] = [];
    const log = makeLog((line) => lines.push(line));
    const exited = { type: "role", key, role: "engine", incarnation: 1, state: "exited" } as const;
    log.tell({ type: "scheme-started", key, bars: 300, faults: 0 }, 0);
    log.tell(exited, 1000);
    log.tell({ type: "phase", key, phase: "stopping" }, 2000);
    log.tell(exited, 2100);
    expect(lines).to.deep.equal([
      "[0.0s] s3 engine-restart zmq: started, 300 bars, 0 faults",
      "[1.0s] s3 engine-restart zmq: engine.1 exited",
    ]);
  });

  it("gives a sign of life after a silence, and none when nothing runs", () => {
    const lines: string[] = [];
    const log = makeLog((line) => lines.push(line));
    log.tell({ type: "scheme-started", key, bars: 300, faults: 0 }, 0);
    log.tell({ type: "bar", key, bar: 37 }, 1000);
    log.tick(heartbeatMs - 1);
    expect(lines).to.have.length(1);
    log.tick(heartbeatMs);
    expect(lines.at(-1)).to.equal("[30.0s] still running: s3 engine-restart zmq bar 37/300");
    log.tick(heartbeatMs + 1);
    expect(lines).to.have.length(2);
    log.tell({ type: "scheme-finished", key, run: sampleRun() }, heartbeatMs + 2);
    log.tick(heartbeatMs * 3);
    expect(lines).to.have.length(3);
  });
});
