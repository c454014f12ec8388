import { expect } from "chai";
import { faultRecords } from "../../evidence/fault-record.js";
import { at, planOf, planStep, rung, seen, state, type Timed, wholeHistory } from "../../proof/literals.js";
import { bandsOf } from "./bands.js";

const step = planStep({ trigger: { kind: "bar", bar: 2, offsetMs: 0 }, forMs: 50, forBars: 5 });
const plan = planOf({ bars: 10, steps: [step] });
const bars = (from: number, to: number): Timed[] =>
  Array.from({ length: to - from + 1 }, (_, index) =>
    at(100 + 10 * (from + index), seen("published", from + index, { role: "publisher" })),
  );

function bandsFrom(timed: readonly Timed[], of = plan) {
  const history = wholeHistory(timed);
  return bandsOf(of, history, faultRecords(of, history));
}

describe("bands", () => {
  it("draws nothing but the outline of a fault whose moment came and that was never injected", () => {
    expect(bandsFrom(bars(1, 5))).to.deep.equal([
      {
        id: "f1",
        fault: "kill",
        target: "engine",
        felt: "unknown",
        planned: { fromMs: 120, toMs: 170, bars: { from: 2, to: 7 } },
        injectedMs: null,
        observedMs: null,
        healedMs: null,
        recoveredMs: null,
        endMs: 150,
        bar: null,
        text: "f1 kill engine; planned at bar 2 for 5 bars; never injected; not observed; unknown; not healed; not recovered",
      },
    ]);
  });

  it("has no outline where the stream never came to its bar", () => {
    expect(bandsFrom(bars(1, 1))[0]?.planned).to.equal(null);
  });

  it("holds each rung at its time, and how long the recovery took", () => {
    const [band] = bandsFrom([
      at(10, state("engine", 1, "spawned")),
      at(20, state("engine", 1, "ready")),
      ...bars(1, 2),
      at(121, rung(step, "requested", 2)),
      at(122, rung(step, "delivered", 2)),
      at(123, state("engine", 1, "exited", { signal: "SIGKILL", asked: true })),
      at(125, rung(step, "observed", 2)),
      ...bars(3, 8),
      at(190, state("engine", 2, "spawned")),
      at(195, state("engine", 2, "ready")),
      at(196, rung(step, "healed", 8)),
      at(201, seen("taken", 3, { role: "engine", incarnation: 2 })),
    ]);
    expect(band).to.deep.include({
      injectedMs: 122,
      observedMs: 125,
      healedMs: 196,
      recoveredMs: 201,
      endMs: 201,
      bar: 2,
      felt: "felt",
    });
    expect(band?.text).to.equal(
      "f1 kill engine; planned at bar 2 for 5 bars; injected at 0.122 s; observed at 0.125 s; felt; healed at 0.196 s; " +
        "recovered at 0.201 s, 79 ms after the injection, 0 bars after the heal",
    );
  });

  it("is drawn to the end of the run where it was never healed", () => {
    const [band] = bandsFrom([
      ...bars(1, 2),
      at(121, rung(step, "requested", 2)),
      at(122, rung(step, "delivered", 2)),
      at(125, rung(step, "observed", 2)),
      at(900, rung(step, "unhealed", 2, { proof: "the run was cut while the fault was open" })),
    ]);
    expect(band).to.deep.include({ healedMs: null, recoveredMs: null, endMs: 900 });
    expect(band?.text).to.contain("not healed; not recovered; the run was cut while the fault was open");
  });

  it("takes the moment of another trigger from its request", () => {
    const late = planStep({ trigger: { kind: "start" }, forMs: 40 });
    const timed = [at(30, rung(late, "requested", 0)), at(31, rung(late, "delivered", 0))];
    expect(bandsFrom(timed, planOf({ steps: [late] }))[0]?.planned).to.deep.equal({
      fromMs: 30,
      toMs: 70,
      bars: null,
    });
  });
});
