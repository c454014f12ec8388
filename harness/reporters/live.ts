/** The live view on a terminal: one line for each running scheme, redrawn in place, gone before the table appears. */
import type { Progress } from "../scheme-run.js";
import { type Paint, verdictSentence } from "./colour.js";
import type { Watcher } from "./watcher.js";

export interface Screen {
  write(text: string): void;
  /** Read at each redraw, because a window can be resized. */
  columns(): number;
  rows(): number;
}

interface Row {
  phase: string;
  bar: number;
  bars: number;
  faults: number;
  observed: Set<string>;
  /** Faults that are not healed yet, by id. */
  open: Map<string, string>;
}

const barWidth = 20;

export function makeLive(screen: Screen, paint: Paint): Watcher {
  const rows = new Map<string, Row>();
  const done: Record<string, number> = {};
  let drawnLines = 0;
  let stale = false;
  const erase = () => {
    if (drawnLines > 0) screen.write(`\u001b[${drawnLines}A\u001b[0J`);
    drawnLines = 0;
  };
  const draw = (tMs: number) => {
    erase();
    const lines = linesOf(rows, done, tMs, screen.rows() - 1).map((line) =>
      line.slice(0, screen.columns() - 1),
    );
    if (lines.length > 0) screen.write(`${lines.join("\n")}\n`);
    drawnLines = lines.length;
    stale = false;
  };
  return {
    tell(progress, tMs) {
      stale = true;
      take(rows, progress);
      if (progress.type !== "scheme-finished") return;
      const { verdict, reason } = progress.run;
      done[verdict] = (done[verdict] ?? 0) + 1;
      rows.delete(progress.key);
      if (verdict === "pass" || verdict === "notRun") return;
      erase();
      const told = `${progress.key}: ${reason}`;
      screen.write(`${verdictSentence(verdict, told, screen.columns(), paint)}\n`);
      draw(tMs);
    },
    tick(tMs) {
      if (stale || rows.size > 0) draw(tMs);
    },
    close: erase,
  };
}

function take(rows: Map<string, Row>, progress: Progress): void {
  if (progress.type === "scheme-started") {
    const { bars, faults } = progress;
    rows.set(progress.key, { phase: "starting", bar: 0, bars, faults, observed: new Set(), open: new Map() });
  }
  const row = rows.get(progress.key);
  if (row === undefined) return;
  if (progress.type === "phase") row.phase = progress.phase;
  if (progress.type === "bar") row.bar = Math.max(row.bar, progress.bar);
  if (progress.type === "fault") {
    const { id, fault, target, rung } = progress;
    if (rung === "observed") row.observed.add(id);
    if (rung === "healed" || rung === "failed") row.open.delete(id);
    else row.open.set(id, `${fault} ${target} ${rung}`);
  }
}

function linesOf(
  rows: ReadonlyMap<string, Row>,
  done: Readonly<Record<string, number>>,
  tMs: number,
  linesMax: number,
): string[] {
  if (rows.size === 0) return [];
  const nameWidth = Math.max(...[...rows.keys()].map((key) => key.length));
  const shown = [...rows].slice(0, Math.max(1, linesMax - 1));
  const lines = shown.map(([key, row]) => `${key.padEnd(nameWidth)} ${rowText(row)}`);
  const hidden = rows.size - shown.length;
  const counts = [`${done.pass ?? 0} passed`];
  if ((done.fail ?? 0) > 0) counts.push(`${done.fail} failed`);
  if ((done.inconclusive ?? 0) > 0) counts.push(`${done.inconclusive} inconclusive`);
  counts.push(`${rows.size} running${hidden > 0 ? ` (${hidden} not shown)` : ""}`);
  return [...lines, `${(tMs / 1000).toFixed(1)} s: ${counts.join(", ")}`];
}

function rowText({ phase, bar, bars, faults, observed, open }: Row): string {
  const filled = bars === 0 ? 0 : Math.min(barWidth, Math.floor((bar / bars) * barWidth));
  const meter = `${"#".repeat(filled)}${".".repeat(barWidth - filled)}`;
  const harm = open.size > 0 ? [...open.values()].join(", ") : phase;
  const ofFaults = faults === 0 ? "" : ` ${observed.size}/${faults}`;
  return `${meter} ${String(bar).padStart(String(bars).length)}/${bars}${ofFaults} ${harm}`;
}
