/** The publisher's command line, read into what it means. */
import path from "node:path";
import { exitCodes, FatalError } from "./exit.js";
import { listFailpoints } from "./failpoint.js";
import { oneOf, type Program, readFlags, wholeNumber } from "./flags.js";
import { printLine } from "./print.js";
import { heartbeatTopic } from "./wire.js";
import { defaultHistoryUrl, requireTopic, requireZmqUrl } from "./zmq.js";

const flags = {
  results: { value: "FILE", required: true, help: "results JSON with price_data" },
  bind: { value: "URL", default: "tcp://127.0.0.1:5555", help: "PUB endpoint" },
  history: { value: "URL", help: "history endpoint (default: port of --bind + 1)" },
  "speed-ms": {
    value: "N",
    default: "800",
    help: "ms from one bar to the next; 0 = as fast as possible, for benches",
  },
  bars: { value: "N", help: "publish only the first N bars" },
  topic: { value: "NAME", default: "BARS", help: "topic of the bars" },
  framing: { value: "symbol|bar", default: "symbol", help: "one ZMQ message per symbol bar, or per bar" },
  fifo: { value: "PATH", help: "write this FIFO instead of publishing over ZMQ" },
  control: { value: "PATH", help: "FIFO on which the reader says hello (default: <fifo>.ctl)" },
  state: { value: "DIR", help: "keep epoch and cursor here; without it every start begins at bar 1" },
  recovery: { value: "on|off", default: "on", help: "off: at most once, no history, no hello" },
  "wait-subscribers": {
    value: "N",
    default: "0",
    help: "begin when N subscribers (or FIFO readers) are there",
  },
  "wait-ms": { value: "M", default: "5000", help: "begin after M ms without them all the same" },
  stamps: { help: "print for each bar when it came and when it went on (README, Stamps)" },
  failpoints: { help: "list the places at which FAULTLINE_FAILPOINT=name@N kills this program" },
} as const;

const program: Program<typeof flags> = {
  name: "publisher",
  summary:
    "Publishes the bars of a results file, one bar (all symbols of a minute) every --speed-ms, and their history.",
  flags,
  notes: [
    "It never waits for a reader. After the last bar it goes on serving history until SIGTERM or SIGINT.",
    "Exit codes: 0 stopped, 64 bad flags, 65 bad results file or state, 69 port taken or FIFO missing.",
  ],
};

export interface PublisherOptions {
  results: string;
  speedMs: number;
  barsMax: number | undefined;
  state: string | undefined;
  recovery: boolean;
  waitSubscribers: number;
  waitMs: number;
  stamps: boolean;
  target:
    | { feed: "zmq"; url: string; historyUrl: string; topic: string; framing: "symbol" | "bar" }
    | { feed: "fifo"; fifo: string; control: string };
}

/** @throws FatalError 64 */
export function publisherOptions(argv: readonly string[]): PublisherOptions {
  if (argv.includes("--failpoints")) {
    printLine(listFailpoints(["publisher", "fifo"]));
    process.exit(exitCodes.ok);
  }
  const given = readFlags(program, argv);
  return {
    results: given.results,
    speedMs: wholeNumber("speed-ms", given["speed-ms"], 0, 3_600_000),
    barsMax: given.bars === undefined ? undefined : wholeNumber("bars", given.bars, 1),
    state: given.state,
    recovery: oneOf("recovery", given.recovery, ["on", "off"]) === "on",
    waitSubscribers: wholeNumber("wait-subscribers", given["wait-subscribers"], 0, 1000),
    waitMs: wholeNumber("wait-ms", given["wait-ms"], 0, 3_600_000),
    stamps: given.stamps,
    target: given.fifo === undefined ? zmqTarget(given) : fifoTarget(given.fifo, given.control),
  };
}

function zmqTarget(given: {
  bind: string;
  history: string | undefined;
  topic: string;
  framing: string;
  control?: string | undefined;
}) {
  if (given.control !== undefined) {
    throw new FatalError(exitCodes.usage, "--control belongs to --fifo PATH, which is not given");
  }
  requireZmqUrl("bind", given.bind);
  requireTopic(given.topic, heartbeatTopic);
  const historyUrl = given.history ?? defaultHistoryUrl(given.bind);
  requireZmqUrl("history", historyUrl);
  const framing = oneOf("framing", given.framing, ["symbol", "bar"]);
  return { feed: "zmq" as const, url: given.bind, historyUrl, topic: given.topic, framing };
}

function fifoTarget(fifo: string, control: string | undefined) {
  const resolved = path.resolve(fifo);
  return { feed: "fifo" as const, fifo: resolved, control: path.resolve(control ?? `${resolved}.ctl`) };
}
