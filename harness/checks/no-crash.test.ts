/** Tests of the check `no-crash` on literal histories. */
import { expect } from "chai";
import type { EventBody } from "../event.js";
import { at, planOf, seen, state, wholeHistory } from "../proof/literals.js";
import { noCrash } from "./no-crash.js";

const judge = (bodies: readonly EventBody[]) =>
  noCrash.judge({
    plan: planOf(),
    history: wholeHistory(bodies.map((body) => at(1, body))),
    files: {},
  });
const spawned = state("engine", 1, "spawned");
const ready = state("engine", 1, "ready");
const published = seen("published", 7, { role: "publisher" });

describe("checks/no-crash", () => {
  it("is inconclusive on the empty history", () => {
    expect(noCrash.judge({ plan: planOf(), history: [], files: {} })).to.deep.equal({
      check: "no-crash",
      outcome: "inconclusive",
      reason: "no role was ever started, and the history does not say why; run again",
      evidence: [],
    });
  });

  it("passes an exit that was asked for, whatever its code", () => {
    const exited = state("engine", 1, "exited", { code: null, signal: "SIGKILL", asked: true });
    expect(judge([spawned, ready, exited])).to.deep.equal({
      check: "no-crash",
      outcome: "pass",
      reason: "none of 1 incarnations ended unasked",
      evidence: [],
    });
  });

  it("fails an unasked exit with code 0", () => {
    const exited = state("engine", 1, "exited", {
      code: 0,
      signal: null,
      asked: false,
      lastLines: ["bye", ""],
    });
    expect(judge([spawned, ready, published, exited])).to.deep.equal({
      check: "no-crash",
      outcome: "fail",
      reason: 'engine.1 exited unasked with code 0 when bar 7 was published; it said: "bye"',
      evidence: [5],
    });
  });

  it("names the signal, and the line that tells most", () => {
    const lastLines = ["usage: engine", "Error: no config", "    at main"];
    const exited = state("engine", 2, "exited", { code: null, signal: "SIGSEGV", asked: false, lastLines });
    expect(judge([spawned, exited]).reason).to.equal(
      'engine.2 exited unasked on SIGSEGV before it was ready; it said: "Error: no config"',
    );
  });

  it("says of a role that died before it was ready how it died, once", () => {
    const exited = state("engine", 1, "exited", { code: 1, asked: false, lastLines: ["usage: engine"] });
    const found = judge([spawned, exited, state("engine", 1, "not-ready", { reason: "it exited" })]);
    expect(found.reason).to.equal(
      'engine.1 exited unasked with code 1 before it was ready; it said: "usage: engine"',
    );
    expect(found.evidence).to.deep.equal([3]);
  });

  it("fails a role that never became ready, and one that could not be started", () => {
    const slow = state("engine", 1, "not-ready", { reason: "no line matched within 5 s" });
    const absent = state("bridge", 1, "spawn-failed", { reason: "ENOENT" });
    expect(judge([spawned, slow, absent]).reason).to.equal(
      "engine.1 did not become ready in time (no line matched within 5 s) (and 1 more)",
    );
    expect(judge([absent]).reason).to.equal("bridge.1 could not be started (ENOENT)");
  });

  const stranger: EventBody = {
    type: "holders",
    resource: "bars",
    problem: "stranger",
    holders: [{ pid: 9, command: "old publisher", role: null, end: "listen" }],
  };
  const refused = state("engine", 1, "exited", { code: 1, asked: false });

  it("is inconclusive where a stranger held what the role needed to start", () => {
    expect(judge([spawned, stranger, refused])).to.deep.equal({
      check: "no-crash",
      outcome: "inconclusive",
      reason:
        "engine.1 exited unasked with code 1 before it was ready; but bars was held by a stranger: " +
        "pid 9 (old publisher, listen): end that process and run again",
      evidence: [4, 3],
    });
  });

  it("fails a crash after ready even beside a stranger", () => {
    expect(judge([spawned, ready, stranger, refused]).outcome).to.equal("fail");
  });
});
