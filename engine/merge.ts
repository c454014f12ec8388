/** The gap and duplicate rule: what a consumer of a sequenced stream takes, drops and asks for. Pure but for its callbacks. */
import type { Head } from "./wire.js";

export interface Sequenced {
  seq: number;
  epoch: number;
}

export interface MergeEffects<T> {
  /** Takes the record with seq `next`; false means "not now": the merge stands still until `resume`. */
  take(item: T): boolean;
  /** Wants history from `next` on. Called as often as there is reason to; the client holds one request at a time. */
  ask(): void;
  /** Something of an older publisher was dropped. */
  stale(epoch: number, current: number): void;
}

export interface Merge<T> {
  /** A record that came live. */
  live(item: T, seqOf: Sequenced): void;
  /** The records of a history answer; consecutive, but perhaps not from `next` any more. */
  history(items: readonly { item: T; seqOf: Sequenced }[], head: Head): void;
  /** A heartbeat, or any other word of the publisher about its head. */
  heard(head: Head): void;
  /** Goes on after `take` refused; a number moves the cursor: a consumer said from where it needs the stream. */
  resume(next?: number): void;
  readonly next: number;
  readonly head: number;
  /** undefined until the publisher told it. */
  readonly total: number | undefined;
  readonly epoch: number;
}

/**
 * Symbol bars that came too early and are kept while history is on its way. 1,024 are 85 bars of 12, four history
 * chunks, about 0.5 MB: enough to meet the live stream after one answer, little enough to be kept by each consumer.
 */
export const aheadMax = 1024;

export function createMerge<T>(start: number, effects: MergeEffects<T>): Merge<T> {
  let next = start;
  let head = 0;
  let total: number | undefined;
  let epoch = 0;
  let blocked = false;
  /** A gapless run of records beyond `next`; aheadFrom is the seq of the first. */
  let ahead: T[] = [];
  let aheadFrom = 0;

  const current = (seen: number): boolean => {
    if (seen < epoch) {
      effects.stale(seen, epoch);
      return false;
    }
    if (seen > epoch) {
      epoch = seen;
      head = 0;
    }
    return true;
  };
  const take = (item: T): void => {
    if (effects.take(item)) next += 1;
    else blocked = true;
  };
  const takeAhead = (): void => {
    while (!blocked && ahead.length > 0 && aheadFrom <= next) {
      const skip = next - aheadFrom;
      const item = ahead[skip];
      if (item === undefined) {
        ahead = [];
        return;
      }
      take(item);
    }
    if (aheadFrom + ahead.length <= next) ahead = [];
  };
  const keep = (item: T, seq: number): void => {
    const end = aheadFrom + ahead.length;
    if (ahead.length > 0 && seq >= aheadFrom && (seq < end || ahead.length === aheadMax)) return;
    if (seq !== end) {
      ahead = [];
      aheadFrom = seq;
    }
    ahead.push(item);
  };
  const askIfBehind = (): void => {
    if (!blocked && head > next) effects.ask();
  };

  return {
    live(item, { seq, epoch: seen }) {
      if (!current(seen)) return;
      head = Math.max(head, seq + 1);
      if (seq < next || blocked) return;
      if (seq === next) {
        take(item);
        takeAhead();
      } else {
        keep(item, seq);
      }
      askIfBehind();
    },
    history(items, answer) {
      if (!current(answer.epoch)) return;
      head = Math.max(head, answer.head);
      total = answer.total;
      for (const { item, seqOf } of items) {
        if (blocked) break;
        if (seqOf.seq === next) take(item);
      }
      takeAhead();
      askIfBehind();
    },
    heard(word) {
      if (!current(word.epoch)) return;
      head = Math.max(head, word.head);
      total = word.total;
      askIfBehind();
    },
    resume(from) {
      blocked = false;
      if (from !== undefined && from !== next) {
        next = from;
        ahead = [];
      }
      takeAhead();
      askIfBehind();
    },
    get next() {
      return next;
    },
    get head() {
      return head;
    },
    get total() {
      return total;
    },
    get epoch() {
      return epoch;
    },
  };
}
