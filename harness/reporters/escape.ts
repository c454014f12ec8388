/** Makes any text safe for the place it is put into: XML, a line of Markdown, a command to GitHub. Pure. */

/**
 * What XML cannot carry and what a terminal or a reader would obey instead of show: controls but tab and line ends,
 * halves of surrogate pairs, noncharacters, and marks that turn the direction of reading.
 */
const unshowable =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Each of them as its code, such as `\u001b`: what was there can still be read. */
export function visible(text: string): string {
  return text.replace(unshowable, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

const xmlEntities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\t": "&#9;",
  "\n": "&#10;",
  "\r": "&#13;",
};

/** Between tags. A parser makes a line feed of every carriage return that is not written as a number. */
export function xmlText(text: string): string {
  return visible(text).replace(/[&<>\r]/g, (one) => xmlEntities[one] ?? one);
}

/** Between double quotes. A parser makes a space of every line end that is not written as a number. */
export function xmlAttribute(text: string): string {
  return visible(text).replace(/[&<>"\t\n\r]/g, (one) => xmlEntities[one] ?? one);
}

/** Within one line of Markdown, cells of tables included: no line end, and no sign that means something. */
export function markdownText(text: string): string {
  return visible(text)
    .replace(/[\s\u2028\u2029]+/g, " ")
    .trim()
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/^>/, "&gt;")
    .replace(/[\\`*_[\]#|~$]/g, (one) => `\\${one}`);
}

/** A row of a table, from texts that are no Markdown. */
export function markdownRow(cells: readonly string[]): string {
  return `| ${cells.map(markdownText).join(" | ")} |`;
}

/** Lines as they are, behind a fence that is longer than any in them. */
export function markdownBlock(lines: readonly string[], language = ""): string[] {
  const body = lines.flatMap((line) => visible(line).split(/\r\n|\r|\n/));
  const longest = Math.max(2, ...body.map((line) => /^\s*(`+)/.exec(line)?.[1]?.length ?? 0));
  const fence = "`".repeat(longest + 1);
  return [`${fence}${language}`, ...body, fence];
}

/** The message of a workflow command of GitHub. */
export function commandData(text: string): string {
  return visible(text).replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

/** The value of a property of such a command. */
export function commandProperty(text: string): string {
  return commandData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
