/** Tests of going on from a ledger: cut anywhere, with a checkpoint of any age, the end is the same, byte for byte. */

import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { anchorEveryBars, type Book, openBook } from "./book.js";
import { type Checkpoint, openCheckpointFile, readCheckpoint } from "./checkpoint.js";
import { FatalError } from "./exit.js";
import { goldenLedger, marketBar } from "./golden-ledger.js";
import { headerLine } from "./ledger.js";
import { openLedgerFile } from "./ledger-file.js";
import { type ByteSource, resume } from "./ledger-resume.js";
import { randomStream } from "./testing/random-stream.js";

const bars = randomStream(11, { bars: 110, symbols: 3, gap: 0.1, nightAfter: 70 });
const golden = Buffer.from(goldenLedger(bars).text);
/** The checkpoint after each bar; index 0 is none. */
const checkpoints = recordCheckpoints();

function recordCheckpoints(): (Checkpoint | undefined)[] {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "checkpoints-"));
  const file = openCheckpointFile(folder, false);
  const book = openBook();
  const written: (Checkpoint | undefined)[] = [undefined];
  for (const bar of bars) {
    book.take(marketBar(bar));
    file.write(book);
    written.push(readCheckpoint(folder));
  }
  fs.rmSync(folder, { recursive: true });
  return written;
}

/** In small pieces, so that lines are cut anywhere. */
function source(bytes: Buffer): ByteSource {
  return {
    size: bytes.length,
    read: (offset, length) => bytes.subarray(offset, offset + Math.min(length, 4096 + (offset % 7))),
  };
}

function finish(book: Book): string {
  return bars
    .slice(book.figures.bars)
    .map((bar) => book.take(marketBar(bar)).text)
    .join("");
}

function refusal(ledger: Buffer, checkpoint?: Checkpoint): string {
  try {
    resume("l.jsonl", source(ledger), checkpoint);
  } catch (error) {
    expect((error as FatalError).exitCode).to.equal(65);
    return (error as FatalError).message;
  }
  return expect.fail("accepted");
}

describe("ledger-resume", () => {
  it("ends with the golden ledger, wherever it was cut and however old the checkpoint is", () => {
    fc.assert(
      fc.property(fc.nat(golden.length), fc.nat(bars.length), (cut, age) => {
        const ledger = golden.subarray(0, cut);
        const { book, wholeBytes } = resume("l.jsonl", source(ledger), checkpoints[age]);
        const whole = wholeBytes === 0 ? headerLine : ledger.toString("utf8", 0, wholeBytes);
        expect(whole + finish(book)).to.equal(golden.toString());
      }),
      { numRuns: 150 },
    );
  });

  it("keeps every whole bar, and folds no more than the bars since the anchor", () => {
    for (const age of [1, anchorEveryBars, anchorEveryBars + 1, bars.length]) {
      const checkpoint = checkpoints[age];
      expect(age - (checkpoint?.state.bars ?? 0)).to.be.within(1, anchorEveryBars);
      const { book, wholeBytes } = resume("l.jsonl", source(golden), checkpoint);
      expect(wholeBytes).to.equal(golden.length);
      expect(book.figures.bars).to.equal(bars.length);
      expect(book.last?.bar).to.deep.equal(marketBar(bars.at(-1) ?? expect.fail()));
    }
  });

  it("knows the last bar also when the ledger was cut right at the anchor", () => {
    const at = anchorEveryBars * 2;
    const checkpoint = checkpoints[at + 1];
    expect(checkpoint?.state.bars).to.equal(at);
    const ledger = golden.subarray(0, checkpoint?.ledgerBytes);
    const { book } = resume("l.jsonl", source(ledger), checkpoint);
    expect(book.last?.bar).to.deep.equal(marketBar(bars[at - 1] ?? expect.fail()));
  });

  it("refuses a ledger with one digit changed, with and without a checkpoint that covers it", () => {
    const at = golden.lastIndexOf('"equity_cents":') + 16;
    const changed = Buffer.from(golden);
    changed[at] = changed[at] === 0x31 ? 0x32 : 0x31;
    for (const checkpoint of [undefined, checkpoints.at(-1)]) {
      expect(refusal(changed, checkpoint)).to.equal(
        "the ledger l.jsonl cannot be continued: its bar 110 is not what this strategy makes of the bars before it;" +
          " move it away, or give another --ledger and --state",
      );
    }
  });

  it("refuses another strategy, another format, another file", () => {
    const other = (change: (text: string) => string) => refusal(Buffer.from(change(golden.toString())));
    expect(other((text) => text.replace("ensemble-1", "ensemble-0"))).to.contain(
      "it was made by strategy ensemble-0, this engine runs ensemble-1",
    );
    expect(other((text) => text.replace('"format":1', '"format":9'))).to.contain(
      "its format is 9, this engine writes 1",
    );
    expect(other(() => "some notes of mine\n")).to.contain("it does not begin with a ledger header");
    expect(other(() => "some notes")).to.contain("it does not begin with a ledger header");
    expect(other((text) => text + "x".repeat(2 ** 20 + 10_000))).to.contain("after bar 110 stands a line");
    expect(other((text) => `${text}oops\n`)).to.contain(
      "after bar 110 stands a line that is no bar and no order",
    );
  });

  it("does not trust a checkpoint of another ledger", () => {
    const otherBars = randomStream(12, { bars: 110, symbols: 3, gap: 0.1 });
    const otherGolden = Buffer.from(goldenLedger(otherBars).text);
    for (const checkpoint of [checkpoints[10], checkpoints[64], checkpoints[110]]) {
      const { book, wholeBytes } = resume("l.jsonl", source(otherGolden), checkpoint);
      expect(wholeBytes).to.equal(otherGolden.length);
      expect(book.digest).to.equal(goldenLedger(otherBars).digest);
    }
  });
});

describe("ledger-file", () => {
  let folder = "";
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "ledger-"));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  it("repairs a torn end on disk, and writes what was missing", () => {
    const file = path.join(folder, "l.jsonl");
    for (const cut of [0, 10, headerLine.length, headerLine.length + 50, golden.length - 1, golden.length]) {
      fs.writeFileSync(file, golden.subarray(0, cut));
      for (const fsync of [false, true]) {
        const ledger = openLedgerFile(file, undefined, fsync);
        for (const bar of bars.slice(ledger.book.figures.bars))
          ledger.append(ledger.book.take(marketBar(bar)).text, false);
        expect(fs.readFileSync(file).equals(golden), `cut at ${cut}`).to.equal(true);
      }
    }
  });

  it("says that a ledger cannot be written, with code 73", () => {
    for (const file of [path.join(folder, "missing", "l.jsonl"), folder, "/dev/null"]) {
      expect(() => openLedgerFile(file, undefined, false))
        .to.throw(FatalError, /^(cannot write the ledger|the ledger) /)
        .with.property("exitCode", 73);
    }
  });

  it("ignores a checkpoint that is torn, empty, foreign or of another version", () => {
    const file = path.join(folder, "engine.checkpoint");
    openCheckpointFile(folder, true).write(openBook());
    const text = fs.readFileSync(file, "utf8");
    expect(readCheckpoint(folder)?.state.bars).to.equal(0);
    for (const wrong of [
      "",
      text.slice(0, 40),
      text.slice(0, -1),
      `x${text}`,
      text.replace('"bars":0', '"bars":1'),
    ]) {
      fs.writeFileSync(file, wrong);
      expect(readCheckpoint(folder)).to.equal(undefined);
    }
  });
});
