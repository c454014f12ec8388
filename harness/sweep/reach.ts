/** How each failpoint is reached: what passes it, how often, and what must happen so that it is passed at all. Pure. */

/** What makes a process pass a place. */
export type Reach =
  /** Passed once for each of these: a counted passage hits an exact symbol bar. */
  | { by: "count"; per: "symbolBar" | "bar" }
  /** Passed by batches, orders or checkpoints, of which no stream lacks as many as these. */
  | { by: "passages"; passages: readonly number[] }
  /** Of a place that nobody knows here: the next passage after a bar. */
  | { by: "signal" }
  /** Passed only when somebody asks anew: it is armed at a bar, and then the one who asks is killed. */
  | { by: "asking"; asks: "consumer" | "fifoWriter" }
  /** Passed only in the start after a death; `after` is the failpoint that makes that death, absent: any. */
  | { by: "boot"; after?: string };

export interface Place {
  reach: Reach;
  /** Only in feeds with such a link; absent: in all. */
  link?: "fifo" | "zmq";
  /** What the role must be started with besides. */
  args?: readonly string[];
}

const symbolBar: Reach = { by: "count", per: "symbolBar" };
const bar: Reach = { by: "count", per: "bar" };
/** The fastest writer puts several bars into a batch, but never all. */
const batches: Reach = { by: "passages", passages: [1, 2, 3, 4] };
/** One in 16 bars: the last at bar 64. */
const checkpoints: Reach = { by: "passages", passages: [1, 2, 3, 4] };
/** Bars with orders in the first 65 of the shipped days. */
const orders: Reach = { by: "passages", passages: [1, 2, 3, 4] };

/** The failpoints of the pipeline that ships here, from its PROTOCOL.md. */
const places: Readonly<Record<string, Place>> = {
  "publisher.before-send": { reach: symbolBar },
  "publisher.after-send": { reach: symbolBar },
  "publisher.before-print": { reach: bar },
  "publisher.mid-cursor": { reach: bar },
  "publisher.after-cursor": { reach: bar },
  "publisher.mid-replay": { reach: { by: "asking", asks: "consumer" }, link: "zmq" },
  "publisher.after-epoch": { reach: { by: "boot" } },
  "bridge.received": { reach: symbolBar },
  "bridge.after-write": { reach: batches },
  "fifo.before-write": { reach: batches, link: "fifo" },
  "fifo.mid-record": { reach: batches, link: "fifo" },
  "fifo.mid-hello": { reach: { by: "asking", asks: "consumer" }, link: "fifo" },
  "feed.received": { reach: symbolBar },
  "feed.delivered": { reach: symbolBar },
  "feed.hello": { reach: { by: "asking", asks: "fifoWriter" }, link: "fifo" },
  "engine.before-order": { reach: orders },
  "checkpoint.mid-write": { reach: checkpoints },
  "checkpoint.before-rename": { reach: checkpoints },
  "checkpoint.after-rename": { reach: checkpoints },
  "ledger.before-line": { reach: bar },
  "ledger.mid-line": { reach: bar },
  "ledger.after-line": { reach: bar },
  "ledger.after-fsync": { reach: bar, args: ["--fsync", "bar"] },
  "ledger.truncated": { reach: { by: "boot", after: "ledger.mid-line" } },
};

const unknown: Place = { reach: { by: "signal" } };

/** A place that is not in the table is taken to be passed in the course of things. */
export function placeOf(failpoint: string): Place {
  return Object.hasOwn(places, failpoint) ? (places[failpoint] ?? unknown) : unknown;
}
