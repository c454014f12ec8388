/** The logs of all incarnations of a run as one list, each line with the time at which the harness saw it. Pure. */
import type { Event, SeenEvent } from "../event.js";

export interface LogLine {
  /** Milliseconds since the start of the run; null where no observation matched the line. */
  tMs: number | null;
  role: string;
  incarnation: number;
  stream: "out" | "err";
  line: string;
}

/** One log file. */
export interface Log {
  role: string;
  incarnation: number;
  stream: LogLine["stream"];
  /** Without their ends. */
  lines: readonly string[];
}

/**
 * In the order of time. A line without a time of its own stands behind the line before it in its log; the first lines of
 * an incarnation stand where it was spawned.
 */
export function mergedLogs(logs: readonly Log[], history: readonly Event[]): LogLine[] {
  const seenAt = seenTimes(history);
  const lines = logs.flatMap((log) => timedLines(log, history, seenAt));
  return lines.sort((a, b) => a.orderMs - b.orderMs).map(({ line }) => line);
}

interface Placed {
  line: LogLine;
  orderMs: number;
}

function timedLines(log: Log, history: readonly Event[], seenAt: Map<string, number[]>): Placed[] {
  const { role, incarnation, stream } = log;
  let orderMs = spawnedMs(log, history);
  return log.lines.map((line) => {
    const tMs = seenAt.get(keyOf(role, incarnation, line))?.shift() ?? null;
    orderMs = Math.max(orderMs, tMs ?? 0);
    return { line: { tMs, role, incarnation, stream, line }, orderMs };
  });
}

function spawnedMs({ role, incarnation }: Log, history: readonly Event[]): number {
  const spawned = history.find(
    (event) => event.type === "role" && event.role === role && event.incarnation === incarnation,
  );
  return spawned?.tMs ?? 0;
}

/** The times at which each line was seen, in order. One line may match several observations: the first one counts. */
function seenTimes(history: readonly Event[]): Map<string, number[]> {
  const seen = history.filter((event): event is SeenEvent => event.type === "seen");
  const counted = new Map<string, SeenEvent["what"]>();
  const times = new Map<string, number[]>();
  for (const { role, incarnation, line, what, tMs } of seen) {
    const key = keyOf(role, incarnation, line);
    if (!counted.has(key)) counted.set(key, what);
    if (counted.get(key) !== what) continue;
    const known = times.get(key);
    if (known === undefined) times.set(key, [tMs]);
    else known.push(tMs);
  }
  return times;
}

function keyOf(role: string, incarnation: number, line: string): string {
  return JSON.stringify([role, incarnation, line]);
}
