/** What a bridge does with each symbol bar: into the FIFO in order, or dropped and asked for again later. */
import { failpoint } from "./failpoint.js";
import type { SequencedBar } from "./feed.js";
import { createMerge } from "./merge.js";
import { openOutlet } from "./outlet.js";
import { createDepartures, type Stamps } from "./stamps.js";
import { type Head, isSequenced, type WireBar } from "./wire.js";

export interface ForwarderOptions {
  fifo: string;
  /** undefined without recovery. */
  control: string | undefined;
  stamps: Stamps;
  /** Asks history from `next()` on. */
  ask(): void;
  note(line: string): void;
}

export interface Forwarder {
  live(bar: WireBar): void;
  history(records: readonly WireBar<SequencedBar>[], head: Head): void;
  heard(head: Head): void;
  next(): number;
  counts(): { received: number; written: number };
  close(): void;
}

/** What a slow reader may have waiting without recovery: 1,024 symbol bars, 85 bars of 12, about 0.25 MB. */
export const backlogMax = 1024;
/** One line about a full FIFO in so many ms. */
const fullNoteMs = 1000;

export function createForwarder(options: ForwarderOptions): Forwarder {
  const counts = { received: 0, written: 0 };
  /** Without recovery, or from a seven-field producer: lines that wait for room. */
  let backlog: WireBar[] = [];
  let known: Head | undefined;
  /** A reader without hello joins the live stream at the next thing that is heard. */
  let joinLive = true;
  let fullNoteAt = Number.NEGATIVE_INFINITY;
  let liveBar = 0;
  let writtenBar = 0;
  let flushing = false;
  let staleEpoch = -1;
  /** What is being passed on: when it came, and whether it is anything but the message that came live just now. */
  let arrival = { us: 0, catchUp: true };
  const departures = createDepartures(options.stamps);

  const flushSoon = (): void => {
    if (flushing) return;
    flushing = true;
    setImmediate(() => {
      flushing = false;
      outlet.flush();
      failpoint("bridge.after-write");
    });
  };
  const write = (bar: WireBar): boolean => {
    if (!outlet.offer(bar.json)) return false;
    if (isSequenced(bar)) departures.accepted(bar.record, arrival.us, arrival.catchUp);
    counts.written += 1;
    flushSoon();
    return true;
  };
  const sayFull = (seq: number): void => {
    const now = performance.now();
    if (outlet.state === "absent" || now - fullNoteAt < fullNoteMs) return;
    fullNoteAt = now;
    options.note(`FIFO full at seq ${seq}, lag ${Math.max(0, liveBar - writtenBar)} bars`);
  };
  const merge = createMerge<WireBar<SequencedBar>>(0, {
    take(bar) {
      if (!write(bar)) {
        sayFull(bar.record.seq);
        return false;
      }
      writtenBar = bar.record.bar;
      return true;
    },
    ask: options.ask,
    stale(epoch, current) {
      if (staleEpoch !== epoch)
        options.note(`dropping messages of an older publisher (epoch ${epoch}, now ${current})`);
      staleEpoch = epoch;
    },
  });
  const join = (at: number): void => {
    if (!joinLive) return;
    joinLive = false;
    merge.resume(at);
  };
  const passOn = (bar: WireBar): void => {
    if (backlog.length === 0 && write(bar)) return;
    if (outlet.state !== "absent" && backlog.length < backlogMax) backlog.push(bar);
  };
  const drainBacklog = (): void => {
    let done = 0;
    for (const bar of backlog) {
      if (!write(bar)) break;
      done += 1;
    }
    backlog = backlog.slice(done);
  };
  const outlet = openOutlet({
    fifo: options.fifo,
    control: options.control,
    departures,
    head: () => (known?.epoch === merge.epoch ? { ...known, head: Math.max(known.head, merge.head) } : known),
    attached() {
      backlog = [];
      joinLive = true;
      if (known !== undefined) join(Math.max(known.head, merge.head));
    },
    session(from) {
      backlog = [];
      joinLive = false;
      merge.resume(from);
      options.ask();
    },
    room() {
      drainBacklog();
      merge.resume();
    },
    note: options.note,
  });
  const follow = (bar: WireBar<SequencedBar>): void => {
    liveBar = bar.record.bar;
    join(bar.record.seq);
    merge.live(bar, bar.record);
  };
  const learn = (head: Head): void => {
    if (known !== undefined && head.epoch < known.epoch) return;
    known = head;
  };

  return {
    live(bar) {
      arrival = { us: options.stamps.now(), catchUp: false };
      counts.received += 1;
      failpoint("bridge.received");
      if (isSequenced(bar) && options.control !== undefined) follow(bar);
      else passOn(bar);
      arrival.catchUp = true;
    },
    history(records, head) {
      arrival.us = options.stamps.now();
      counts.received += records.length;
      learn(head);
      merge.history(
        records.map((bar) => ({ item: bar, seqOf: bar.record })),
        head,
      );
    },
    heard(head) {
      learn(head);
      join(head.head);
      merge.heard(head);
    },
    next: () => merge.next,
    counts: () => ({ ...counts }),
    close: () => outlet.close(),
  };
}
