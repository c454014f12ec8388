/** The map of bars: one cell a bar, read like a page; the cell at the cursor is framed. */
import type { BarKind, SchemeView } from "../view.js";
import { element } from "./dom.js";
import { barAt, type Frame, type Panel } from "./frame.js";

/** More cells than that are no map any more: then one cell stands for several bars, and shows the worst of them. */
const cellsMax = 1200;

const signs: Readonly<Record<BarKind, string>> = {
  lost: "×",
  partial: "½",
  doubled: "2",
  other: "!",
  unpublished: "·",
};
const words: Readonly<Record<BarKind, string>> = {
  lost: "lost",
  partial: "taken in part",
  doubled: "doubled",
  other: "wrong in another way",
  unpublished: "not seen published",
};
/** From the worst on. */
const kinds = Object.keys(signs) as readonly BarKind[];

/** @param jump moves the cursor to that bar */
export function barsGrid({ map, bars }: SchemeView, jump: (bar: number) => void): Panel {
  const perCell = Math.max(1, Math.ceil(bars / cellsMax));
  const cells = map.measured ? makeCells(map.marks, bars, perCell) : [];
  const grid = element("div", "cells", ...cells);
  grid.addEventListener("click", ({ target }) => {
    if (target instanceof HTMLElement && target.dataset.bar !== undefined) jump(Number(target.dataset.bar));
  });
  const several = perCell === 1 ? "" : ` One cell stands for ${perCell} bars and shows the worst of them.`;
  const used = kinds.filter((kind) => map.marks.some((mark) => mark.kind === kind));
  const key = used.map((kind) =>
    element("span", "entry", element("i", `cell ${kind}`, signs[kind]), ` ${words[kind]}`),
  );
  const taken =
    map.measured && used.length > 0 ? [element("span", "entry", element("i", "cell"), " taken once")] : [];
  const panel = element(
    "div",
    "map",
    element("h4", "", "Map of bars"),
    element("p", "", map.text + several),
    element("div", "legend", ...taken, ...key),
    grid,
  );
  panel.dataset.panel = "map";
  let here: HTMLElement | undefined;
  return {
    element: panel,
    draw() {},
    point({ view }: Frame, tMs) {
      here?.classList.remove("here");
      const bar = barAt(view, tMs);
      here = bar < 1 ? undefined : cells[Math.ceil(bar / perCell) - 1];
      here?.classList.add("here");
    },
  };
}

function makeCells(marks: SchemeView["map"]["marks"], bars: number, perCell: number): HTMLElement[] {
  const cells = Array.from({ length: Math.ceil(bars / perCell) }, (_, index) => {
    const from = index * perCell + 1;
    const cell = element("i", "cell");
    cell.dataset.bar = `${from}`;
    cell.title = perCell === 1 ? `bar ${from}` : `bars ${from} to ${Math.min(bars, from + perCell - 1)}`;
    return cell;
  });
  const worst = new Map<HTMLElement, BarKind>();
  for (const { bar, kind, text } of marks) {
    const cell = cells[Math.ceil(bar / perCell) - 1];
    if (cell === undefined) continue;
    const before = worst.get(cell);
    if (before !== undefined && kinds.indexOf(before) <= kinds.indexOf(kind)) continue;
    worst.set(cell, kind);
    cell.className = `cell ${kind}`;
    cell.textContent = signs[kind];
    cell.title = text;
    cell.dataset.bar = `${bar}`;
  }
  return cells;
}
