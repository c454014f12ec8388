/** Keeps what an event quotes short. */

/** Longest line that an event keeps, in characters: 200,000 events of it must not fill the disk. */
const lineChars = 1_000;

export function shortLine(line: string): string {
  return line.length > lineChars ? `${line.slice(0, lineChars)}...` : line;
}
