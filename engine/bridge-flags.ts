/** The bridge's command line, read into what it means. */
import path from "node:path";
import { exitCodes } from "./exit.js";
import { listFailpoints } from "./failpoint.js";
import { oneOf, type Program, readFlags } from "./flags.js";
import { printLine } from "./print.js";
import { heartbeatTopic } from "./wire.js";
import { defaultHistoryUrl, requireTopic, requireZmqUrl } from "./zmq.js";

const flags = {
  "zmq-url": { value: "URL", default: "tcp://127.0.0.1:5555", help: "the publisher's PUB endpoint" },
  history: { value: "URL", help: "the publisher's history endpoint (default: port of --zmq-url + 1)" },
  fifo: { value: "PATH", default: "/tmp/alpaca_bars.fifo", help: "data FIFO to write; it must exist" },
  control: { value: "PATH", help: "FIFO on which the reader says hello (default: <fifo>.ctl)" },
  topic: { value: "NAME", default: "BARS", help: "topic of the bars" },
  recovery: { value: "on|off", default: "on", help: "off: at most once, no history, no hello" },
  stamps: { help: "print for each bar when it came and when it went on (README, Stamps)" },
  failpoints: { help: "list the places at which FAULTLINE_FAILPOINT=name@N kills this program" },
} as const;

const program: Program<typeof flags> = {
  name: "bridge",
  summary: "Forwards symbol bars from ZMQ to a named FIFO. It keeps no state and outlives both of its sides.",
  flags,
  notes: ["Exit codes: 0 stopped by SIGTERM or SIGINT, 64 bad flags, 69 FIFO missing or held, or no ZMQ."],
};

export interface BridgeOptions {
  zmqUrl: string;
  /** undefined without recovery. */
  historyUrl: string | undefined;
  fifo: string;
  /** undefined without recovery. */
  control: string | undefined;
  topic: string;
  stamps: boolean;
}

/** @throws FatalError 64 */
export function bridgeOptions(argv: readonly string[]): BridgeOptions {
  if (argv.includes("--failpoints")) {
    printLine(listFailpoints(["bridge", "fifo"]));
    process.exit(exitCodes.ok);
  }
  const given = readFlags(program, argv);
  const recovery = oneOf("recovery", given.recovery, ["on", "off"]) === "on";
  requireZmqUrl("zmq-url", given["zmq-url"]);
  requireTopic(given.topic, heartbeatTopic);
  if (given.history !== undefined) requireZmqUrl("history", given.history);
  const fifo = path.resolve(given.fifo);
  return {
    zmqUrl: given["zmq-url"],
    historyUrl: recovery ? (given.history ?? defaultHistoryUrl(given["zmq-url"])) : undefined,
    fifo,
    control: recovery ? path.resolve(given.control ?? `${fifo}.ctl`) : undefined,
    topic: given.topic,
    stamps: given.stamps,
  };
}
