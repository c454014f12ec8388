/** Follows a file by its name: where another is put in its place, it is read on in that one. */
import { openTail, type Tail } from "./tail.js";

export type Followed = Omit<Tail, "isCurrent">;

/** What is still written to the file that was there before is read as well, so that nothing is missed in between. */
export function openFollowed(file: string): Followed {
  let before: Tail | null = null;
  let current = openTail(file);
  const all = (): Tail[] => (before === null ? [current] : [before, current]);

  function lookForAnother(): void {
    if (current.isCurrent()) return;
    before?.close();
    before = current;
    current = openTail(file);
  }

  return {
    file,
    read: () => {
      lookForAnother();
      const reads = all().map((tail) => tail.read());
      return {
        lines: reads.flatMap(({ lines }) => lines),
        shrank: reads.some(({ shrank }) => shrank),
        bytes: reads.reduce((sum, { bytes }) => sum + bytes, 0),
        more: reads.some(({ more }) => more),
      };
    },
    skipTo: (lastBytes) => all().reduce((sum, tail) => sum + tail.skipTo(lastBytes), 0),
    rest: () =>
      all()
        .map((tail) => tail.rest())
        .find((rest) => rest !== null) ?? null,
    close: () => {
      for (const tail of all()) tail.close();
    },
  };
}
