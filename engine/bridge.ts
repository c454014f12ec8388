/** The bridge: subscribes to the publisher and writes its symbol bars to a named FIFO, whoever comes and goes. */
import { bridgeOptions } from "./bridge-flags.js";
import { runMain } from "./exit.js";
import { requireFifo } from "./fifo.js";
import { createForwarder } from "./forwarder.js";
import { type HistoryClient, openHistory } from "./history-client.js";
import { lockRole } from "./lock.js";
import { printLine } from "./print.js";
import { openStamps } from "./stamps.js";
import { subscribe } from "./subscription.js";
import { loadZmq } from "./zmq.js";

async function main(): Promise<void> {
  const options = bridgeOptions(process.argv.slice(2));
  const zmq = await loadZmq();
  requireFifo(options.fifo);
  await lockRole("FIFO writer", options.fifo);
  const note = (line: string): void => printLine(`Bridge: ${line}`);
  let history: HistoryClient | undefined;
  const forwarder = createForwarder({
    fifo: options.fifo,
    control: options.control,
    stamps: openStamps(options.stamps),
    ask: () => history?.ask(),
    note,
  });
  if (options.historyUrl !== undefined) {
    history = openHistory(zmq, options.historyUrl, { from: forwarder.next, answer: forwarder.history, note });
  }
  subscribe(zmq, options.zmqUrl, options.topic, { bar: forwarder.live, head: forwarder.heard, note });
  const stop = (): void => {
    const { received, written } = forwarder.counts();
    forwarder.close();
    printLine(
      `Bridge stopped: received ${received}, written ${written}, dropped ${received - written} symbol bars`,
    );
    process.exit(0);
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  printLine(`Bridge forwarding ${options.zmqUrl} -> ${options.fifo} (feed zmq)`);
}

await runMain("bridge", main);
