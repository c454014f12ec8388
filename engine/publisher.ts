/** The publisher: one bar every speedMs, over ZMQ or straight into a FIFO, and the history of what is out. */
import { runMain } from "./exit.js";
import { failpoint } from "./failpoint.js";
import { openFifoOutput } from "./fifo-output.js";
import { lockRole } from "./lock.js";
import type { Output, OutputSource } from "./output.js";
import { beat } from "./pace.js";
import { printLine, warnLine } from "./print.js";
import { createPublication, type Publication } from "./publication.js";
import { type PublisherOptions, publisherOptions } from "./publisher-flags.js";
import { forgetfulState, openState, type PublisherState, streamDigest } from "./publisher-state.js";
import { loadResults } from "./results.js";
import { openStamps } from "./stamps.js";
import { openZmqOutput } from "./zmq-output.js";

/** An idle publisher says its head this often, in ms, so that a lost last message is noticed. */
const heartbeatMs = 20;
/** A busy one this often: who joins it learns how long the stream will be, and how far behind it is. */
const busyHeartbeatMs = 200;
/** How often the number of subscribers is looked at while waiting for them, in ms. */
const waitPollMs = 2;

interface Progress {
  /** Bars that are out, over all incarnations. */
  published: number;
  /** The next seq to be published. */
  head: number;
  /** Bars sent by this incarnation. */
  sent: number;
  lastSendAt: number;
}

async function main(): Promise<void> {
  const options = publisherOptions(process.argv.slice(2));
  const stream = loadResults(options.results);
  const target = options.target;
  if (target.feed === "zmq") await lockRole("publisher", target.url);
  else await lockRole("FIFO writer", target.fifo);
  const state =
    options.state === undefined ? forgetfulState() : openState(options.state, streamDigest(options.results));
  failpoint("publisher.after-epoch");
  const publication = createPublication(stream, state.epoch, options.barsMax);
  const published = Math.min(state.published, publication.barCount);
  const progress: Progress = {
    published,
    head: published === 0 ? 0 : publication.seqs(published).end,
    sent: 0,
    lastSendAt: performance.now(),
  };
  const output = await openOutput(options, {
    publication,
    head: () => ({ epoch: state.epoch, head: progress.head, total: publication.total }),
    recovery: options.recovery,
    stamps: openStamps(options.stamps),
    note: (line) => printLine(`Publisher: ${line}`),
  });
  stopOnSignal(output, progress, publication);
  const place = target.feed === "zmq" ? target.url : target.fifo;
  printLine(
    `Publisher bound to ${place} (epoch ${state.epoch}, bars ${publication.barCount}, feed ${target.feed})`,
  );
  beatTheHeart(output, progress);
  await waitForSubscribers(output, options);
  await replay(output, options.speedMs, state, publication, progress);
  printLine(`Replay complete: ${publication.barCount} bars`);
}

function openOutput(options: PublisherOptions, source: OutputSource): Promise<Output> | Output {
  const { target } = options;
  return target.feed === "zmq"
    ? openZmqOutput(target, source)
    : openFifoOutput(target.fifo, target.control, source);
}

/** Publishes what is left of the stream; resolves after the last bar. */
async function replay(
  output: Output,
  speedMs: number,
  state: PublisherState,
  publication: Publication,
  progress: Progress,
): Promise<void> {
  let dueAt = performance.now() + speedMs;
  while (progress.published < publication.barCount) {
    await until(dueAt);
    const { publish, dueAt: nextDueAt } = beat(dueAt, performance.now(), speedMs);
    dueAt = nextDueAt;
    if (publish) publishBar(output, state, publication, progress);
  }
}

/** Sends one bar, then says so, then remembers it: a kill in between repeats what is already known, and loses nothing. */
function publishBar(
  output: Output,
  state: PublisherState,
  publication: Publication,
  progress: Progress,
): void {
  const bar = progress.published + 1;
  const { first, end, timestampMs } = publication.seqs(bar);
  progress.head = end;
  output.publish(bar);
  progress.published = bar;
  progress.sent += 1;
  progress.lastSendAt = performance.now();
  failpoint("publisher.before-print");
  printLine(`published bar ${bar} (${end - first} symbols) timestamp ${timestampMs}`);
  failpoint("publisher.mid-cursor");
  state.advance(bar);
  failpoint("publisher.after-cursor");
}

function beatTheHeart(output: Output, progress: Progress): void {
  let saidAt = 0;
  setInterval(() => {
    const now = performance.now();
    if (now - progress.lastSendAt < heartbeatMs && now - saidAt < busyHeartbeatMs) return;
    saidAt = now;
    output.heartbeat();
  }, heartbeatMs);
}

function until(dueAt: number): Promise<void> {
  const wait = dueAt - performance.now();
  // A timer counts whole milliseconds; below half of one, the next turn of the loop is nearer.
  return new Promise((resolve) =>
    wait < 0.5 ? setImmediate(resolve) : setTimeout(resolve, Math.round(wait)),
  );
}

async function waitForSubscribers(output: Output, options: PublisherOptions): Promise<void> {
  const wanted = options.waitSubscribers;
  const deadline = performance.now() + options.waitMs;
  while (output.consumers() < wanted) {
    if (performance.now() >= deadline) {
      warnLine(
        `publisher: ${output.consumers()} of ${wanted} subscribers after ${options.waitMs} ms: beginning anyway`,
      );
      return;
    }
    await until(performance.now() + waitPollMs);
  }
}

function stopOnSignal(output: Output, progress: Progress, publication: Publication): void {
  const stop = (): void => {
    output.close();
    printLine(
      `Publisher stopped: sent ${progress.sent} bars, at bar ${progress.published} of ${publication.barCount}`,
    );
    process.exit(0);
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
}

await runMain("publisher", main);
