/** The panels that are made of boxes: the ruler, the faults, the swim-lanes and the strip of bars. */
import { placeText, ticksOf } from "../axis.js";
import type { Band, Lane, Planned, SchemeView } from "../view.js";
import { element, place } from "./dom.js";
import { type Frame, type Panel, share } from "./frame.js";

/** Width of one letter of a label in a box, and its padding, in pixels: what does not fit is left to the title. */
const letterWidth = 6.6;
const labelPadding = 8;
/** The same for a role's state, whose words stand on a ground of their own before the hatching. */
const segmentPadding = 14;
/** Pixels between two ticks. */
const tickWidth = 70;

/** A row of the stack: its label, and a track on which boxes stand, with shades of the faults and the cursor. */
function trackRow(
  classes: string,
  label: string,
): { row: HTMLElement; track: HTMLElement; cursor: HTMLElement } {
  const cursor = element("div", "cursor");
  const track = element("div", "track");
  const row = element("div", `row ${classes}`, element("div", "label", label), track);
  row.dataset.panel = classes;
  return { row, track, cursor };
}

function boxPanel(
  classes: string,
  label: string,
  boxes: (frame: Frame, width: number) => HTMLElement[],
): Panel {
  const { row, track, cursor } = trackRow(classes, label);
  return {
    element: row,
    draw(frame) {
      track.replaceChildren(...shades(frame), ...boxes(frame, track.clientWidth), cursor);
    },
    point(frame, tMs) {
      place(cursor, share(frame, tMs), 0);
    },
  };
}

/** The stretches in which a fault was open, behind whatever a panel shows. */
export function shades(frame: Frame): HTMLElement[] {
  return frame.view.bands.flatMap((band) => {
    const from = band.injectedMs ?? band.observedMs;
    if (from === null) return [];
    const shade = element("div", "shade");
    place(shade, share(frame, from), share(frame, band.healedMs ?? band.endMs));
    return [shade];
  });
}

export function rulerPanel(classes: string): Panel {
  return boxPanel(classes, "", (frame, width) => {
    const { axis, view } = frame;
    const ticks = ticksOf(axis, Math.max(2, Math.floor(width / tickWidth)), view.bars);
    const step = (ticks[1] ?? 1) - (ticks[0] ?? 0);
    return ticks.map((tick) => {
      const words = placeText(axis.kind, tick, step);
      const at = (tick - axis.from) / (axis.to - axis.from || 1);
      const fits = (1 - at) * width > words.length * letterWidth + labelPadding;
      const mark = element("div", fits ? "tick" : "tick last", element("span", "", words));
      place(mark, at, 0);
      return mark;
    });
  });
}

export function lanePanel({ name, segments }: Lane): Panel {
  return boxPanel("lane", name, (frame, width) =>
    segments.map(({ state, fromMs, toMs, incarnation, text }) => {
      const [from, to] = [share(frame, fromMs), share(frame, toMs)];
      const named = incarnation > 1 ? [`${state} #${incarnation}`, state] : [state];
      const words = named.find(({ length }) => (to - from) * width > length * letterWidth + segmentPadding);
      const inner = words === undefined ? [] : [element("span", "", words)];
      const box = element("div", `segment ${state}`, ...inner);
      box.title = `${text}, ${(fromMs / 1000).toFixed(3)} to ${(toMs / 1000).toFixed(3)} s`;
      place(box, from, to);
      return box;
    }),
  );
}

export function bandPanel(band: Band): Panel {
  const label = `${band.id} ${band.fault} ${band.target}`;
  const panel = boxPanel("band", label, (frame, width) => {
    const boxes = bandBoxes(frame, band);
    boxes.push(bandNote(frame, band, width));
    return boxes;
  });
  panel.element.dataset.fault = band.id;
  panel.element.title = band.text;
  return panel;
}

function bandBoxes(frame: Frame, band: Band): HTMLElement[] {
  const { planned, injectedMs, observedMs, healedMs, recoveredMs, endMs } = band;
  const boxes: HTMLElement[] = [];
  const box = (classes: string, fromMs: number, toMs: number): void => {
    const made = element("div", classes);
    place(made, share(frame, fromMs), share(frame, Math.max(fromMs, toMs)));
    boxes.push(made);
  };
  if (injectedMs !== null) box("injected", injectedMs, observedMs ?? healedMs ?? endMs);
  if (observedMs !== null) box("observed", observedMs, healedMs ?? endMs);
  if (healedMs !== null && recoveredMs !== null) box("recovering", healedMs, recoveredMs);
  if (planned !== null) {
    const outline = element("div", "planned");
    place(outline, ...plannedShare(frame, planned));
    boxes.push(outline);
  }
  return boxes;
}

/** On an axis of bars a plan that speaks bars is drawn at its bars, whenever those were seen. */
function plannedShare(frame: Frame, { fromMs, toMs, bars }: Planned): [number, number] {
  const { axis } = frame;
  if (axis.kind === "seconds" || bars === null) return [share(frame, fromMs), share(frame, toMs)];
  const at = (bar: number): number => (bar - axis.from) / (axis.to - axis.from || 1);
  return [at(bars.from), at(bars.to)];
}

/** What became of it, in words, beside the boxes where there is more room. */
function bandNote(frame: Frame, band: Band, width: number): HTMLElement {
  const { planned, injectedMs, endMs, recoveredMs, healedMs, felt } = band;
  const recovered =
    recoveredMs === null || healedMs === null
      ? "not recovered"
      : `recovered ${Math.max(0, Math.round(recoveredMs - healedMs))} ms after the heal`;
  const full = injectedMs === null ? "never injected" : `${felt.replace("-", " ")}, ${recovered}`;
  const outline = planned === null ? [] : plannedShare(frame, planned);
  const drawn = injectedMs === null ? [] : [share(frame, injectedMs), share(frame, endMs)];
  const [from, to] = [
    Math.max(0, Math.min(1, ...outline, ...drawn)),
    Math.min(1, Math.max(0, ...outline, ...drawn)),
  ];
  const before = from > 1 - to;
  const room = (before ? from : 1 - to) * width;
  const words =
    [full, recovered, felt].find(({ length }) => length * letterWidth + 2 * labelPadding < room) ?? "";
  const note = element("div", "note", words);
  if (before) note.style.right = `${((1 - from) * 100).toFixed(4)}%`;
  else note.style.left = `${(to * 100).toFixed(4)}%`;
  return note;
}

/** Bars that did not arrive once and whole, each where it was published; neighbours of one kind are one box. */
export function stripPanel({ map, clock, durationMs }: SchemeView): Panel[] {
  const ranges: { kind: string; fromBar: number; toBar: number; text: string }[] = [];
  for (const { bar, kind, text } of map.marks) {
    const last = ranges.at(-1);
    if (last !== undefined && last.kind === kind && last.toBar === bar - 1) last.toBar = bar;
    else ranges.push({ kind, fromBar: bar, toBar: bar, text });
  }
  const timeOf = (bar: number): number | undefined => clock.tMs[clock.bar.findIndex((each) => each >= bar)];
  // Bars past the last that was published have no place on the axis: the map tells of them.
  if (!ranges.some(({ fromBar }) => timeOf(fromBar) !== undefined)) return [];
  const panel = boxPanel("strip", "bars not taken once", (frame, width) =>
    ranges.flatMap(({ kind, fromBar, toBar, text }) => {
      const fromMs = timeOf(fromBar);
      if (fromMs === undefined) return [];
      const [from, to] = [share(frame, fromMs), share(frame, timeOf(toBar + 1) ?? durationMs)];
      const words = fromBar === toBar ? `${kind} ${fromBar}` : `${kind} ${fromBar}-${toBar}`;
      const fits = (to - from) * width > words.length * letterWidth + labelPadding;
      const box = element("div", `mark ${kind}`, fits ? words : "");
      box.title = fromBar === toBar ? text : `${text} (bars ${fromBar} to ${toBar})`;
      place(box, from, to);
      return [box];
    }),
  );
  return [panel];
}
