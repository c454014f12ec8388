/** Tests of the clock of a source that nothing observes. */
import { expect } from "chai";
import { at, numbered, planOf, planStep, rung, state, type Timed } from "../proof/literals.js";
import { sourceClock } from "./source-clock.js";

const step = planStep({ target: "publisher" });
const clockAfter = (...timed: readonly Timed[]) => {
  const clock = sourceClock(planOf({ bars: 9 }));
  for (const event of numbered(timed)) clock.note(event);
  return clock;
};
const ready = at(100, state("publisher", 1, "ready"));
const last = (bars: readonly number[]) => bars.at(-1) ?? 0;

describe("source-clock.ts", () => {
  it("counts from the readiness of its role, and of no other", () => {
    expect(clockAfter(at(50, state("publisher", 1, "spawned"))).due(1_000)).to.deep.equal([]);
    expect(clockAfter(at(50, state("engine", 1, "ready"))).due(1_000)).to.deep.equal([]);
    const clock = clockAfter(ready);
    expect(clock.due(109)).to.deep.equal([]);
    expect(clock.due(110)).to.deep.equal([1]);
    expect(clock.due(139)).to.deep.equal([2, 3]);
    expect(clock.due(139)).to.deep.equal([]);
  });

  it("never goes beyond the stream", () => {
    expect(last(clockAfter(ready).due(1_000_000))).to.equal(9);
  });

  it("stands while its role is gone, and goes on speedMs after the next is ready", () => {
    const gone = [ready, at(125, state("publisher", 1, "exited"))];
    expect(last(clockAfter(...gone).due(1_000))).to.equal(2);
    const clock = clockAfter(
      ...gone,
      at(200, state("publisher", 2, "spawned")),
      at(205, state("publisher", 2, "ready")),
    );
    expect(last(clock.due(214))).to.equal(2);
    expect(clock.due(215)).to.deep.equal([3]);
    expect(clock.incarnation()).to.equal(2);
  });

  it("stands while a fault on its role is open, and only then", () => {
    const open = at(120, rung(step, "delivered", 2));
    expect(last(clockAfter(ready, open).due(1_000))).to.equal(2);
    expect(last(clockAfter(ready, open, at(160, rung(step, "healed", 2))).due(171))).to.equal(3);
    const other = at(120, rung(planStep({ target: "engine" }), "delivered", 2));
    expect(last(clockAfter(ready, other).due(150))).to.equal(5);
  });

  it("goes on only when the fault is healed and the role is ready again, whichever comes last", () => {
    const killed = [
      ready,
      at(120, rung(step, "delivered", 2)),
      at(121, state("publisher", 1, "exited")),
      at(160, state("publisher", 2, "ready")),
    ];
    expect(last(clockAfter(...killed).due(1_000))).to.equal(2);
    expect(last(clockAfter(...killed, at(170, rung(step, "healed", 2))).due(181))).to.equal(3);
  });
});
