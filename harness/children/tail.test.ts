/** Tests how a log is followed: lines, what is left over, floods, cuts and truncation. */
import fs from "node:fs";
import path from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { cutMark, lineBytesMax, openTail, readBytesMax, type Tail } from "./tail.js";
import { makeTempFolder } from "./temp.js";

describe("children/tail", () => {
  let folder = "";
  let file = "";
  let tail: Tail;
  beforeEach(() => {
    folder = makeTempFolder("tail");
    file = path.join(folder, "engine_s5_1.log");
    tail = openTail(file);
  });
  afterEach(() => {
    tail.close();
    fs.rmSync(folder, { recursive: true });
  });

  it("reads nothing while the file is not there, and its lines once it is", () => {
    expect(tail.read()).to.deep.equal({ lines: [], shrank: false, bytes: 0, more: false });
    fs.appendFileSync(file, "one\ntwo\n");
    expect(tail.read()).to.deep.equal({ lines: ["one", "two"], shrank: false, bytes: 8, more: false });
    expect(tail.read().lines).to.deep.equal([]);
  });

  it("leaves out what is too much, from the beginning of a line on, and says how many bytes", () => {
    fs.appendFileSync(file, `torn ${"1234567\n".repeat(100)}`);
    expect(tail.skipTo(805)).to.equal(0);
    expect(tail.skipTo(20)).to.equal(805 - 16);
    expect(tail.read()).to.include({ bytes: 16, shrank: false });
    fs.appendFileSync(file, "next\n");
    expect(tail.read().lines).to.deep.equal(["next"]);
  });

  it("hands out a line only when its end has come", () => {
    fs.appendFileSync(file, "Bars: 26");
    expect(tail.read().lines).to.deep.equal([]);
    fs.appendFileSync(file, "0\nBa");
    expect(tail.read().lines).to.deep.equal(["Bars: 260"]);
    expect(tail.rest()).to.equal("Ba");
    expect(tail.rest()).to.equal(null);
  });

  it("strips carriage returns and colours", () => {
    fs.appendFileSync(file, "\u001b[32mready\u001b[0m\r\n\r\n");
    expect(tail.read().lines).to.deep.equal(["ready", ""]);
  });

  it("replaces bytes that are no UTF-8, and keeps a letter that is split between two reads", () => {
    fs.appendFileSync(file, Buffer.from([0x61, 0xff, 0x62, 0x0a, 0xc3]));
    expect(tail.read().lines).to.deep.equal(["a\ufffdb"]);
    fs.appendFileSync(file, Buffer.from([0xa4, 0x0a]));
    expect(tail.read().lines).to.deep.equal(["\u00e4"]);
  });

  it("keeps a line of exactly the limit whole and cuts one byte more", () => {
    fs.appendFileSync(file, `${"x".repeat(lineBytesMax)}\n${"y".repeat(lineBytesMax + 1)}\nend\n`);
    expect(tail.read().lines).to.deep.equal([
      "x".repeat(lineBytesMax),
      `${"y".repeat(lineBytesMax)}${cutMark}`,
      "end",
    ]);
  });

  it("takes at most the limit of one call from a flood, and the rest with the next", () => {
    const line = `${"z".repeat(1023)}\n`;
    const count = readBytesMax / line.length + 1;
    fs.appendFileSync(file, line.repeat(count));
    const first = tail.read();
    expect([first.bytes, first.lines.length, first.more]).to.deep.equal([readBytesMax, count - 1, true]);
    const second = tail.read();
    expect([second.bytes, second.lines.length, second.more]).to.deep.equal([line.length, 1, false]);
  });

  it("says that the file shrank, and goes on at its start", () => {
    fs.appendFileSync(file, "one\ntwo\nthr");
    tail.read();
    fs.truncateSync(file, 0);
    fs.appendFileSync(file, "new\n");
    expect(tail.read()).to.deep.equal({ lines: ["new"], shrank: true, bytes: 4, more: false });
    expect(tail.read().shrank).to.equal(false);
  });

  it("gives the same lines however the writes are cut", () => {
    const cuts = fc.array(fc.string({ unit: "binary", maxLength: 12 }), { maxLength: 30 });
    fc.assert(
      fc.property(cuts, (pieces) => {
        fs.writeFileSync(file, "");
        const fresh = openTail(file);
        const lines = pieces.flatMap((piece) => {
          fs.appendFileSync(file, piece);
          return fresh.read().lines;
        });
        const rest = fresh.rest();
        fresh.close();
        const whole = openTail(file);
        expect(lines).to.deep.equal(whole.read().lines);
        expect(rest).to.equal(whole.rest());
        whole.close();
      }),
      { numRuns: 200 },
    );
  });
});
