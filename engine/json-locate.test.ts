/** Tests of finding places in JSON texts. */
import { expect } from "chai";
import fc from "fast-check";
import { findSyntaxFault, locate } from "./json-locate.js";

describe("json-locate", () => {
  it("finds a value by its path", () => {
    const text = '{"a": [1,\n {"b": "x"}], "c": null}';
    expect(locate(text, [])).to.deep.equal({ line: 1, column: 1 });
    expect(locate(text, ["a", 1, "b"])).to.deep.equal({ line: 2, column: 8 });
    expect(locate(text, ["c"])).to.deep.equal({ line: 2, column: 20 });
    expect(locate(text, ["a", 2])).to.equal(undefined);
  });

  it("says what was expected and where", () => {
    expect(findSyntaxFault('{"a" 1}')).to.deep.equal({ line: 1, column: 6, expected: '":"', got: '"1"' });
    expect(findSyntaxFault("[1,]")).to.deep.equal({ line: 1, column: 4, expected: "a value", got: '"]"' });
    expect(findSyntaxFault('["a\n"]')).to.deep.include({
      line: 1,
      column: 2,
      expected: "a string in double quotes",
    });
    expect(findSyntaxFault("[".repeat(5000))).to.deep.include({ expected: "at most 256 levels of nesting" });
  });

  it("agrees with JSON.parse on any JSON, and on any JSON with one character changed", () => {
    const isJson = (text: string) => {
      try {
        JSON.parse(text);
        return true;
      } catch {
        return false;
      }
    };
    fc.assert(
      fc.property(
        fc.json(),
        fc.nat(),
        fc.constantFrom("{", "}", "[", "]", '"', ",", ":", "1", "\\", "x", ""),
        (json, at, put) => {
          const cut = at % (json.length + 1);
          const broken = json.slice(0, cut) + put + json.slice(cut + 1);
          expect(findSyntaxFault(json)).to.equal(undefined);
          expect(findSyntaxFault(broken) === undefined).to.equal(isJson(broken));
        },
      ),
      { numRuns: 500 },
    );
  });
});
