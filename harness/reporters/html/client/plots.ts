/// <reference types="uplot" />
/** The panels with curves: each a plot on the shared axis, with a legend that reads the values at the cursor. */
import type { Plot, Series } from "../view.js";
import { element, lineSample, place } from "./dom.js";
import { type Frame, type Panel, share, valueAt } from "./frame.js";
import { shades } from "./tracks.js";

/** Told apart by dashes as well as by colour. */
const dashes: readonly (readonly number[])[] = [[], [7, 3], [2, 3], [9, 3, 2, 3], [4, 6], [1, 5]];
const heightPx = { progress: 200, other: 116 } as const;

export function plotPanel(plot: Plot): Panel {
  const values = plot.series.map(() => element("b", "value", "-"));
  const area = element("div", "area");
  const cursor = element("div", "cursor");
  const canvas = element("div", "canvas");
  const body = element("div", "body", area, canvas);
  const panel = element("div", "row plot", legend(plot, values), body);
  panel.dataset.panel = plot.id;
  let drawn: uPlot | null = null;
  return {
    element: panel,
    draw(frame) {
      drawn?.destroy();
      drawn = null;
      area.replaceChildren(...shades(frame), cursor);
      if (plot.empty === undefined)
        drawn = new uPlot(optionsOf(plot, frame, panel), dataOf(plot, frame), canvas);
      else canvas.replaceChildren(element("p", "empty", plot.empty));
    },
    point(frame, tMs) {
      place(cursor, share(frame, tMs), 0);
      for (const [index, series] of plot.series.entries()) {
        const value = valueAt(series, tMs);
        const shown = value === null || value === undefined ? "-" : `${Math.round(value * 100) / 100}`;
        values[index]?.replaceChildren(shown);
      }
    },
  };
}

function legend({ title, unit, series, limit }: Plot, values: readonly HTMLElement[]): HTMLElement {
  const entries = series.map(({ label, shape }, index) =>
    element(
      "span",
      "entry",
      lineSample(`c${index + 1} ${shape}`, dashes[index] ?? []),
      `${label} `,
      values[index] ?? "",
    ),
  );
  const limits =
    limit === undefined ? [] : [element("span", "entry", lineSample("limit", [3, 3]), limit.label)];
  const head = element("span", "title", title, element("small", "", ` ${unit}`));
  return element("div", "legend", head, ...entries, ...limits);
}

/** One table of the library a series: it joins their times, and keeps the gaps that we made. */
function dataOf({ series, limit }: Plot, { axis }: Frame): uPlot.AlignedData {
  const tables = series.map(({ x, y }): uPlot.AlignedData => [x.map((tMs) => axis.at(tMs)), [...y]]);
  const limits: uPlot.AlignedData[] =
    limit === undefined
      ? []
      : [
          [
            [axis.from, axis.to],
            [limit.value, limit.value],
          ],
        ];
  return uPlot.join([...tables, ...limits]);
}

function optionsOf({ id, series, limit }: Plot, { axis }: Frame, panel: HTMLElement): uPlot.Options {
  const style = getComputedStyle(panel);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const pixels = (name: string): number => Number.parseFloat(style.getPropertyValue(name)) || 0;
  const grid = { stroke: colour("--grid"), width: 1 };
  return {
    width: panel.clientWidth,
    height: id === "progress" ? heightPx.progress : heightPx.other,
    padding: [8, pixels("--pad"), 4, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: [axis.from, axis.to] },
      y: { range: (_, low, high) => rangeOf(low, Math.max(high, limit?.value ?? high)) },
    },
    axes: [
      { show: false, grid },
      {
        size: pixels("--gutter"),
        stroke: colour("--faint"),
        font: `11px ${style.fontFamily}`,
        gap: 4,
        ...{ grid, ticks: { ...grid, size: 4 }, space: 26 },
      },
    ],
    series: [
      {},
      ...series.map((one, index) => seriesOptions(one, index, colour)),
      ...(limit === undefined
        ? []
        : [{ stroke: colour("--fail"), width: 1, dash: [3, 3], points: { show: false } }]),
    ],
  };
}

/** From 0, with room above the highest; a flat zero has a height as well. */
function rangeOf(low: number, high: number): [number, number] {
  return [Math.min(0, low), high > 0 ? high * 1.06 : 1];
}

/** So few samples are shown as points too: a line through two says less than they do. */
const pointsShownMax = 60;

function seriesOptions({ shape, x }: Series, index: number, colour: (name: string) => string): uPlot.Series {
  const stroke = colour(`--c${index + 1}`);
  if (shape === "dots") {
    return { stroke, paths: () => null, points: { show: true, size: 6, fill: stroke, width: 0, space: 0 } };
  }
  const dash = dashes[index] ?? [];
  const steps = shape === "steps" ? uPlot.paths.stepped?.({ align: 1 }) : undefined;
  return {
    ...{ stroke, width: 1.5, dash: [...dash] },
    points: { show: shape === "line" && x.length <= pointsShownMax, size: 5, fill: stroke },
    ...(steps === undefined ? {} : { paths: steps }),
  };
}
