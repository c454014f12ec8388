/** Tests of counting the bars that were published while no fault was open. */
import { expect } from "chai";
import { at, numbered, planStep, rung, seen } from "../proof/literals.js";
import { barsInPeace } from "./peace.js";

const published = (tMs: number, bar: number) => at(tMs, seen("published", bar, { role: "publisher" }));
const step = planStep();
const history = numbered([
  published(10, 1),
  at(11, rung(step, "requested", 1)),
  published(20, 2),
  at(22, rung(step, "delivered", 2)),
  published(30, 3),
  at(31, seen("taken", 9, { role: "engine" })),
  at(32, rung(step, "healed", 3)),
  published(40, 5),
  published(50, 5),
  published(60, 4),
  published(70, 6),
]);

describe("peace", () => {
  it("counts each bar once, but for those under a fault", () => {
    expect(barsInPeace(history, { afterN: 0 })).to.equal(4);
    expect(barsInPeace([], { afterN: 0 })).to.equal(0);
  });

  it("counts of a tap the bars that it heard, since nobody knows when those went out that it missed", () => {
    const heard = (tMs: number, bar: number) =>
      at(tMs, seen("published", bar, { role: "publisher", fields: { by: "tap" } }));
    expect(barsInPeace(numbered([heard(10, 1), heard(20, 9), heard(30, 9)]), { afterN: 0 })).to.equal(2);
  });

  it("counts from behind an event to before a time", () => {
    expect(barsInPeace(history, { afterN: 1 })).to.equal(3);
    expect(barsInPeace(history, { afterN: 8 })).to.equal(1);
    expect(barsInPeace(history, { afterN: 0, beforeMs: 40 })).to.equal(1);
    expect(barsInPeace(history, { afterN: 0, beforeMs: 40.1 })).to.equal(3);
  });

  it("leaves the one fault out of account, and none other", () => {
    expect(barsInPeace(history, { afterN: 0, except: "f1" })).to.equal(6);
    expect(barsInPeace(history, { afterN: 0, except: "f2" })).to.equal(4);
  });

  it("holds a fault for open that was never healed", () => {
    expect(barsInPeace(history.slice(0, 6), { afterN: 0 })).to.equal(1);
  });
});
