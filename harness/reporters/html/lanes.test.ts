import { expect } from "chai";
import type { EventBody } from "../../event.js";
import { at, planOf, planStep, rung, seen, state, type Timed, wholeHistory } from "../../proof/literals.js";
import { lanesOf } from "./lanes.js";
import type { Lane } from "./view.js";

const exited = (more: object): EventBody => state("engine", 1, "exited", more);
const killed = { signal: "SIGKILL", asked: true };
const stopping = at(1000, { type: "phase", phase: "stopping" });

/** `up 10-50` */
function engineStates(timed: readonly Timed[], plan = planOf()): string[] {
  return textOf(lanesOf(plan, wholeHistory(timed), []).find(({ name }) => name === "engine"));
}

function textOf(lane: Lane | undefined): string[] {
  return (lane?.segments ?? []).map(
    ({ state: word, fromMs, toMs, incarnation }) => `${word}.${incarnation} ${fromMs}-${toMs}`,
  );
}

const up = [at(10, state("engine", 1, "spawned")), at(50, state("engine", 1, "ready"))];

describe("lanes", () => {
  it("has a lane for each role, empty where nothing was started", () => {
    expect(lanesOf(planOf(), [], []).map(({ name, segments }) => [name, segments])).to.deep.equal([
      ["publisher", []],
      ["engine", []],
    ]);
  });

  it("goes from starting to up, and ends where the role was asked to stop", () => {
    const end = at(1010, exited({ code: 0, signal: null, asked: true }));
    expect(engineStates([...up, stopping, end])).to.deep.equal(["starting.1 10-50", "up.1 50-1010"]);
  });

  it("shows a death, and the restart that follows as another incarnation", () => {
    const restart = [
      at(100, exited(killed)),
      at(150, state("engine", 2, "spawned")),
      at(190, state("engine", 2, "ready")),
    ];
    expect(engineStates([...up, ...restart, stopping])).to.deep.equal([
      "starting.1 10-50",
      "up.1 50-100",
      "dead.1 100-150",
      "restarting.2 150-190",
      "up.2 190-1000",
    ]);
  });

  it("shows a role that died unasked as dead to the end, while the run is stopping too", () => {
    const death = at(1005, exited({ code: 1, signal: null, asked: false }));
    expect(
      engineStates([...up, stopping, death, at(1200, { type: "phase", phase: "stopping" })]),
    ).to.deep.equal(["starting.1 10-50", "up.1 50-1005", "dead.1 1005-1200"]);
  });

  it("shows a pause as stopped, from the word of the kernel to the heal", () => {
    const step = planStep({ fault: "pause" });
    const pause = [at(100, rung(step, "observed", 5)), at(300, rung(step, "healed", 25))];
    expect(engineStates([...up, ...pause, stopping])).to.deep.equal([
      "starting.1 10-50",
      "up.1 50-100",
      "stopped.1 100-300",
      "up.1 300-1000",
    ]);
  });

  it("does not believe in a pause that no probe could see", () => {
    const step = planStep({ fault: "pause" });
    const pause = [
      at(100, rung(step, "observed", 5, { available: false })),
      at(300, rung(step, "healed", 25)),
    ];
    expect(engineStates([...up, ...pause, stopping])).to.deep.equal(["starting.1 10-50", "up.1 50-1000"]);
  });

  it("calls the taker stalled while the source goes on without it", () => {
    const bars = [100, 200, 300, 400, 500].map((tMs, index) =>
      at(tMs, seen("published", index + 1, { role: "publisher" })),
    );
    const taken = [
      at(101, seen("taken", 1, { role: "engine" })),
      at(501, seen("taken", 5, { role: "engine" })),
    ];
    const all = [...up, ...bars, ...taken, stopping].sort((a, b) => a.tMs - b.tMs);
    expect(engineStates(all, planOf({ bars: 5 }))).to.deep.equal([
      "starting.1 10-50",
      "up.1 50-101",
      "stalled.1 101-501",
      "up.1 501-1000",
    ]);
  });

  it("calls no taker stalled in the moments before its death and after its return", () => {
    const bars = [100, 200, 300, 400, 500, 600, 700].map((tMs, index) =>
      at(tMs, seen("published", index + 1, { role: "publisher" })),
    );
    const timed = [
      ...bars,
      at(101, seen("taken", 1, { role: "engine" })),
      at(110, exited(killed)),
      at(400, state("engine", 2, "spawned")),
      at(690, state("engine", 2, "ready")),
      at(701, seen("taken", 7, { role: "engine", incarnation: 2 })),
    ];
    const all = [...up, ...timed, stopping].sort((a, b) => a.tMs - b.tMs);
    expect(engineStates(all, planOf({ bars: 7 }))).to.deep.equal([
      "starting.1 10-50",
      "up.1 50-110",
      "dead.1 110-400",
      "restarting.2 400-690",
      "up.2 690-1000",
    ]);
  });

  it("calls the taker up while the source stands still as well", () => {
    const bars = [
      at(100, seen("published", 1, { role: "publisher" })),
      at(101, seen("taken", 1, { role: "engine" })),
    ];
    expect(engineStates([...up, ...bars, stopping], planOf({ bars: 5 }))).to.deep.equal([
      "starting.1 10-50",
      "up.1 50-1000",
    ]);
  });

  it("calls the source stalled that leaves its schedule, and not once all is published", () => {
    const publisher = [at(10, state("publisher", 1, "spawned")), at(50, state("publisher", 1, "ready"))];
    const bars = [
      at(100, seen("published", 1, { role: "publisher" })),
      at(700, seen("published", 2, { role: "publisher" })),
    ];
    const [lane] = lanesOf(planOf({ bars: 2 }), wholeHistory([...publisher, ...bars, stopping]), []);
    expect(textOf(lane)).to.deep.equal([
      "starting.1 10-50",
      "up.1 50-100",
      "stalled.1 100-700",
      "up.1 700-1000",
    ]);
    expect(lane?.segments[2]?.text).to.equal("stood at bar 1 for 600 ms, 59 bars of its schedule");
  });

  describe("of a FIFO", () => {
    const ends = { name: "fifo", reader: "engine", writers: ["publisher"] };

    it("stands behind its writer and is as alive as its reader", () => {
      const restart = [
        at(100, exited(killed)),
        at(150, state("engine", 2, "spawned")),
        at(190, state("engine", 2, "ready")),
      ];
      const lanes = lanesOf(planOf(), wholeHistory([...up, ...restart, stopping]), [ends]);
      expect(lanes.map(({ name }) => name)).to.deep.equal(["publisher", "fifo", "engine"]);
      expect(textOf(lanes[1])).to.deep.equal([
        "starting.1 10-50",
        "up.1 50-100",
        "dead.1 100-150",
        "restarting.1 150-190",
        "up.1 190-1000",
      ]);
    });

    it("is stalled while its reader is stopped, and a new one after it was made anew", () => {
      const pause = planStep({ id: "f1", fault: "pause" });
      const anew = planStep({ id: "f2", fault: "fifo-recreate", target: "fifo" });
      const timed = [
        at(100, rung(pause, "observed", 5)),
        at(200, rung(pause, "healed", 15)),
        at(300, rung(anew, "observed", 25)),
        at(400, rung(anew, "healed", 35)),
      ];
      const [, fifo] = lanesOf(planOf(), wholeHistory([...up, ...timed, stopping]), [ends]);
      expect(textOf(fifo)).to.deep.equal([
        "starting.1 10-50",
        "up.1 50-100",
        "stalled.1 100-200",
        "up.1 200-300",
        "dead.1 300-400",
        "up.2 400-1000",
      ]);
    });
  });
});
