/** The smallest durable consumer: appends seq and digest of each symbol bar to a file, and goes on where the file ends. */
import { closeSync, fstatSync, openSync, writeSync } from "node:fs";
import { crc32 } from "node:zlib";
import { runMain } from "../exit.js";
import { openFeed, type SequencedBar, type SymbolBar } from "../feed.js";
import { oneOf, readFlags } from "../flags.js";
import { printLine } from "../print.js";

/** Bytes of a line, `seq(7) crc(8)\n`: a divisor of the page size, so that a SIGKILL never tears one. */
const lineBytes = 16;

async function main(): Promise<void> {
  const given = readFlags(
    {
      name: "consumer",
      summary: "Takes a feed and writes down what it got.",
      flags: {
        out: { value: "FILE", required: true, help: "what was taken, one line of 16 bytes each" },
        feed: { value: "fifo|zmq", default: "fifo", help: "where the bars come from" },
        fifo: { value: "PATH", default: "/tmp/alpaca_bars.fifo", help: "data FIFO" },
        "zmq-url": { value: "URL", default: "tcp://127.0.0.1:5555", help: "PUB endpoint" },
        recovery: { value: "on|off", default: "on", help: "off: at most once" },
      },
    },
    process.argv.slice(2),
  );
  const out = openSync(given.out, "a+");
  const start = Math.floor(fstatSync(out).size / lineBytes);
  let taken = 0;
  const feed = openFeed(
    oneOf("feed", given.feed, ["fifo", "zmq"]),
    {
      fifo: given.fifo,
      control: `${given.fifo}.ctl`,
      zmqUrl: given["zmq-url"],
      historyUrl: undefined,
      topic: "BARS",
      recovery: oneOf("recovery", given.recovery, ["on", "off"]) === "on",
    },
    {
      bar(record) {
        writeSync(out, line(record));
        taken += 1;
      },
      end: () => printLine(`consumer: end after ${taken} symbol bars`),
      note: (text) => printLine(`consumer: ${text}`),
    },
  );
  process.on("SIGTERM", () => {
    void feed.close();
    closeSync(out);
    printLine(`consumer: stopped after ${taken} symbol bars`);
    process.exit(0);
  });
  await feed.start(start);
  printLine(`consumer: ready at seq ${start}`);
}

/** The epoch is left out: it differs from run to run. A record without seq is numbered -1. */
function line(record: SymbolBar | SequencedBar): string {
  const { symbol, timestamp_ms, open, high, low, close, volume } = record;
  const seq = "seq" in record ? record.seq : -1;
  const digest = crc32([symbol, timestamp_ms, open, high, low, close, volume].join()).toString(16);
  return `${String(seq).padStart(7)}${digest.padStart(8, "0")}\n`;
}

await runMain("consumer", main);
