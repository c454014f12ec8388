/** Tests of the publisher's rhythm. */
import { expect } from "chai";
import fc from "fast-check";
import { beat } from "./pace.js";

describe("pace", () => {
  it("publishes when due and keeps the grid", () => {
    expect(beat(100, 100, 20)).to.deep.equal({ publish: true, dueAt: 120 });
    expect(beat(100, 103, 20)).to.deep.equal({ publish: true, dueAt: 120 });
  });

  it("waits when it wakes too early", () => {
    expect(beat(100, 99, 20)).to.deep.equal({ publish: false, dueAt: 100 });
  });

  it("publishes nothing at the end of a pause: the next bar comes speedMs later", () => {
    expect(beat(100, 1100, 20)).to.deep.equal({ publish: false, dueAt: 1120 });
  });

  it("takes a late timer of a fast stream for noise, not for a pause", () => {
    expect(beat(100, 106, 1)).to.deep.equal({ publish: true, dueAt: 106.5 });
  });

  it("never puts two bars closer than half of speedMs, and never makes up for a pause", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 800 }),
        fc.array(fc.nat({ max: 500 }), { maxLength: 50 }),
        (speedMs, delays) => {
          let dueAt = speedMs;
          let now = 0;
          let last = 0;
          for (const delay of delays) {
            now = Math.max(now, dueAt) + delay;
            const result = beat(dueAt, now, speedMs);
            if (result.publish) {
              expect(now - last).to.be.at.least(speedMs / 2);
              last = now;
            }
            dueAt = result.dueAt;
          }
        },
      ),
    );
  });
});
