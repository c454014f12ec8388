/** The buttons of a drawing: which axis, where the cursor goes, how near one looks. */
import type { AxisKind, SchemeView } from "../view.js";
import { button, element } from "./dom.js";

/** What a drawing can be asked to do. */
export interface Actions {
  /** Moves the cursor by so many bars, to an end, or to the next or previous moment. */
  step(bars: number): void;
  toEnd(end: "first" | "last"): void;
  toMoment(direction: 1 | -1): void;
  jump(tMs: number): void;
  toggleAxis(): void;
  /** Shows a part of the axis around the cursor: above 1 nearer, below 1 farther, 0 the whole. */
  zoom(factor: number): void;
  /** Lets the cursor follow the pointer again. */
  unpin(): void;
}

export const zoomStep = 2;

export interface Tools {
  element: HTMLElement;
  show(kind: AxisKind, pinned: boolean): void;
}

export function toolsOf(view: SchemeView, actions: Actions): Tools {
  const { toMoment, step, zoom, toggleAxis } = actions;
  const axis = button("toggle axis", "", "one axis for all plots: bars or seconds (b)", toggleAxis);
  axis.disabled = !hasBars(view);
  const pin = element("span", "pin", "");
  const tools = element(
    "div",
    "tools",
    axis,
    group(
      "moment",
      button("toggle", "◀", "previous moment: a fault, a death, the first evidence (p)", () => toMoment(-1)),
      button("toggle", "▶", "next moment: a fault, a death, the first evidence (n)", () => toMoment(1)),
    ),
    group(
      "bar",
      button("toggle", "◀", "one bar back (left arrow; with shift ten)", () => step(-1)),
      button("toggle", "▶", "one bar on (right arrow; with shift ten)", () => step(1)),
    ),
    group(
      "zoom",
      button("toggle", "−", "farther (-)", () => zoom(1 / zoomStep)),
      button("toggle", "+", "nearer, around the cursor (+)", () => zoom(zoomStep)),
      button("toggle", "all", "the whole run (0)", () => zoom(0)),
    ),
    pin,
  );
  return {
    element: tools,
    show(kind, pinned) {
      axis.replaceChildren(...axisWords(kind, hasBars(view)));
      pin.textContent = pinned ? "cursor held: Esc lets it follow the pointer" : "";
    },
  };
}

/** An axis of bars needs two bars that were seen published. */
export function hasBars({ clock }: SchemeView): boolean {
  return clock.bar.length > 1;
}

function axisWords(kind: AxisKind, bars: boolean): HTMLElement[] {
  const word = (name: AxisKind): HTMLElement => element(kind === name ? "b" : "span", "", name);
  return bars ? [word("bars"), word("seconds")] : [word("seconds")];
}

function group(name: string, ...buttons: readonly HTMLElement[]): HTMLElement {
  return element("span", "group", element("small", "", name), ...buttons);
}
