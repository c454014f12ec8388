/** Tests of the way of a bar: hops from stamps, and what is no steady state. */
import { expect } from "chai";
import type { EventBody } from "../event.js";
import { at, planOf, planStep, rung, seen, type Timed, wholeHistory } from "../proof/literals.js";
import { latencyOf } from "./latency.js";

const observed = ["published", "taken", "stamp"];
const plan = planOf({ bars: 10, observed });

interface Way {
  /** When publisher, bridge and engine had the bar and let go of it, microseconds. */
  publisher?: readonly [number, number];
  bridge?: readonly [number, number];
  engine?: readonly [number, number];
}

function stamp(role: string, bar: number, [inUs, outUs]: readonly [number, number], more = {}): EventBody {
  return seen("stamp", bar, {
    role,
    fields: { bar: `${bar}`, in: `${inUs}`, out: `${outUs}`, clock: "c1", ...more },
  });
}

/** The stamps of a bar that needs 0.1 ms at the publisher, 1 ms to the bridge, 0.2 there, 2 ms to the engine, 0.7 there. */
const usual: Way = { publisher: [0, 100], bridge: [1100, 1300], engine: [3300, 4000] };

/** A bar that is published, stamped and taken, ten milliseconds after the bar before it. */
function bar(number: number, way: Way = usual): Timed[] {
  const startUs = number * 10_000;
  const stamps = Object.entries(way).map(([role, [inUs, outUs]]: [string, readonly [number, number]]) =>
    stamp(role, number, [startUs + inUs, startUs + outUs]),
  );
  return [
    seen("published", number, { role: "publisher" }),
    ...stamps,
    seen("taken", number, { role: "engine" }),
  ].map((body) => at(number * 10, body));
}

const bars = (...numbers: number[]): Timed[] => numbers.flatMap((number) => bar(number));
const none = { steady: 0, catchUp: 0, disturbed: 0, repeated: 0, incomplete: 0 };

describe("latency", () => {
  it("is not measured in an empty history", () => {
    expect(latencyOf(plan, [])).to.deep.equal({
      totalMs: null,
      byHopMs: null,
      bars: null,
      reason: "publisher printed no stamp",
    });
  });

  it("is not measured where the system observes no stamps", () => {
    const { totalMs, reason } = latencyOf(planOf({ observed: ["published"] }), wholeHistory(bars(1)));
    expect([totalMs, reason]).to.deep.equal([null, "the system file observes no stamps"]);
  });

  it("splits the total into hops that add up to it", () => {
    expect(latencyOf(plan, wholeHistory(bars(1, 2, 3)))).to.deep.equal({
      totalMs: { p50: 4, p99: 4 },
      byHopMs: {
        publisher: { p50: 0.1, p99: 0.1 },
        "publisher -> bridge": { p50: 1, p99: 1 },
        bridge: { p50: 0.2, p99: 0.2 },
        "bridge -> engine": { p50: 2, p99: 2 },
        engine: { p50: 0.7, p99: 0.7 },
      },
      bars: { ...none, steady: 3 },
      reason: null,
    });
  });

  it("gives exact percentiles by nearest rank", () => {
    const ways = Array.from({ length: 100 }, (_, index): Timed[] =>
      bar(index + 1, { publisher: [0, 0], engine: [0, (index + 1) * 10] }),
    ).flat();
    const { totalMs } = latencyOf(planOf({ bars: 100, observed }), wholeHistory(ways));
    expect(totalMs).to.deep.equal({ p50: 0.5, p99: 0.99 });
  });

  it("counts bars apart that came by history, were sent twice, or lack a stamp", () => {
    const late = [
      stamp("publisher", 2, [0, 1]),
      stamp("bridge", 2, [900_000, 900_001], { way: "catch-up" }),
      stamp("engine", 2, [900_002, 900_003]),
    ];
    const again = [stamp("bridge", 3, [31_400, 31_500])];
    const { totalMs, bars: counted } = latencyOf(
      plan,
      wholeHistory([
        ...bars(1),
        ...[...late, ...again].map((body) => at(15, body)),
        ...bars(3),
        ...bar(4, { publisher: [0, 100], engine: [3300, 4000] }),
      ]),
    );
    expect(totalMs).to.deep.equal({ p50: 4, p99: 4 });
    expect(counted).to.deep.equal({ ...none, steady: 1, catchUp: 1, repeated: 1, incomplete: 1 });
  });

  it("leaves out what was on its way from the fault until the taker had caught up", () => {
    const step = planStep({ fault: "pause" });
    const held: Way = { publisher: [0, 100], bridge: [200, 300], engine: [60_000, 61_000] };
    const history = wholeHistory([
      ...bars(1, 2),
      at(21, seen("published", 3, { role: "publisher" })),
      at(22, rung(step, "delivered", 3)),
      at(60, rung(step, "healed", 4)),
      at(60, seen("published", 5, { role: "publisher" })),
      ...bar(3, held).map(({ body }) => at(61, body)),
      ...bar(4, held).map(({ body }) => at(62, body)),
      ...bar(5, held).map(({ body }) => at(63, body)),
      ...bars(6, 7),
    ]);
    const { totalMs, bars: counted } = latencyOf({ ...plan, steps: [step] }, history);
    expect(totalMs).to.deep.equal({ p50: 4, p99: 4 });
    expect(counted).to.deep.equal({ ...none, steady: 4, disturbed: 3 });
  });

  it("leaves out all that follows a fault that never healed", () => {
    const step = planStep({ fault: "pause" });
    const history = wholeHistory([...bars(1, 2), at(21, rung(step, "delivered", 2)), ...bars(3, 4)]);
    expect(latencyOf({ ...plan, steps: [step] }, history).bars).to.deep.equal({
      ...none,
      steady: 2,
      disturbed: 2,
    });
  });

  it("says what is left when no bar went undisturbed", () => {
    const { totalMs, reason, bars: counted } = latencyOf(plan, wholeHistory([...bars(1), ...bars(1)]));
    expect([totalMs, reason]).to.deep.equal([
      null,
      "no bar went its way undisturbed and stamped by every role",
    ]);
    expect(counted).to.deep.equal({ ...none, repeated: 1 });
  });

  it("compares no two clocks", () => {
    const engine = stamp("engine", 1, [20_000, 21_000], { clock: "c2" });
    const history = wholeHistory([...bar(1, { publisher: [0, 100] }), at(11, engine)]);
    expect(latencyOf(plan, history)).to.include({
      totalMs: null,
      reason: "the stamps are of 2 clocks: c1, c2",
    });
  });

  it("takes a hop below zero for two clocks", () => {
    const history = wholeHistory(bar(1, { publisher: [0, 100], engine: [99, 200] }));
    expect(latencyOf(plan, history)).to.include({
      totalMs: null,
      reason: "the hop publisher -> engine of bar 1 took -1 us: its two clocks are not one",
    });
  });
});
