/** What all panels of one scheme share: its view, its axis, and the cursor on it. */
import { type Axis, barsAxis, firstAbove, secondsAxis } from "../axis.js";
import type { AxisKind, SchemeView, Series } from "../view.js";

export interface Frame {
  view: SchemeView;
  axis: Axis;
}

/** One row of the stack that is drawn on the shared axis. */
export interface Panel {
  element: HTMLElement;
  /** Draws anew: the axis, the width or the colours have changed. */
  draw(frame: Frame): void;
  /** Shows the cursor at that time. */
  point(frame: Frame, tMs: number): void;
}

export function frameOf(view: SchemeView, kind: AxisKind): Frame {
  const { clock, durationMs } = view;
  return { view, axis: kind === "bars" ? barsAxis(clock, durationMs) : secondsAxis(durationMs) };
}

/** Nearest that anyone may look, as a part of the whole axis. */
const zoomMax = 256;

/** The same axis, nearer around a time, or farther; never beyond the whole. */
export function zoomed({ view, axis }: Frame, whole: Frame, tMs: number, factor: number): Frame {
  const { from, to } = whole.axis;
  if (factor === 0) return whole;
  const width = Math.min(to - from, Math.max((to - from) / zoomMax, (axis.to - axis.from) / factor));
  const start = Math.min(to - width, Math.max(from, axis.at(tMs) - width / 2));
  return { view, axis: { ...axis, from: start, to: start + width } };
}

/** Place of a time on the axis, from 0 to 1 where it is in sight. */
export function share({ axis }: Frame, tMs: number): number {
  return (axis.at(tMs) - axis.from) / (axis.to - axis.from || 1);
}

/** The last point at or before that time; undefined before the first. */
export function valueAt({ x, y, shown }: Series, tMs: number): number | null | undefined {
  const index = firstAbove(x, tMs) - 1;
  if (index < 0) return undefined;
  return y[index] === null ? null : (shown ?? y)[index];
}

export function secondsText(tMs: number): string {
  return `${(tMs / 1000).toFixed(3)} s`;
}

/** Highest bar seen published by then. */
export function barAt({ clock }: SchemeView, tMs: number): number {
  return clock.bar[firstAbove(clock.tMs, tMs) - 1] ?? 0;
}
