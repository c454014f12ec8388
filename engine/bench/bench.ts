/** The bench: what feeds and flags cost beside each other, as ratios of one run on one machine. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { resultsFile } from "../chaos/pipeline.js";
import { runMain } from "../exit.js";
import { readFlags, wholeNumber } from "../flags.js";
import { printLine, warnLine } from "../print.js";
import { ratioOf, ratioText } from "./ratios.js";
import { type Measured, measure, type Stream, type Variant } from "./variant.js";

/** Variants that ran in the same rounds; the first is the base. */
interface Comparison {
  title: string;
  speedMs: number;
  variants: readonly [Variant, ...Variant[]];
  /** Larger is more of what the title says; null: not measured here. */
  value(measured: Measured): number | null;
}

const comparisons: readonly Comparison[] = [
  {
    title: "bars a second, published as fast as possible",
    speedMs: 0,
    value: ({ wallMs }) => 1 / wallMs,
    variants: [
      { name: "fifo", feed: "fifo" },
      { name: "zmq", feed: "zmq" },
      { name: "native", feed: "native" },
      { name: "fifo --fsync bar", feed: "fifo", engine: ["--fsync", "bar"] },
      { name: "fifo --stamps", feed: "fifo", shared: ["--stamps"] },
      { name: "zmq --stamps", feed: "zmq", shared: ["--stamps"] },
    ],
  },
  {
    title: "CPU time of all processes, at 2 ms a bar",
    speedMs: 2,
    value: ({ cpuMs }) => cpuMs,
    variants: [
      { name: "zmq", feed: "zmq" },
      { name: "zmq --recovery off", feed: "zmq", shared: ["--recovery", "off"], lossy: true },
      { name: "zmq --stamps", feed: "zmq", shared: ["--stamps"] },
      { name: "fifo", feed: "fifo" },
      { name: "native", feed: "native" },
    ],
  },
];

const day = 86_400_000;

await runMain("bench", async () => {
  const given = readFlags(
    {
      name: "bench",
      summary: "Runs the pipeline in variants, round by round, and prints how they compare.",
      flags: {
        rounds: { value: "N", default: "5", help: "how often each variant runs" },
        bars: { value: "N", default: "1000", help: "bars of 12 symbols in each run" },
      },
      notes: ["A ratio of one machine at one time; it promises nothing of another."],
    },
    process.argv.slice(2),
  );
  const rounds = wholeNumber("rounds", given.rounds, 1, 1000);
  const bars = wholeNumber("bars", given.bars, 1, 100_000);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "faultline-bench-days-"));
  const stopper = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => stopper.abort());
  try {
    const results = path.join(folder, "results.json");
    fs.writeFileSync(results, longStream(bars));
    for (const comparison of comparisons) {
      await compare(comparison, rounds, { results, bars, speedMs: comparison.speedMs }, stopper.signal);
    }
  } catch (error) {
    if (!stopper.signal.aborted) throw error;
    process.exitCode = 130;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
});

async function compare(
  { title, variants, value }: Comparison,
  rounds: number,
  stream: Stream,
  signal: AbortSignal,
): Promise<void> {
  const values = new Map<string, number[]>(variants.map(({ name }) => [name, []]));
  for (let round = 1; round <= rounds; round += 1) {
    for (const variant of variants) {
      const measured = value(await measure(variant, stream, signal));
      if (measured === null) {
        warnLine(`bench: ${title}: this machine does not tell`);
        return;
      }
      values.get(variant.name)?.push(measured);
    }
    warnLine(`bench: ${title}: round ${round} of ${rounds}`);
  }
  const base = variants[0].name;
  const width = Math.max(...variants.map(({ name }) => name.length));
  printLine(`${title}; ${base} = 1`);
  printLine(`(${stream.bars} bars, median of ${rounds} rounds, least to most)`);
  for (const [name, of] of values) {
    printLine(`  ${name.padEnd(width)}  ${ratioText(ratioOf(of, values.get(base) ?? []))}`);
  }
  printLine("");
}

interface Day {
  price_data: Record<string, { timestamp_ms: number }[]>;
}

/** The shipped day as often as it takes, each a day later: a run must last long beside the start of a process. */
function longStream(bars: number): string {
  const { price_data: once } = JSON.parse(fs.readFileSync(resultsFile, "utf8")) as Day;
  const length = Math.max(...Object.values(once).map((series) => series.length));
  const days = Array.from({ length: Math.ceil(bars / length) }, (_, index) => index * day);
  const series = Object.entries(once).map(([symbol, rows]) => [
    symbol,
    days.flatMap((later) => rows.map((row) => ({ ...row, timestamp_ms: row.timestamp_ms + later }))),
  ]);
  return JSON.stringify({ price_data: Object.fromEntries(series) });
}
