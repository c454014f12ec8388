/** Stamps (`--stamps`): when a role had a bar and when it let go of it, on the clock that a machine's processes share. */
import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import { printLine } from "./print.js";

export interface Stamp {
  bar: number;
  /** When its last symbol bar was in hand; at the publisher, when publishing it began. Microseconds. */
  inUs: number;
  /** Just before its last symbol bar was handed on; at the engine, when its ledger line was written. */
  outUs: number;
  /** Not handed on when it was new: it came by history, or waited for a reader. */
  catchUp: boolean;
}

export interface Stamps {
  /** Microseconds on the machine's monotonic clock; 0 where nobody wants to know. */
  now(): number;
  say(stamp: Stamp): void;
}

export const noStamps: Stamps = { now: () => 0, say: () => undefined };

export function openStamps(wanted: boolean): Stamps {
  if (!wanted) return noStamps;
  const clock = clockName();
  return {
    now: () => Number(process.hrtime.bigint() / 1000n),
    say: (stamp) => printLine(stampLine(stamp, clock)),
  };
}

export function stampLine({ bar, inUs, outUs, catchUp }: Stamp, clock: string): string {
  return `[STAMP] bar ${bar} in ${inUs} out ${outUs} clock ${clock}${catchUp ? " catch-up" : ""}`;
}

/**
 * Eight hex digits that two processes share only where their monotonic clocks are the same one: those of the boot and of
 * the time namespace; where the kernel tells neither, those of the machine's name.
 */
export function clockName(): string {
  const source = bootAndNamespace() ?? os.hostname();
  return createHash("sha256").update(source).digest("hex").slice(0, 8);
}

function bootAndNamespace(): string | undefined {
  try {
    const boot = fs.readFileSync("/proc/sys/kernel/random/boot_id", "utf8");
    return boot + (fs.existsSync("/proc/self/ns/time") ? fs.readlinkSync("/proc/self/ns/time") : "");
  } catch {
    return undefined;
  }
}

/** Follows symbol bars through a writer that collects them into batches: a bar is out with the batch of its last one. */
export interface Departures {
  /** The writer took a symbol bar that came at `inUs`. */
  accepted(record: { bar: number; of: number }, inUs: number, catchUp: boolean): void;
  /** The batch goes to the kernel now; perhaps not for the first time. */
  writing(): void;
  written(): void;
  /** What was collected is thrown away. */
  forget(): void;
}

export function createDepartures(stamps: Stamps): Departures {
  /** The bar of which symbol bars are being accepted. */
  let open = { bar: 0, accepted: 0, inUs: 0, catchUp: false };
  /** Bars that are whole in the batch: at most as many as a batch has symbol bars. */
  let whole: (typeof open)[] = [];
  let outUs = 0;
  return {
    accepted({ bar, of }, inUs, catchUp) {
      if (bar !== open.bar) open = { bar, accepted: 0, inUs, catchUp };
      open = { bar, accepted: open.accepted + 1, inUs, catchUp: open.catchUp || catchUp };
      if (open.accepted === of) whole.push(open);
    },
    writing() {
      outUs = stamps.now();
    },
    written() {
      for (const { bar, inUs, catchUp } of whole) stamps.say({ bar, inUs, outUs, catchUp });
      whole = [];
    },
    forget() {
      open = { ...open, accepted: 0, bar: 0 };
      whole = [];
    },
  };
}
