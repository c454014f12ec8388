/** The writing end of the data FIFO: finds readers, keeps sessions, writes atomically and never waits. */
import fs from "node:fs";
import { failpoint, failpointIsDue } from "./failpoint.js";
import {
  atomicBytes,
  fifoIdentity,
  hasReader,
  makeFifo,
  openForWriting,
  openIdentity,
  watchMs,
  writeAtomic,
} from "./fifo.js";
import { readLines } from "./lines.js";
import type { Departures } from "./stamps.js";
import { decodeHello, encodeHead, framedLine, type Head, markLine } from "./wire.js";

/** Pause before a full FIFO is tried again, in ms: it empties at 64 KiB a pause, 160,000 symbol bars a second. */
const fullRetryMs = 2;
/** A session that is silent for so many ms gets a keep-alive with the head, so that a lost tail is noticed. */
const keepAliveMs = 20;
/** A busy session gets the head so often too, in ms: a reader that is slow for ever knows by how much. */
const headMs = 100;

export interface OutletOptions {
  /** Path of the data FIFO. */
  fifo: string;
  /** Path of the control FIFO; undefined without recovery: nobody is listened to. */
  control: string | undefined;
  /** What is known of the publisher, for keep-alives. */
  head(): Head | undefined;
  departures: Departures;
  /** A reader came that has not said hello (yet): it gets plain lines from here on. */
  attached(): void;
  /** A reader said hello and needs everything from `from`. */
  session(from: number): void;
  /** There is room again after `offer` refused. */
  room(): void;
  note(line: string): void;
}

export interface Outlet {
  /** Takes the JSON of a record; false when there is no reader or no room. Written at `flush` at the latest. */
  offer(json: string): boolean;
  flush(): void;
  readonly state: "absent" | "plain" | "framed";
  close(): void;
}

export function openOutlet(options: OutletOptions): Outlet {
  let fd: number | undefined;
  let identity: string | undefined;
  let session: string | undefined;
  let lines: string[] = [];
  let bytes = 0;
  let retry: NodeJS.Timeout | undefined;
  let saidAbsent = false;
  let lastWriteAt = 0;
  let lastHeadAt = 0;

  const forget = (): void => {
    session = undefined;
    lines = [];
    bytes = 0;
    options.departures.forget();
    clearTimeout(retry);
    retry = undefined;
  };
  const detach = (): void => {
    if (fd !== undefined) fs.closeSync(fd);
    fd = undefined;
    forget();
  };
  const sayAbsent = (): void => {
    if (!saidAbsent) options.note(`no reader on ${options.fifo}`);
    saidAbsent = true;
  };
  /** True when it is another FIFO than before. */
  const noticeIdentity = (now: string): boolean => {
    const recreated = identity !== undefined && identity !== now;
    if (recreated) options.note(`FIFO ${options.fifo} was recreated, reopening`);
    identity = now;
    return recreated;
  };
  const attach = (): boolean => {
    if (fifoIdentity(options.fifo) === undefined) return false;
    fd = openForWriting(options.fifo);
    if (fd === undefined) return false;
    noticeIdentity(openIdentity(fd));
    saidAbsent = false;
    options.note("reader attached");
    return true;
  };
  const flush = (): void => {
    if (fd === undefined || bytes === 0 || retry !== undefined) return;
    failpoint("fifo.before-write");
    const batch = Buffer.from(lines.join(""));
    if (failpointIsDue("fifo.mid-record")) writeAtomic(fd, batch.subarray(0, batch.length / 2));
    failpoint("fifo.mid-record");
    options.departures.writing();
    const result = writeAtomic(fd, batch);
    if (result === "written") {
      options.departures.written();
      lines = [];
      bytes = 0;
      lastWriteAt = performance.now();
    } else if (result === "full") {
      retry = setTimeout(() => {
        retry = undefined;
        flush();
        if (retry === undefined && fd !== undefined) options.room();
      }, fullRetryMs);
    } else {
      detach();
      sayAbsent();
    }
  };
  const push = (line: string): boolean => {
    const length = Buffer.byteLength(line);
    if (bytes + length > atomicBytes) flush();
    if (fd === undefined || retry !== undefined) return false;
    lines.push(line);
    bytes += length;
    return true;
  };
  const watch = (): void => {
    const now = fifoIdentity(options.fifo);
    if (now !== undefined && noticeIdentity(now)) detach();
    else if (fd !== undefined && now !== undefined && !hasReader(options.fifo)) detach();
    if (fd !== undefined) return;
    if (attach()) options.attached();
    else sayAbsent();
  };
  const hello = (line: string): void => {
    const said = decodeHello(line);
    if (said === undefined || (fd !== undefined && said.session === session)) return;
    if (fd === undefined && !attach()) return; // it says hello again
    failpoint("fifo.mid-hello");
    forget();
    session = said.session;
    push(markLine(said.session, said.from));
    flush();
    if (fd === undefined) return;
    options.note(`session with the reader from seq ${said.from}`);
    options.session(said.from);
  };
  const pushHead = (): void => {
    const head = options.head();
    lastHeadAt = performance.now();
    push(framedLine(head === undefined ? "{}" : encodeHead(head)));
  };
  const keepAlive = (): void => {
    if (session === undefined || performance.now() - lastWriteAt < keepAliveMs) return;
    pushHead();
    flush();
  };
  const offer = (json: string): boolean => {
    if (fd === undefined) return false;
    if (session === undefined) return push(`${json}\n`);
    if (retry === undefined && performance.now() - lastHeadAt >= headMs) pushHead();
    return push(framedLine(json));
  };

  if (options.control !== undefined) makeFifo(options.control);
  const control =
    options.control === undefined
      ? undefined
      : readLines(options.control, { line: hello, reopened: () => undefined });
  const timers = [setInterval(watch, watchMs), setInterval(keepAlive, keepAliveMs)];
  setImmediate(watch);
  return {
    offer,
    flush,
    get state() {
      if (fd === undefined) return "absent";
      return session === undefined ? "plain" : "framed";
    },
    close() {
      for (const timer of timers) clearInterval(timer);
      control?.close();
      detach();
    },
  };
}
