/** The name that was probably meant: the one with the fewest edits, when these are few enough to be a slip. */

/** A slip touches at most one letter in three; of a short name at most one, so that `at` is not taken for `for`. */
function allowedEdits(name: string): number {
  return Math.max(1, Math.floor(name.length / 3));
}

/**
 * The nearest of the names, the first of equals; undefined when none is near. Case counts as half an edit.
 * Where no slip explains it, the only name that begins so.
 */
export function nearest(name: string, names: readonly string[]): string | undefined {
  let best: { name: string; edits: number } | undefined;
  for (const candidate of names) {
    const edits = editDistance(name.slice(0, maxCompared), candidate);
    if (edits > allowedEdits(name) || edits >= name.length) continue;
    if (best === undefined || edits < best.edits) best = { name: candidate, edits };
  }
  if (best !== undefined) return best.name;
  const [begins, ...others] = name.length < 3 ? [] : names.filter((candidate) => candidate.startsWith(name));
  return others.length === 0 ? begins : undefined;
}

/** `. Did you mean "engine"?`, or nothing when no name is near: for the end of a message. */
export function didYouMean(name: string, names: readonly string[]): string {
  const near = nearest(name, names);
  return near === undefined ? "" : `. Did you mean "${near}"?`;
}

/** Names longer than this are compared by their beginning: the cost grows with the square of the length. */
const maxCompared = 80;

/** Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment); case costs a half. */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const [x = "", y = ""] = [a[row - 1], b[column - 1]];
      const cost = x === y ? 0 : x.toLowerCase() === y.toLowerCase() ? 0.5 : 1;
      let edits = Math.min(
        (last[column - 1] ?? 0) + cost,
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
      );
      if (x !== y && x === b[column - 2] && y === a[row - 2]) {
        edits = Math.min(edits, (beforeLast[column - 2] ?? 0) + 1);
      }
      current.push(edits);
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length] ?? 0;
}
