/** `node dist/engine/golden.js`: the ledger that a fault-free run must write, folded from the results file without any transport. */
import fs from "node:fs";
import { exitCodes, FatalError, runMain } from "./exit.js";
import { type Program, readFlags, wholeNumber } from "./flags.js";
import { goldenLedger } from "./golden-ledger.js";
import { printLine } from "./print.js";
import { loadResults } from "./results.js";

const program = {
  name: "golden",
  summary:
    "Folds a results file through the strategy and writes the ledger that any run of the pipeline must end with.",
  flags: {
    results: { value: "FILE", required: true, help: "results JSON with price_data" },
    bars: { value: "N", help: "only the first N bars of the file; all by default" },
    ledger: { value: "FILE", required: true, help: "where to write the ledger; replaced when it exists" },
  },
} as const satisfies Program<Record<string, { value?: string; required?: boolean; help: string }>>;

async function main(): Promise<void> {
  const flags = readFlags(program, process.argv.slice(2));
  const stream = loadResults(flags.results);
  const barCount =
    flags.bars === undefined ? stream.bars.length : wholeNumber("bars", flags.bars, 1, stream.bars.length);
  const bars = stream.bars.slice(0, barCount);
  const { text, digest } = goldenLedger(bars);
  try {
    fs.writeFileSync(flags.ledger, text);
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : cause;
    throw new FatalError(exitCodes.cannotWrite, `cannot write the ledger ${flags.ledger} (${code})`, {
      cause,
    });
  }
  printLine(`Golden ledger: ${bars.length} bars, digest ${digest}`);
}

await runMain("golden", main);
