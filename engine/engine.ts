/** `node dist/engine/engine.js mock-live`: the deterministic trading engine, from its command line to its last line. */
import fs from "node:fs";
import path from "node:path";
import { openBook } from "./book.js";
import { openCheckpointFile, readCheckpoint } from "./checkpoint.js";
import { engineFlags } from "./engine-flags.js";
import { exitCodes, FatalError, runMain } from "./exit.js";
import { listFailpoints } from "./failpoint.js";
import { type Feed, type FeedName, openFeed } from "./feed.js";
import { type FlagValues, oneOf, readFlags, wholeNumber } from "./flags.js";
import { openLedgerFile } from "./ledger-file.js";
import { lockRole } from "./lock.js";
import { printLine, warnLine } from "./print.js";
import { openStamps } from "./stamps.js";
import { readyLine, repairedLine } from "./status.js";
import { createTaker, type Storage, type Taker } from "./taker.js";
import { loadZmq } from "./zmq.js";

type Flags = FlagValues<typeof engineFlags.flags>;

await runMain("engine", async () => {
  if (process.argv.includes("--failpoints")) {
    printLine(listFailpoints(["engine", "feed", "ledger", "checkpoint"]));
    return;
  }
  process.on("uncaughtException", die);
  await run(readFlags(engineFlags, process.argv.slice(2)));
});

async function run(flags: Flags): Promise<void> {
  const barsMax = flags.bars === undefined ? undefined : wholeNumber("bars", flags.bars, 1);
  const recovery = oneOf("recovery", flags.recovery, ["on", "off"]) === "on";
  const name = await effectiveFeed(oneOf("feed", flags.feed, ["fifo", "zmq"]));
  const storage = await openStorage(flags);
  const taker = createTaker(storage, barsMax, openStamps(flags.stamps), die);
  const feed = openFeed(
    name,
    {
      fifo: flags.fifo,
      control: flags.control ?? `${flags.fifo}.ctl`,
      zmqUrl: flags["zmq-url"],
      historyUrl: flags.history,
      topic: flags.topic,
      recovery,
    },
    taker.sink,
  );
  taker.watchLag(feed.lag);
  stopOnSignal(feed, taker);
  await feed.start(taker.next(recovery));
  const source = name === "fifo" ? flags.fifo : flags["zmq-url"];
  taker.repeatLast();
  printLine(readyLine(flags.date, name, source, storage.book.figures));
  taker.begin();
}

/** As the original did: without the ZeroMQ library the engine goes on with the FIFO, and says so. */
async function effectiveFeed(asked: FeedName): Promise<FeedName> {
  if (asked === "fifo") return asked;
  try {
    await loadZmq();
    return asked;
  } catch (error) {
    if (!(error instanceof FatalError)) throw error;
    warnLine(`engine: warning: ${error.message}; falling back to --feed fifo`);
    return "fifo";
  }
}

/** Ledger and checkpoint, locked and folded; without a ledger everything is kept in memory alone. */
async function openStorage(flags: Flags): Promise<Storage> {
  const fsync = oneOf("fsync", flags.fsync, ["bar", "none"]) === "bar";
  const ledger =
    flags.ledger ?? (flags.state === undefined ? undefined : path.join(flags.state, "ledger.jsonl"));
  if (ledger === undefined) return { book: openBook(), ledger: undefined, checkpoint: undefined };
  await lockRole("engine", realPath(ledger));
  const checkpoint = flags.state === undefined ? undefined : openCheckpointFile(flags.state, fsync);
  const file = openLedgerFile(
    ledger,
    flags.state === undefined ? undefined : readCheckpoint(flags.state),
    fsync,
  );
  if (file.repairedBytes > 0) printLine(repairedLine(file.repairedBytes, ledger));
  return { book: file.book, ledger: file, checkpoint };
}

/** One name for one file, by whatever links it was reached. A folder that does not exist is said by who opens it. */
function realPath(file: string): string {
  const folder = path.resolve(path.dirname(file));
  const real = fs.existsSync(folder) ? fs.realpathSync(folder) : folder;
  return path.join(real, path.basename(file));
}

function stopOnSignal(feed: Feed, taker: Taker): void {
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    feed.close().then(
      () => {
        taker.finish();
        process.exit(exitCodes.ok);
      },
      (error: unknown) => die(error),
    );
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
}

/** Ends the program from inside a callback, where a throw would reach nobody. */
function die(error: unknown): never {
  if (error instanceof FatalError) {
    warnLine(`engine: ${error.message}`);
    process.exit(error.exitCode);
  }
  warnLine(
    `engine: internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  );
  process.exit(exitCodes.software);
}
