/** What the signs mean, and what stands at the cursor, in words. */
import type { LaneState } from "../view.js";
import { element } from "./dom.js";
import { barAt, type Frame, secondsText, valueAt } from "./frame.js";

/** What stood at the cursor, in words: the same for who reads and for who listens. */
export function readout({ view }: Frame, tMs: number): HTMLElement[] {
  const entry = (name: string, value: string): HTMLElement =>
    element("span", "", `${name} `, element("b", "", value));
  const values = view.plots
    .filter(({ id }) => id === "progress" || id === "lag")
    .flatMap(({ series }) => series)
    .map((series) => entry(series.label, `${valueAt(series, tMs) ?? 0}`));
  const states = view.lanes.flatMap(({ name, segments }) => {
    const now = segments.find(({ fromMs, toMs }) => fromMs <= tMs && tMs < toMs);
    return now === undefined || now.state === "up" ? [] : [entry(name, now.state)];
  });
  const open = view.bands.filter(
    ({ injectedMs, endMs }) => injectedMs !== null && injectedMs <= tMs && tMs <= endMs,
  );
  const faults = open.map(({ id, fault, target, healedMs }) =>
    entry(`${id} ${fault} ${target}`, healedMs !== null && healedMs <= tMs ? "healed" : "open"),
  );
  const moment = view.moments.find((each) => Math.abs(each.tMs - tMs) < 0.05);
  return [
    entry("bar", `${barAt(view, tMs)}`),
    entry("at", secondsText(tMs)),
    ...values,
    ...states,
    ...faults,
    ...(moment === undefined ? [] : [element("span", "moment", moment.text)]),
  ];
}

const laneWords: readonly LaneState[] = ["starting", "up", "stopped", "stalled", "dead", "restarting"];

export function legend(): HTMLElement {
  const lanes = laneWords.map((state) =>
    element("span", "entry", element("i", `segment ${state}`), ` ${state}`),
  );
  const bands = [
    ["planned", "planned"],
    ["injected", "injected"],
    ["observed", "observed, until healed"],
    ["recovering", "healed, until recovered"],
  ] as const;
  const faults = bands.map(([name, words]) => element("span", "entry", element("i", name), ` ${words}`));
  return element(
    "div",
    "legend states",
    element("span", "title", "Roles"),
    ...lanes,
    element("span", "title", "Faults"),
    ...faults,
  );
}
