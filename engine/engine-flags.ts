/** The engine's command line. */
import type { FlagSpec, Program } from "./flags.js";

export const engineFlags = {
  name: "engine",
  command: "mock-live",
  summary:
    "Takes bars from a feed, trades on them with a deterministic strategy, and writes what it took and did to a ledger.",
  flags: {
    date: {
      value: "DATE",
      default: "2000-01-01",
      help: "a label that is printed; the bars carry their own time",
    },
    feed: { value: "fifo|zmq", default: "fifo", help: "where bars come from" },
    fifo: { value: "PATH", default: "/tmp/alpaca_bars.fifo", help: "data FIFO, for --feed fifo" },
    control: {
      value: "PATH",
      help: "control FIFO, on which this engine says what it needs; by default <fifo>.ctl",
    },
    "zmq-url": { value: "URL", default: "tcp://127.0.0.1:5555", help: "the publisher, for --feed zmq" },
    history: { value: "URL", help: "the publisher's history endpoint; by default its port + 1" },
    topic: { value: "TOPIC", default: "BARS", help: "topic of the bars, for --feed zmq" },
    ledger: { value: "FILE", help: "ledger; by default <state>/ledger.jsonl, without --state none is kept" },
    state: { value: "DIR", help: "folder of the checkpoint, which shortens a restart" },
    fsync: {
      value: "bar|none",
      default: "none",
      help: "bar: what is printed survives a machine crash too",
    },
    recovery: { value: "on|off", default: "on", help: "off: at most once; missed bars are lost" },
    bars: { value: "N", help: "the stream ends after N bars" },
    stamps: { help: "print for each bar when it came and when it went on (README, Stamps)" },
    failpoints: { help: "lists the places where FAULTLINE_FAILPOINT=<name>@<nth> kills this program" },
  },
  notes: [
    "SIGTERM or SIGINT: stops cleanly, prints a summary, exits 0. After the end of the stream the engine stays up.",
    "Exit codes: 0 stopped, 64 bad flags, 65 a ledger or stream of other data, 69 no FIFO or a second engine,",
    "70 a bug, 73 ledger or checkpoint cannot be written.",
  ],
} as const satisfies Program<Record<string, FlagSpec>>;
