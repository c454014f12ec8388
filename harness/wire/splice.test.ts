/** Tests that what is injected stands between messages, once, and that the stream around it is whole. */
import { expect } from "chai";
import fc from "fast-check";
import { type Insertion, type Piece, pieceOf } from "./piece.js";
import { openSplice } from "./splice.js";

function insertionOf(open: number): Insertion {
  return { open, left: { bytes: 0, messages: 0 }, settled: () => undefined };
}

function text(pieces: readonly Piece[]): string {
  return pieces.map(({ bytes }) => bytes.toString()).join("");
}

describe("wire/splice", () => {
  it("sets lines only between lines, and leaves the others as they were", () => {
    const chunks = fc.array(fc.constantFrom("a", "b", "\n", "ab\ncd", "e\n", "\n\n"), { minLength: 1 });
    fc.assert(
      fc.property(chunks, fc.array(fc.nat(30), { maxLength: 5 }), (parts, moments) => {
        const splice = openSplice(() => undefined);
        const insertion = insertionOf(moments.length);
        const out: Piece[] = [];
        for (const [index, part] of parts.entries()) {
          out.push(...splice.arrive(Buffer.from(part), index));
          const due = moments.filter((moment) => moment === index);
          out.push(...splice.insert(due.map(() => pieceOf(Buffer.from("GARBAGE\n"), index, insertion))));
        }
        const all = text(out);
        expect(all.replaceAll(/(?<=^|\n)GARBAGE\n/g, "")).to.equal(parts.join(""));
        const left = moments.filter((moment) => moment < parts.length).length;
        const waiting = splice.withdraw(insertion).length;
        expect(all.split("GARBAGE").length - 1 + waiting).to.equal(left);
      }),
      { numRuns: 500 },
    );
  });

  it("waits for the end of the line, and no longer when forced", () => {
    const splice = openSplice(() => undefined);
    splice.arrive(Buffer.from("half a l"), 0);
    expect(splice.insert([pieceOf(Buffer.from("x\n"), 0)])).to.deep.equal([]);
    expect(text(splice.force())).to.equal("x\n");
    expect(splice.force()).to.deep.equal([]);
  });

  it("withdraws what waits for a place", () => {
    const splice = openSplice(() => undefined);
    const insertion = insertionOf(1);
    splice.arrive(Buffer.from("half a l"), 0);
    splice.insert([pieceOf(Buffer.from("x\n"), 0, insertion)]);
    expect(splice.withdraw(insertion).length).to.equal(1);
    expect(text(splice.arrive(Buffer.from("ine\n"), 1))).to.equal("ine\n");
  });
});
