import { expect } from "chai";
import type { EventBody } from "../../event.js";
import { metricsOf } from "../../evidence/metrics.js";
import { at, planOf, seen, type Timed, wholeHistory } from "../../proof/literals.js";
import { clockOf, curvesOf, pointsMax } from "./curves.js";
import type { Plot } from "./view.js";

const published = (tMs: number, bar: number): Timed => at(tMs, seen("published", bar, { role: "publisher" }));
const taken = (tMs: number, count: number): Timed => at(tMs, seen("taken", count, { role: "engine" }));
const usage = (tMs: number, incarnation: number, rssMb: number): Timed => {
  const body: EventBody = { type: "usage", role: "engine", incarnation, rssMb, cpuPercent: 10 };
  return at(tMs, body);
};

function plotOf(id: Plot["id"], timed: readonly Timed[], plan = planOf()): Plot | undefined {
  return curvesOf(plan, wholeHistory(timed), null).plots.find((plot) => plot.id === id);
}

describe("curves", () => {
  it("says why there is nothing to see in an empty history", () => {
    expect(curvesOf(planOf(), [], null).plots.map(({ id, empty }) => [id, empty])).to.deep.equal([
      ["progress", "no bar was seen published or taken"],
      ["lag", "not measured: it needs both published and taken bars"],
      ["latency", "not measured: there are no metrics"],
      ["cpu", "not measured: the run ended before the first sample"],
      ["memory", "not measured: the run ended before the first sample"],
    ]);
  });

  it("draws what was published and taken, to the end of the run", () => {
    const plot = plotOf("progress", [
      published(10, 1),
      published(20, 2),
      taken(30, 1),
      at(50, { type: "phase", phase: "stopping" }),
    ]);
    expect(plot?.series.map(({ label, x, y }) => ({ label, x, y }))).to.deep.equal([
      { label: "published", x: [10, 20, 50], y: [1, 2, 2] },
      { label: "taken", x: [30, 50], y: [1, 1] },
    ]);
  });

  it("counts what is read in one look as one point of the lag", () => {
    const plot = plotOf("lag", [published(10, 1), published(20, 4), taken(20, 3), taken(30, 4)]);
    expect(plot?.series[0]).to.deep.include({ x: [10, 20, 30], y: [1, 1, 0] });
  });

  it("counts a status update once, however many incarnations print it", () => {
    const update = (tMs: number, value: number) => at(tMs, seen("snapshot", value, { role: "engine" }));
    const plot = plotOf("progress", [
      published(10, 10),
      taken(11, 10),
      update(12, 1),
      update(20, 1),
      taken(30, 20),
      update(31, 2),
    ]);
    expect(plot?.series[2]).to.deep.equal({
      label: "snapshots",
      shape: "dots",
      x: [12, 31],
      y: [10, 20],
      shown: [1, 2],
    });
  });

  it("draws how long each bar was on its way, by the stamps of source and taker", () => {
    const stamp = (tMs: number, role: string, bar: number, inUs: number, outUs: number): Timed =>
      at(tMs, seen("stamp", bar, { role, fields: { in: `${inUs}`, out: `${outUs}`, clock: "c" } }));
    const plan = planOf({ observed: ["published", "taken", "stamp"] });
    const stamps = [
      stamp(10, "publisher", 1, 100, 200),
      stamp(11, "engine", 1, 900, 1600),
      stamp(20, "publisher", 2, 100, 200),
    ];
    const history = wholeHistory(stamps);
    const plot = curvesOf(plan, history, metricsOf(plan, history)).plots.find(({ id }) => id === "latency");
    expect(plot?.series).to.deep.equal([
      {
        label: "p50 1.5 ms, p99 1.5 ms of 1 undisturbed bars; at the cursor",
        shape: "line",
        x: [11],
        y: [1.5],
      },
    ]);
  });

  it("leaves a gap between two incarnations, and draws the limit of the scheme", () => {
    const plan = planOf({ expect: { memory: { maxMb: 100 } } });
    const plot = plotOf("memory", [usage(10, 1, 50), usage(30, 2, 20)], plan);
    expect(plot?.series[0]).to.deep.include({ label: "engine", x: [10, 20, 30], y: [50, null, 20] });
    expect(plot?.limit).to.deep.equal({ value: 100, label: "at most 100 MiB" });
  });

  it("thins out what is too long, keeps its extremes and says so", () => {
    const count = 3 * pointsMax;
    const bars = Array.from({ length: count }, (_, index) => published(index + 1, index + 1));
    const { plots, leftOut } = curvesOf(planOf({ bars: count }), wholeHistory(bars), null);
    const series = plots[0]?.series[0];
    expect(series?.y.length).to.be.at.most(pointsMax);
    expect([series?.y[0], series?.y.at(-1)]).to.deep.equal([1, count]);
    expect(leftOut[0]).to.match(
      /^Published, taken, snapshots, published: \d+ of 6000 points are left out, no extreme among them$/,
    );
  });

  it("takes of bars that were read in one look the last for its clock", () => {
    expect(clockOf(wholeHistory([published(10, 1), published(20, 2), published(20, 3)]))).to.deep.equal({
      tMs: [10, 20],
      bar: [1, 3],
    });
  });
});
