/** The merged log: its rows, what is filtered out, and the row at the cursor. */
import { firstAbove } from "../axis.js";
import type { LogRow, SchemeView } from "../view.js";
import { button, element } from "./dom.js";
import type { Panel } from "./frame.js";

/** @param jump moves the cursor to that time */
export function logPane({ log }: SchemeView, jump: (tMs: number) => void): Panel {
  const rows = log.rows.map(rowElement);
  const times = log.rows.map(({ tMs }) => tMs);
  const list = element("div", "rows", ...rows);
  list.tabIndex = 0;
  list.setAttribute("role", "log");
  list.setAttribute("aria-label", "merged log");
  list.addEventListener("click", ({ target }) => {
    const row = target instanceof Element ? target.closest<HTMLElement>(".entry") : null;
    if (row?.dataset.ms !== undefined) jump(Number(row.dataset.ms));
  });
  const count = element("span", "count", "");
  const filter = filterOf(log, rows, count);
  const panel = element(
    "div",
    "log",
    element("h4", "", "Merged log"),
    element("div", "filters", ...filter.controls, count),
    list,
  );
  panel.dataset.panel = "log";
  let here: HTMLElement | undefined;
  return {
    element: panel,
    draw() {},
    point(_, tMs) {
      here?.classList.remove("here");
      let index = firstAbove(times, tMs) - 1;
      while (index > 0 && rows[index]?.hidden) index -= 1;
      here = rows[Math.max(0, index)];
      if (here === undefined || here.hidden) return;
      here.classList.add("here");
      list.scrollTop = here.offsetTop - list.clientHeight / 2;
    },
  };
}

function rowElement({ tMs, about, source, kind, text }: LogRow): HTMLElement {
  const time = `${about ? "~" : ""}${(tMs / 1000).toFixed(3)}`;
  const name = kind === "err" ? `${source} stderr` : source;
  const row = element(
    "div",
    `entry ${kind}`,
    element("span", "time", kind === "gap" ? "" : time),
    element("span", "source", kind === "gap" ? "" : name),
    element("span", "text", text),
  );
  row.dataset.ms = `${tMs}`;
  row.dataset.role = source.replace(/\.\d+$/, "");
  return row;
}

interface Filter {
  controls: HTMLElement[];
}

/** One switch a role, and a search; both leave the rows in place and hide what is not wanted. */
function filterOf(
  { rows: model, sources }: SchemeView["log"],
  rows: readonly HTMLElement[],
  count: HTMLElement,
): Filter {
  const roles = [...new Set(sources.map((source) => source.replace(/\.\d+$/, "")))];
  const off = new Set<string>();
  const search = element("input", "search");
  search.type = "search";
  search.placeholder = "search";
  search.setAttribute("aria-label", "search the log");
  const apply = (): void => {
    const wanted = search.value.toLowerCase();
    let shown = 0;
    for (const [index, row] of rows.entries()) {
      const text = model[index]?.text ?? "";
      row.hidden = off.has(row.dataset.role ?? "") || (wanted !== "" && !text.toLowerCase().includes(wanted));
      if (!row.hidden) shown += 1;
    }
    count.textContent = shown === rows.length ? `${rows.length} rows` : `${shown} of ${rows.length} rows`;
  };
  const switches = roles.map((role) => {
    const made = button("chip", role, `show or hide ${role}`, () => {
      if (!off.delete(role)) off.add(role);
      made.setAttribute("aria-pressed", `${!off.has(role)}`);
      apply();
    });
    made.setAttribute("aria-pressed", "true");
    return made;
  });
  search.addEventListener("input", apply);
  apply();
  return { controls: [...switches, search] };
}
