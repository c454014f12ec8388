/** The append-only record of one run on disk: numbers each event, stamps the time, and seals the file with its last event. */
import { createHash } from "node:crypto";
import fs from "node:fs";
import { performance } from "node:perf_hooks";
import type { Event, EventBody } from "./event.js";
import { eventsMax } from "./limits.js";

export interface History {
  readonly events: readonly Event[];
  /** Milliseconds since the history was opened. */
  now(): number;
  /** `atMs`: when the harness learned of it, where that was before now; events of one reading share it. */
  append(body: EventBody, atMs?: number): Event;
  /** Calls back after every event. */
  onEvent(listener: (event: Event) => void): void;
  /** Writes the `end` event and closes the file; returns the SHA-256 of the whole file, hex. */
  seal(digests: Readonly<Record<string, string>>): string;
  /** Closes the file without `end`: what is there stays readable, and is inconclusive at best. */
  abandon(): void;
}

/** Creates the file; it must not exist. Throws the error of the file system. */
export function openHistory(file: string): History {
  const fd = fs.openSync(file, "wx", 0o600);
  const startedAt = performance.now();
  const events: Event[] = [];
  const listeners: ((event: Event) => void)[] = [];
  const hash = createHash("sha256");
  let open = true;

  const now = (): number => Math.round((performance.now() - startedAt) * 1000) / 1000;

  function write(body: EventBody, atMs: number): Event {
    const event = { n: events.length + 1, tMs: atMs, ...body } as Event;
    const line = `${JSON.stringify(event)}\n`;
    fs.writeSync(fd, line);
    hash.update(line);
    events.push(event);
    for (const listener of listeners) listener(event);
    return event;
  }

  function append(body: EventBody, atMs: number = now()): Event {
    if (!open) throw new Error("the history is closed");
    if (events.length === eventsMax) {
      return write(
        {
          type: "harness",
          problem: "history-limit",
          reason: `more than ${eventsMax} events; the rest is left out`,
        },
        atMs,
      );
    }
    const last = events.at(-1);
    if (events.length > eventsMax && last !== undefined && body.type !== "end") return last;
    return write(body, atMs);
  }

  function close(): void {
    if (!open) return;
    open = false;
    fs.closeSync(fd);
  }

  return {
    events,
    now,
    append,
    onEvent: (listener) => {
      listeners.push(listener);
    },
    seal: (digests) => {
      append({ type: "end", events: events.length + 1, digests });
      close();
      return hash.digest("hex");
    },
    abandon: close,
  };
}
