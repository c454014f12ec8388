/** Escapes: literal cases, and for hostile text what a reader of the format would make of it. */
import { expect } from "chai";
import fc from "fast-check";
import {
  commandData,
  commandProperty,
  markdownBlock,
  markdownRow,
  markdownText,
  visible,
  xmlAttribute,
  xmlText,
} from "./escape.js";
import { hostileText } from "./sample-report.js";

/** What a parser of XML gives back. */
function parsedXml(text: string): string {
  const named: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"' };
  return text.replace(/&(#(\d+)|(\w+));/g, (whole, _all, code, name) =>
    code === undefined ? (named[name] ?? whole) : String.fromCharCode(Number(code)),
  );
}

/** The cells of a row, split as GitHub does: at each bar that has no backslash of its own. */
function parsedRow(row: string): string[] {
  const cells = [""];
  for (let n = 0; n < row.length; n += 1) {
    const one = row[n] ?? "";
    if (one === "|") cells.push("");
    else cells.push(`${cells.pop() ?? ""}${one === "\\" ? one + (row[++n] ?? "") : one}`);
  }
  return cells.slice(1, -1).map((cell) => cell.trim());
}

describe("escape", () => {
  it("shows what cannot be shown by its code", () => {
    expect(visible("a\u0000b\u001b[31m\ud800c\u202ed🜂")).to.equal("a\\u0000b\\u001b[31m\\ud800c\\u202ed🜂");
  });

  it("gives XML back what was put into it, attributes with their line ends", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(xmlText(text)).not.to.match(/[<>]|&(?!(amp|lt|gt|#13);)/);
        expect(xmlAttribute(text)).not.to.match(/[<>"\n\r\t]|&(?!(amp|lt|gt|quot|#9|#10|#13);)/);
        expect(parsedXml(xmlText(text))).to.equal(visible(text));
        expect(parsedXml(xmlAttribute(text))).to.equal(visible(text));
      }),
    );
  });

  it("keeps a row of Markdown one row of as many cells", () => {
    fc.assert(
      fc.property(fc.array(hostileText, { minLength: 1, maxLength: 5 }), (cells) => {
        const row = markdownRow(cells);
        expect(row).not.to.match(/[\n\r\u2028\u2029<]/);
        expect(parsedRow(row)).to.deep.equal(cells.map(markdownText));
      }),
    );
  });

  it("takes the meaning from every sign of Markdown", () => {
    expect(markdownText("> *a* `b` [c](d) <b> | #e\n- f")).to.equal(
      "&gt; \\*a\\* \\`b\\` \\[c\\](d) &lt;b> \\| \\#e - f",
    );
  });

  it("fences a block with more ticks than stand in it", () => {
    expect(markdownBlock(["a", "```\nb", " ````"], "sh")).to.deep.equal([
      "`````sh",
      "a",
      "```",
      "b",
      " ````",
      "`````",
    ]);
  });

  it("closes a block at its last line and nowhere before", () => {
    fc.assert(
      fc.property(fc.array(hostileText, { maxLength: 4 }), (lines) => {
        const [open = "", ...rest] = markdownBlock(lines, "sh");
        const fence = /^`+/.exec(open)?.[0] ?? "";
        const closing = rest.findIndex((line) => new RegExp(`^\\s*\`{${fence.length},}\\s*$`).test(line));
        expect(closing).to.equal(rest.length - 1);
        for (const line of rest) expect(line).not.to.match(/[\n\r]/);
      }),
    );
  });

  it("keeps a command to GitHub one line, and its properties apart", () => {
    expect(commandData("50 % of a, b: c\r\nd")).to.equal("50 %25 of a, b: c%0D%0Ad");
    expect(commandProperty("a, b: c")).to.equal("a%2C b%3A c");
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(commandProperty(text)).not.to.match(/[\n\r:,]|%(?!25|0A|0D|3A|2C)/);
        expect(decodeURIComponent(commandData(text))).to.equal(visible(text));
      }),
    );
  });
});
