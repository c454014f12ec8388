/** Breaks a sentence at its words, for a terminal. */

/** What goes on stands below what it belongs to. */
const indent = "  ";

/**
 * A word that is longer than a line, such as a path, stays whole, so that it can be copied.
 * @param columns of the terminal; null: there is none, and the sentence stays one line
 */
export function wrapped(text: string, columns: number | null): string {
  if (columns === null || text.length <= columns) return text;
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (longer.length <= columns || line.trim() === "") line = longer;
    else {
      lines.push(line);
      line = `${indent}${word}`;
    }
  }
  return [...lines, line].join("\n");
}
