/** Tests of the derived deadline. */
import { expect } from "chai";
import { deriveDeadline } from "./deadline.js";
import type { PlannedStep } from "./plan.js";

const killOf = (target: string, forBars: number): PlannedStep => ({
  id: "f1",
  fault: "kill",
  target,
  trigger: { kind: "bar", bar: 60, offsetMs: 0 },
  estimatedBar: 60,
  forMs: forBars * 200,
  forBars,
  until: null,
  feltRequired: true,
  options: {},
});

const base = { bars: 300, speedMs: 200, sourceRole: "publisher", startupMs: 15_000, graceMs: 5_000 };

describe("deadline", () => {
  it("is the sum of its terms", () => {
    const { ms, terms } = deriveDeadline({ ...base, steps: [killOf("engine", 5)] });
    expect(ms).to.equal(terms.reduce((sum, term) => sum + term.ms, 0));
  });

  it("counts the bars that a fault on the source holds the stream, and no others", () => {
    const held = deriveDeadline({ ...base, steps: [killOf("publisher", 5)] });
    const free = deriveDeadline({ ...base, steps: [killOf("engine", 5)] });
    expect(held.ms - free.ms).to.equal(3 * 5 * 200);
  });

  it("grows with speedMs, and never counts a bar as shorter than the floor", () => {
    const slow = deriveDeadline({ ...base, speedMs: 800, steps: [] });
    const fast = deriveDeadline({ ...base, speedMs: 200, steps: [] });
    const faster = deriveDeadline({ ...base, speedMs: 20, steps: [] });
    const fastest = deriveDeadline({ ...base, speedMs: 1, steps: [] });
    expect(slow.ms - fast.ms).to.equal(3 * 310 * 600);
    expect(fastest.ms).to.equal(faster.ms);
  });

  it("allows a stall longer than the longest open fault", () => {
    const { stallMs } = deriveDeadline({ ...base, steps: [killOf("engine", 5), killOf("engine", 60)] });
    expect(stallMs).to.be.greaterThan(60 * 200);
  });

  it("shows every term with its arithmetic", () => {
    const { terms } = deriveDeadline({ ...base, speedMs: 5, steps: [killOf("publisher", 5)] });
    expect(terms.map(({ name, formula }) => `${name}: ${formula}`)).to.deep.equal([
      "startup: sum of ready.within of the roles",
      "stream: slack 3 x (300 bars + 5 held + 10 to settle) x 20 ms (floor; speed 5 ms)",
      "restarts: 1 starts x 3000 ms",
      "durations: steps that are placed by a duration",
      "catch-up: history that is fetched again",
      "stop: longest grace of a role",
    ]);
  });
});
