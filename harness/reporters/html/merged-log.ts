/** The merged log: the lines of all roles and what the harness saw and did, in the order of time, thinned where too long. Pure. */
import type { Event, FaultEvent, RoleEvent } from "../../event.js";
import type { LogLine } from "../../evidence/log-lines.js";
import { firstAbove } from "./axis.js";
import type { LogRow, MergedLog } from "./view.js";

/** Rows that stay around each moment that matters, before and behind it. */
const rowsAround = 40;
/** Rows that stay at the begin and at the end. */
const rowsAtEnds = 100;
/** Longest text of a row, in characters. */
const textMax = 500;

export interface LogOptions {
  rowsMax: number;
  /** Times around which every row is wanted: faults, first evidence, deaths. */
  moments: readonly number[];
}

export interface Merged {
  log: MergedLog;
  leftOut: string[];
}

export function mergedLog(lines: readonly LogLine[], history: readonly Event[], options: LogOptions): Merged {
  const rows = [...lineRows(lines), ...history.flatMap(harnessRow)];
  rows.sort((a, b) => a.tMs - b.tMs);
  const sources = [...new Set(rows.map(({ source }) => source))].sort(bySource);
  const kept = keptRows(rows, options);
  const count = rows.length - kept.size;
  return {
    log: { rows: withGaps(rows, kept), sources },
    leftOut:
      count === 0
        ? []
        : [`Merged log: ${count} of ${rows.length} rows are left out, none of them at a fault`],
  };
}

/** A line without a time of its own stands at the time of the line before it. */
function lineRows(lines: readonly LogLine[]): LogRow[] {
  let lastMs = 0;
  return lines.map(({ tMs, role, incarnation, stream, line }) => {
    lastMs = Math.max(lastMs, tMs ?? 0);
    return {
      tMs: lastMs,
      about: tMs === null,
      source: `${role}.${incarnation}`,
      kind: stream,
      text: cut(line),
    };
  });
}

function cut(text: string): string {
  return text.length <= textMax
    ? text
    : `${text.slice(0, textMax)} ... ${text.length - textMax} more characters`;
}

/** What the harness saw and did, in words; noise and usage are curves, lines of roles stand there by themselves. */
function harnessRow(event: Event): LogRow[] {
  const text = harnessText(event);
  return text === null
    ? []
    : [{ tMs: event.tMs, about: false, source: "harness", kind: "harness", text: cut(text) }];
}

function harnessText(event: Event): string | null {
  switch (event.type) {
    case "start":
      return `the run starts (node ${event.node}, ${event.platform})`;
    case "phase":
      return `phase ${event.phase}`;
    case "role":
      return roleText(event);
    case "fault":
      return faultText(event);
    case "holders":
      return `${event.problem} on ${event.resource}: ${event.holders.map(({ pid, command }) => `pid ${pid} ${command}`).join(", ")}`;
    case "harness":
      return `${event.problem}: ${event.reason}`;
    case "cut":
      return `the run is cut (${event.cause}): ${event.reason}`;
    case "end":
      return `the run ends after ${event.events} events`;
    case "seen":
    case "noise":
    case "usage":
      return null;
    default:
      return event satisfies never;
  }
}

function roleText({ role, incarnation, state, identity, signal, code, asked, reason }: RoleEvent): string {
  const pid = identity === null ? "" : ` (pid ${identity.pid})`;
  const how = state !== "exited" ? "" : signal ? ` on ${signal}` : ` with code ${code ?? "unknown"}`;
  const unasked = state === "exited" && asked === false ? ", unasked" : "";
  return `${role}.${incarnation}${pid} ${state}${how}${unasked}${reason ? `: ${reason}` : ""}`;
}

function faultText({ id, fault, target, rung, publishedBar, proof }: FaultEvent): string {
  return `${id} ${fault} ${target} ${rung} at bar ${publishedBar}: ${proof}`;
}

/** Roles by name and incarnation, the harness last. */
function bySource(a: string, b: string): number {
  if (a === "harness" || b === "harness") return a === b ? 0 : a === "harness" ? 1 : -1;
  return a.localeCompare(b, "en", { numeric: true });
}

/** Indices: both ends, all that the harness says, what stands around the moments, and of the rest every so many. */
function keptRows(rows: readonly LogRow[], { rowsMax, moments }: LogOptions): Set<number> {
  if (rows.length <= rowsMax) return new Set(rows.keys());
  const kept = new Set<number>();
  const add = (from: number, to: number): void => {
    for (let index = Math.max(0, from); index < Math.min(rows.length, to) && kept.size < rowsMax; index += 1)
      kept.add(index);
  };
  const times = rows.map(({ tMs }) => tMs);
  for (const moment of moments) {
    const at = firstAbove(times, moment);
    add(at - rowsAround, at + rowsAround);
  }
  for (const [index, { source }] of rows.entries()) if (source === "harness") add(index, index + 1);
  add(0, rowsAtEnds);
  add(rows.length - rowsAtEnds, rows.length);
  const every = Math.ceil(rows.length / Math.max(1, rowsMax - kept.size));
  for (let index = 0; index < rows.length; index += every) add(index, index + 1);
  return kept;
}

/** Puts a row where rows are left out, which says how many. */
function withGaps(rows: readonly LogRow[], kept: ReadonlySet<number>): LogRow[] {
  const shown: LogRow[] = [];
  let missing = 0;
  const close = (tMs: number): void => {
    if (missing > 0) {
      const text = `${missing} ${missing === 1 ? "row" : "rows"} left out`;
      shown.push({ tMs, about: true, source: "harness", kind: "gap", text });
    }
    missing = 0;
  };
  for (const [index, row] of rows.entries()) {
    if (!kept.has(index)) {
      missing += 1;
      continue;
    }
    close(row.tMs);
    shown.push(row);
  }
  close(rows.at(-1)?.tMs ?? 0);
  return shown;
}
