/** Goes on from what a ledger holds: folds it again, finds its last whole bar, refuses what this strategy did not write. Pure. */
import { type Anchor, type Book, firstAnchor, openBook } from "./book.js";
import type { Checkpoint } from "./checkpoint.js";
import { exitCodes, FatalError } from "./exit.js";
import { headerFault, headerLine, isOrderLine, parseBarLine } from "./ledger.js";

/** A line longer than this is no ledger line: 10,000 symbols need half of it. */
const lineBytesMax = 1024 * 1024;
const newline = 0x0a;

/**
 * The book as it stood at the ledger's last whole bar; `wholeBytes` is the ledger's length up to there. What follows is
 * half a bar, left by a crash, and worth nothing: the same bar will make the same lines again.
 * @throws FatalError 65 when the ledger is not one that this strategy wrote
 */
export function resume(
  file: string,
  bytes: Buffer,
  checkpoint: Checkpoint | undefined,
): { book: Book; wholeBytes: number } {
  const headerEnd = bytes.indexOf(newline);
  if (headerEnd === -1) {
    const torn = Buffer.from(headerLine).subarray(0, bytes.length).equals(bytes);
    if (torn) return { book: openBook(), wholeBytes: 0 };
    throw refused(file, "it does not begin with a ledger header");
  }
  const wrong = headerFault(bytes.toString("utf8", 0, headerEnd));
  if (wrong !== undefined) throw refused(file, wrong);
  const short = checkpoint === undefined ? undefined : foldFrom(bytes, checkpoint);
  if (short !== undefined) return short;
  const full = fold(bytes, firstAnchor());
  if (full.fault !== undefined) throw refused(file, full.fault);
  return full;
}

interface Fold {
  book: Book;
  wholeBytes: number;
  fault: string | undefined;
}

/** undefined when the ledger and the anchor do not belong together: then the whole ledger decides. */
function foldFrom(bytes: Buffer, anchor: Anchor): Fold | undefined {
  const end = anchor.state.bars === 0 ? headerLine : `,"digest":"${anchor.digest}"}\n`;
  const before = bytes.subarray(Math.max(0, anchor.ledgerBytes - Buffer.byteLength(end)), anchor.ledgerBytes);
  if (!before.equals(Buffer.from(end))) return undefined;
  const short = fold(bytes, anchor);
  // Without a bar behind the anchor nobody would know which bar was the last.
  return short.fault === undefined && short.book.last !== undefined ? short : undefined;
}

/** Takes one bar after the other from `start` on, and compares what the strategy makes of it with what stands there. */
function fold(bytes: Buffer, start: Anchor): Fold {
  const book = openBook(start);
  let wholeBytes = start.ledgerBytes;
  let lineStart = wholeBytes;
  const end = (fault?: string): Fold => ({ book, wholeBytes, fault });
  for (;;) {
    const lineEnd = bytes.indexOf(newline, lineStart);
    if (lineEnd === -1) return end();
    const line = lineEnd - lineStart > lineBytesMax ? "" : bytes.toString("utf8", lineStart, lineEnd);
    const bar = parseBarLine(line);
    lineStart = lineEnd + 1;
    if (bar === undefined) {
      if (isOrderLine(line)) continue;
      const after = book.last === undefined ? "its header" : `bar ${book.last.bar.bar}`;
      return end(`after ${after} stands a line that is no bar and no order`);
    }
    const expected = Buffer.from(book.take(bar).text);
    if (!expected.equals(bytes.subarray(wholeBytes, lineStart))) {
      return end(`its bar ${bar.bar} is not what this strategy makes of the bars before it`);
    }
    wholeBytes = lineStart;
  }
}

function refused(file: string, why: string): FatalError {
  return new FatalError(
    exitCodes.data,
    `the ledger ${file} cannot be continued: ${why}; move it away, or give another --ledger and --state`,
  );
}
