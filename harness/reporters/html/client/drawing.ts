/** All that is drawn of one scheme: the stack of panels, the map, the log, and the one cursor that they share. */
import { firstAbove } from "../axis.js";
import type { SchemeView } from "../view.js";
import { barsGrid } from "./bars-grid.js";
import { element } from "./dom.js";
import { type Frame, frameOf, type Panel, zoomed } from "./frame.js";
import { logPane } from "./log-pane.js";
import { plotPanel } from "./plots.js";
import { legend, readout } from "./readout.js";
import { type Actions, hasBars, toolsOf } from "./tools.js";
import { bandPanel, lanePanel, rulerPanel, stripPanel } from "./tracks.js";

export interface Drawing extends Actions {
  element: HTMLElement;
  /** Draws anew for another width or other colours. */
  redraw(): void;
}

/** Faults that get a row of their own; the table above names all. */
const bandsMax = 24;

export function drawingOf(view: SchemeView): Drawing {
  let frame = frameOf(view, view.axis);
  let tMs = firstCursor(view);
  let pinned = false;
  const actions: Actions = {
    jump: (at) => show(at, true),
    step: (bars) => show(timeAfter(view, tMs, bars), true),
    toEnd: (end) => show(end === "first" ? 0 : view.durationMs, true),
    toMoment: (direction) => show(nextMoment(view, tMs, direction), true),
    toggleAxis() {
      if (hasBars(view)) turn(frameOf(view, frame.axis.kind === "bars" ? "seconds" : "bars"));
    },
    zoom: (factor) => turn(zoomed(frame, frameOf(view, frame.axis.kind), tMs, factor)),
    unpin: () => show(tMs, false),
  };
  const where = element("p", "readout");
  where.setAttribute("aria-live", "polite");
  const tools = toolsOf(view, actions);
  const stacked = stackedPanels(view);
  const below = [
    barsGrid(view, (bar) => show(timeOfBar(view, bar) ?? tMs, true)),
    logPane(view, actions.jump),
  ];
  const stack = element("div", "stack", ...stacked.map((panel) => panel.element));
  const root = element(
    "div",
    "drawing",
    tools.element,
    where,
    stack,
    legend(),
    ...below.map((panel) => panel.element),
  );
  const panels = [...stacked, ...below];

  /** @param hold whether the cursor stays there when the pointer moves */
  function show(at: number, hold: boolean): void {
    tMs = Math.min(view.durationMs, Math.max(0, at));
    pinned = hold;
    where.replaceChildren(...readout(frame, tMs));
    tools.show(frame.axis.kind, pinned);
    root.dataset.cursorMs = tMs.toFixed(1);
    for (const panel of panels) panel.point(frame, tMs);
  }

  function turn(next: Frame): void {
    frame = next;
    for (const panel of panels) panel.draw(frame);
    show(tMs, pinned);
  }

  stack.addEventListener("pointermove", (event) => {
    const at = timeUnder(stack, event, frame);
    if (at !== null && !pinned) show(at, false);
  });
  stack.addEventListener("click", (event) => {
    const at = timeUnder(stack, event, frame);
    if (at !== null) show(at, !pinned);
  });
  return { ...actions, element: root, redraw: () => turn(frame) };
}

function stackedPanels(view: SchemeView): Panel[] {
  return [
    rulerPanel("ruler"),
    ...view.bands.slice(0, bandsMax).map(bandPanel),
    ...view.lanes.map(lanePanel),
    ...stripPanel(view),
    ...view.plots.map(plotPanel),
    rulerPanel("ruler bottom"),
  ];
}

/** At the first thing that went wrong, else at the first fault, else at the first bar. */
function firstCursor({ moments, clock, map }: SchemeView): number {
  const lost = map.marks.find(({ kind }) => kind !== "unpublished");
  const wrong =
    moments.find(({ text }) => text === lost?.text) ??
    moments.find(({ text }) => text.startsWith("first evidence"));
  const fault = moments.find(({ text }) => text.endsWith(" injected"));
  return (wrong ?? fault)?.tMs ?? clock.tMs[0] ?? 0;
}

function timeOfBar({ clock }: SchemeView, bar: number): number | undefined {
  return clock.tMs[clock.bar.findIndex((each) => each >= bar)];
}

/** One bar is one step; where none was published, a hundredth of the run. */
function timeAfter(view: SchemeView, tMs: number, bars: number): number {
  const { tMs: times } = view.clock;
  if (!hasBars(view)) return tMs + (bars * view.durationMs) / 100;
  return times[Math.min(times.length - 1, Math.max(0, firstAbove(times, tMs) - 1 + bars))] ?? tMs;
}

/** Moments nearer than that to the cursor are where it is, in milliseconds. */
const sameMs = 0.05;

function nextMoment({ moments }: SchemeView, tMs: number, direction: 1 | -1): number {
  const next =
    direction === 1
      ? moments.find((moment) => moment.tMs > tMs + sameMs)
      : moments.findLast((moment) => moment.tMs < tMs - sameMs);
  return next?.tMs ?? tMs;
}

/** Null beside the tracks. */
function timeUnder(stack: HTMLElement, { clientX }: MouseEvent, { axis }: Frame): number | null {
  const track = stack.querySelector(".track")?.getBoundingClientRect();
  if (track === undefined || track.width === 0) return null;
  const part = (clientX - track.left) / track.width;
  return part < 0 || part > 1 ? null : axis.timeAt(axis.from + part * (axis.to - axis.from));
}
