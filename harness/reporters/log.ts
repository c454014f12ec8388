/** Progress for a log file or a pipe: one line for each change of state, and a sign of life in a long silence. */
import type { Progress, SchemeRun } from "../scheme-run.js";
import { verdictWords } from "./colour.js";
import type { Watcher } from "./watcher.js";

/** CI systems end a job that is silent for minutes; a person begins to doubt after half of one. */
export const heartbeatMs = 30_000;

interface Row {
  bars: number;
  bar: number;
  /** What is stopped at the end is no news. */
  stopping: boolean;
}

/** @param write takes one line, without its end */
export function makeLog(write: (line: string) => void): Watcher {
  const running = new Map<string, Row>();
  let lastMs = 0;
  const say = (tMs: number, text: string) => {
    lastMs = tMs;
    write(`[${(tMs / 1000).toFixed(1)}s] ${text}`);
  };
  return {
    tell(progress, tMs) {
      if (progress.type === "scheme-started")
        running.set(progress.key, { bars: progress.bars, bar: 0, stopping: false });
      if (progress.type === "scheme-finished") running.delete(progress.key);
      const row = running.get(progress.key);
      if (progress.type === "bar" && row !== undefined) row.bar = progress.bar;
      if (progress.type === "phase" && progress.phase === "stopping" && row !== undefined)
        row.stopping = true;
      const text = row?.stopping && progress.type === "role" ? null : lineOf(progress);
      if (text !== null) say(tMs, text);
    },
    tick(tMs) {
      if (tMs - lastMs < heartbeatMs || running.size === 0) return;
      const rows = [...running].map(([key, { bar, bars }]) => `${key} bar ${bar}/${bars}`);
      say(tMs, `still running: ${rows.join(", ")}`);
    },
    close() {},
  };
}

/** The first follows from "started", the last from the verdict. */
const quietPhases: ReadonlySet<string> = new Set(["starting", "stopping"]);

function lineOf(progress: Progress): string | null {
  const { key } = progress;
  switch (progress.type) {
    case "scheme-started":
      return `${key}: started, ${progress.bars} bars, ${countText(progress.faults, "fault")}`;
    case "phase":
      return quietPhases.has(progress.phase) ? null : `${key}: ${progress.phase}`;
    case "bar":
      return null;
    case "role":
      if (progress.state === "spawned") return null;
      return `${key}: ${progress.role}.${progress.incarnation} ${progress.state}`;
    case "fault":
      return `${key}: ${progress.fault} ${progress.target} at bar ${progress.publishedBar} ${progress.rung}`;
    case "scheme-finished":
      return finishedText(key, progress.run);
    default:
      return progress satisfies never;
  }
}

function finishedText(key: string, { verdict, reason }: SchemeRun): string {
  return `${key}: ${verdictWords[verdict]}${verdict === "pass" ? "" : `: ${reason}`}`;
}

/** `1 fault`, `2 faults` */
export function countText(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
