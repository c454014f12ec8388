import { expect } from "chai";
import fc from "fast-check";
import { wrapped } from "./wrap.js";

describe("wrap", () => {
  it("breaks at words, and sets off what goes on", () => {
    expect(wrapped("FAIL s1: bar 41 was lost", 12)).to.equal("FAIL s1: bar\n  41 was\n  lost");
  });

  it("fills a line exactly, and leaves what fits alone", () => {
    expect(wrapped("bar 41 was lost", 15)).to.equal("bar 41 was lost");
    expect(wrapped("bar 41 was lost", 10)).to.equal("bar 41 was\n  lost");
  });

  it("keeps a word that is longer than the line whole", () => {
    expect(wrapped("see reports/latest/normal now", 10)).to.equal("see\n  reports/latest/normal\n  now");
  });

  it("is one line where there is no terminal", () => {
    expect(wrapped("bar 41 was lost", null)).to.equal("bar 41 was lost");
  });

  it("loses no word, and makes no line too long but for a long word", () => {
    const sentence = fc.array(fc.stringMatching(/^[a-z]{1,30}$/), { minLength: 1 });
    fc.assert(
      fc.property(sentence, fc.integer({ min: 5, max: 80 }), (words, columns) => {
        const text = wrapped(words.join(" "), columns);
        expect(text.split(/\s+/)).to.deep.equal(words);
        for (const line of text.split("\n"))
          expect(line.length <= columns || !line.trim().includes(" "), line).to.equal(true);
      }),
    );
  });
});
