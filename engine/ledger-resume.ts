/** Goes on from what a ledger holds: folds it again, finds its last whole bar, refuses what this strategy did not write. Pure. */
import { type Anchor, type Book, firstAnchor, openBook } from "./book.js";
import type { Checkpoint } from "./checkpoint.js";
import { exitCodes, FatalError } from "./exit.js";
import { headerFault, headerLine, isOrderLine, parseBarLine } from "./ledger.js";

/** A line longer than this is no ledger line: 10,000 symbols need half of it. */
const lineBytesMax = 1024 * 1024;
/** Read at once, in bytes: a ledger may have any length, the memory for reading it may not. */
const chunkBytes = 1024 * 1024;
/** Ours has 86 bytes; a foreign file need not have a line at all. */
const headerBytesMax = 4096;
const newline = 0x0a;

/** The bytes of a ledger, wherever they are. */
export interface ByteSource {
  size: number;
  /** At most `length` bytes from `offset` on, fewer at the end. */
  read(offset: number, length: number): Buffer;
}

/**
 * The book as it stood at the ledger's last whole bar; `wholeBytes` is the ledger's length up to there. What follows is
 * half a bar, left by a crash, and worth nothing: the same bar will make the same lines again.
 * @throws FatalError 65 when the ledger is not one that this strategy wrote
 */
export function resume(
  file: string,
  ledger: ByteSource,
  checkpoint: Checkpoint | undefined,
): { book: Book; wholeBytes: number } {
  const head = ledger.read(0, headerBytesMax);
  const headerEnd = head.indexOf(newline);
  if (headerEnd === -1) {
    const torn = Buffer.from(headerLine).subarray(0, head.length).equals(head);
    if (torn) return { book: openBook(), wholeBytes: 0 };
    throw refused(file, "it does not begin with a ledger header");
  }
  const wrong = headerFault(head.toString("utf8", 0, headerEnd));
  if (wrong !== undefined) throw refused(file, wrong);
  const short = checkpoint === undefined ? undefined : foldFrom(ledger, checkpoint);
  if (short !== undefined) return short;
  const full = fold(ledger, firstAnchor());
  if (full.fault !== undefined) throw refused(file, full.fault);
  return full;
}

interface Fold {
  book: Book;
  wholeBytes: number;
  fault: string | undefined;
}

/** undefined when the ledger and the anchor do not belong together: then the whole ledger decides. */
function foldFrom(ledger: ByteSource, anchor: Anchor): Fold | undefined {
  const end = Buffer.from(anchor.state.bars === 0 ? headerLine : `,"digest":"${anchor.digest}"}\n`);
  if (anchor.ledgerBytes < end.length || anchor.ledgerBytes > ledger.size) return undefined;
  if (!ledger.read(anchor.ledgerBytes - end.length, end.length).equals(end)) return undefined;
  const short = fold(ledger, anchor);
  // Without a bar behind the anchor nobody would know which bar was the last.
  return short.fault === undefined && short.book.last !== undefined ? short : undefined;
}

/** Takes one bar after the other from `start` on, and compares what the strategy makes of it with what stands there. */
function fold(ledger: ByteSource, start: Anchor): Fold {
  const book = openBook(start);
  let wholeBytes = start.ledgerBytes;
  let group = "";
  const end = (fault?: string): Fold => ({ book, wholeBytes, fault });
  for (const line of lines(ledger, wholeBytes)) {
    const bar = parseBarLine(line.text);
    group += `${line.text}\n`;
    if (bar === undefined) {
      if (isOrderLine(line.text)) continue;
      const after = book.last === undefined ? "its header" : `bar ${book.last.bar.bar}`;
      return end(`after ${after} stands a line that is no bar and no order`);
    }
    if (book.take(bar).text !== group) {
      return end(`its bar ${bar.bar} is not what this strategy makes of the bars before it`);
    }
    wholeBytes = line.end;
    group = "";
  }
  return end();
}

/**
 * The whole lines from `from` on, each with the offset behind it. A ledger is ASCII: read as Latin-1, any other byte
 * stays visible. A line that is too long comes out empty, and is the last.
 */
function* lines(ledger: ByteSource, from: number): Generator<{ text: string; end: number }> {
  let carry = Buffer.alloc(0);
  let carryStart = from;
  while (carryStart + carry.length < ledger.size) {
    const chunk = ledger.read(carryStart + carry.length, chunkBytes);
    if (chunk.length === 0) return;
    const bytes = Buffer.concat([carry, chunk]);
    let lineStart = 0;
    for (let at = bytes.indexOf(newline); at !== -1; at = bytes.indexOf(newline, lineStart)) {
      yield { text: bytes.toString("latin1", lineStart, at), end: carryStart + at + 1 };
      lineStart = at + 1;
    }
    carry = bytes.subarray(lineStart);
    carryStart += lineStart;
    if (carry.length > lineBytesMax) {
      yield { text: "", end: carryStart + carry.length };
      return;
    }
  }
}

function refused(file: string, why: string): FatalError {
  return new FatalError(
    exitCodes.data,
    `the ledger ${file} cannot be continued: ${why}; move it away, or give another --ledger and --state`,
  );
}
