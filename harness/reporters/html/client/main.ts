/** The program of the page: reads its data, shows one scheme at a time, and answers the keyboard. */
import type { PageView } from "../view.js";
import { button, element } from "./dom.js";
import { type Drawing, drawingOf } from "./drawing.js";
import { zoomStep } from "./tools.js";

function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no #${id}`);
  return found;
}

function readView(): PageView {
  const view: PageView = JSON.parse(byId("data").textContent ?? "");
  if (view.schemaVersion !== 1) throw new Error(`schema version ${view.schemaVersion} is not 1`);
  return view;
}

function start(): void {
  const view = readView();
  const sections = [...document.querySelectorAll<HTMLElement>("section.scheme")];
  const drawings = new Map<string, Drawing>();
  let current = -1;

  function drawing(): Drawing | undefined {
    return drawings.get(sections[current]?.id ?? "");
  }

  /** Draws a scheme when it is first shown: a page of a hundred schemes opens as fast as one of two. */
  function show(index: number, scroll: boolean): void {
    const section = sections[index];
    if (section === undefined) return;
    current = index;
    for (const [at, each] of sections.entries()) each.hidden = at !== index;
    for (const link of document.querySelectorAll("#verdicts a"))
      link.toggleAttribute("aria-current", link.getAttribute("href") === `#${section.id}`);
    const scheme = view.schemes.find(({ key }) => key === section.id);
    if (scheme !== undefined && !drawings.has(section.id)) {
      const made = drawingOf(scheme);
      section.querySelector(".plots")?.replaceChildren(made.element);
      drawings.set(section.id, made);
      for (const row of section.querySelectorAll<HTMLElement>("[data-ms]:not(.entry)")) {
        const ms = Number(row.dataset.ms);
        row.append(button("show", "show", "move the cursor to its first evidence", () => made.jump(ms)));
      }
    }
    drawing()?.redraw();
    byId("position").textContent = `${index + 1} of ${sections.length}`;
    // Not while the page loads: the browser would scroll to the new fragment, past the verdicts.
    if (!scroll) return;
    history.replaceState(null, "", `#${section.id}`);
    section.scrollIntoView({ block: "start" });
  }

  function move(by: number): void {
    show(Math.min(sections.length - 1, Math.max(0, current + by)), true);
  }

  function fromHash(scroll: boolean): boolean {
    const wanted = sections.findIndex(
      ({ id }) => id !== "" && `#${id}` === decodeURIComponent(location.hash),
    );
    if (wanted !== -1) show(wanted, scroll);
    return wanted !== -1;
  }

  const redraw = (): void => drawing()?.redraw();
  makeTools(move, redraw);
  byId("no-script").remove();
  if (!fromHash(false)) show(0, false);
  window.addEventListener("hashchange", () => fromHash(true));
  let width = window.innerWidth;
  window.addEventListener("resize", () => {
    if (window.innerWidth !== width) redraw();
    width = window.innerWidth;
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target instanceof HTMLInputElement) return;
    if (press(event, drawing(), move, redraw)) event.preventDefault();
  });
  printLight(redraw);
}

/** Whether the key means something here. */
function press(
  { key, shiftKey }: KeyboardEvent,
  drawing: Drawing | undefined,
  move: (by: number) => void,
  redraw: () => void,
): boolean {
  const bars = shiftKey ? 10 : 1;
  const keys: Readonly<Record<string, () => void>> = {
    j: () => move(1),
    k: () => move(-1),
    t: () => toggleTheme(redraw),
    b: () => drawing?.toggleAxis(),
    n: () => drawing?.toMoment(1),
    p: () => drawing?.toMoment(-1),
    ArrowLeft: () => drawing?.step(-bars),
    ArrowRight: () => drawing?.step(bars),
    "+": () => drawing?.zoom(zoomStep),
    "-": () => drawing?.zoom(1 / zoomStep),
    "0": () => drawing?.zoom(0),
    Home: () => drawing?.toEnd("first"),
    End: () => drawing?.toEnd("last"),
    Escape: () => drawing?.unpin(),
  };
  const act = Object.hasOwn(keys, key) ? keys[key] : undefined;
  act?.();
  return act !== undefined;
}

function makeTools(move: (by: number) => void, redraw: () => void): void {
  const position = element("span", "position");
  position.id = "position";
  byId("tools").replaceChildren(
    button("toggle", "◀ scheme", "previous scheme (k)", () => move(-1)),
    position,
    button("toggle", "scheme ▶", "next scheme (j)", () => move(1)),
    button("toggle", "light / dark", "the other colours (t)", () => toggleTheme(redraw)),
  );
}

const darkQuery = window.matchMedia("(prefers-color-scheme: dark)");

function toggleTheme(redraw: () => void): void {
  const { dataset } = document.documentElement;
  const dark = dataset.theme === undefined ? darkQuery.matches : dataset.theme === "dark";
  dataset.theme = dark ? "light" : "dark";
  redraw();
}

/** Paper is light: curves are drawn in the colours of the moment, so they are drawn again for it. */
function printLight(redraw: () => void): void {
  let before: string | undefined;
  darkQuery.addEventListener("change", redraw);
  window.addEventListener("beforeprint", () => {
    before = document.documentElement.dataset.theme;
    for (const details of document.querySelectorAll("details")) details.open = true;
    document.documentElement.dataset.theme = "light";
    redraw();
  });
  window.addEventListener("afterprint", () => {
    if (before === undefined) delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = before;
    redraw();
  });
}

/** Whatever goes wrong here is said at the top of the page: half a report must not look like a whole one. */
function fail(error: unknown): void {
  const what = error instanceof Error ? error.message : String(error);
  const alarm = byId("alarm");
  const text = `The data of this page cannot be read, so nothing is drawn from it: ${what}. Make the page again with the verb "report".`;
  alarm.append(element("p", "", text));
  alarm.hidden = false;
  document.getElementById("no-script")?.remove();
}

try {
  start();
} catch (error) {
  fail(error);
}
